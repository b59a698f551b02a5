import { loadSchemaIds } from '@watchpost/contracts';
import { createDatabase } from '@watchpost/persistence';
import { loadConfig, registrySettingsOf } from '@watchpost/platform';
import { setPriority } from 'node:os';
import { operationsSettings } from '../../configuration.ts';
import { threadLane } from './lane-threads.ts';
import { workOff } from './worker.ts';

/**
 * `main.js <replay id> <worker id>`: one replay in a process of its own, that gives way to everything else on the machine. It ends with whoever started it.
 */
const NICE = 10;

const [replayId, worker] = process.argv.slice(2);
if (replayId === undefined || worker === undefined) throw new Error('usage: main.js <replay id> <worker id>');
try {
  setPriority(NICE);
} catch {
  // Where the system knows no priorities it goes at its chosen speed all the same.
}
const stopping = new AbortController();
const stop = (): void => stopping.abort();
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
// Whoever started it is gone, killed perhaps: another one will take the replay up.
process.on('disconnect', stop);

const config = loadConfig(operationsSettings, process.env);
// Fails here, before anything is claimed, where the registry is away.
await loadSchemaIds(registrySettingsOf(config));
const database = await createDatabase({ url: config.DATABASE_URL, service: 'operations', poolSize: 2 });
try {
  const lanes = config.OPERATIONS_REPLAY_THREADS;
  await workOff(replayId, { database, worker, lanes, runLane: threadLane(worker) }, stopping.signal);
} finally {
  await database.close();
}
if (process.connected) process.disconnect();
