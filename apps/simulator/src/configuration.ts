import { readFileSync } from 'node:fs';
import { type Config, defineConfig, loadConfig, StartFault } from '@watchpost/platform';
import { z } from 'zod';

const url = z
  .string({ error: 'is missing: give http://host:port' })
  .regex(/^https?:\/\//, { error: 'has to begin with http://' });
const yesNo = z.enum(['true', 'false']).transform((text) => text === 'true');
const wholeNumber = z.coerce.number().int().min(1);

/** Settings of the simulator. */
export const simulatorSettings = defineConfig({
  WATCHPOST_INTAKE_URL: { describe: 'Where partners push manifests.', schema: url },
  WATCHPOST_PORT_GATEWAY_URL: { describe: 'Where ports take alerts.', schema: url },
  WATCHPOST_CREDENTIALS_FILE: {
    describe: 'JSON with keys by partner and by port, as watchpost up writes it.',
    schema: z.string({ error: 'is missing: give the path of credentials.json' }),
  },
  WATCHPOST_SIMULATOR_RATE: {
    describe: 'Items a second over all partners.',
    schema: z.coerce.number().positive().max(100_000).default(40),
  },
  WATCHPOST_SIMULATOR_SEED: {
    describe: 'The same seed gives the same traffic; a new one every start unless set.',
    schema: z.string().optional(),
  },
  WATCHPOST_SIMULATOR_LINES: {
    describe: 'Items of a manifest, where the format may have so many; as each partner likes unless set.',
    schema: wholeNumber.optional(),
  },
  WATCHPOST_SIMULATOR_RISKY_SHARE: {
    describe: 'Share of items that are risky in truth.',
    schema: z.coerce.number().min(0).max(1).default(0.01),
  },
  WATCHPOST_SIMULATOR_PARTNERS: {
    describe: 'Partners that send, with commas between them; all unless set; none: nobody sends.',
    schema: z.string().optional(),
  },
  WATCHPOST_SIMULATOR_PORTS: { describe: 'Whether ports take alerts and report.', schema: yesNo.default(true) },
  WATCHPOST_SIMULATOR_PACE: {
    describe: 'How long ports take for a step, as a factor; 1 is a few seconds.',
    schema: z.coerce.number().min(0).max(1_000).default(1),
  },
  WATCHPOST_SIMULATOR_MANIFESTS: {
    describe: 'End after so many manifests, with a line of counts; without end unless set.',
    schema: wholeNumber.optional(),
  },
});

export type SimulatorConfig = Config<typeof simulatorSettings>;

export interface SampleKeys {
  readonly partners: Readonly<Record<string, string>>;
  readonly ports: Readonly<Record<string, string>>;
}

/** @throws StartFault naming all faults at once */
export const loadSimulatorConfig = (environment: NodeJS.ProcessEnv): SimulatorConfig =>
  loadConfig(simulatorSettings, environment);

export function readKeys(file: string): SampleKeys {
  try {
    const { partners, ports } = JSON.parse(readFileSync(file, 'utf8')) as SampleKeys;
    return { partners, ports };
  } catch (cause) {
    throw new StartFault(`WATCHPOST_CREDENTIALS_FILE names ${file}, which cannot be read as JSON with keys.`, 2, {
      cause,
    });
  }
}
