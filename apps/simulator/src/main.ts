import { randomBytes } from 'node:crypto';
import { startFaultOf } from '@watchpost/platform';
import { loadSimulatorConfig } from './configuration.ts';
import { simulate } from './simulator.ts';

const stop = new AbortController();
for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => stop.abort());

try {
  const config = loadSimulatorConfig(process.env);
  const seed = config.WATCHPOST_SIMULATOR_SEED ?? randomBytes(4).toString('hex');
  process.stderr.write(`simulating ${config.WATCHPOST_SIMULATOR_RATE} items a second with seed ${seed}\n`);
  const tally = await simulate(config, seed, stop.signal);
  process.stdout.write(`${JSON.stringify(tally)}\n`);
} catch (error) {
  const fault = startFaultOf(error);
  process.stderr.write(`${fault.message}\n`);
  process.exitCode = fault.exitCode;
}
// A stream that is being read would keep the process for nothing.
process.exit();
