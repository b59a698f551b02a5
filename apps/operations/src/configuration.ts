import { fileURLToPath } from 'node:url';
import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

/** Settings of operations. */
export const operationsSettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  OPERATIONS_SCENARIOS: {
    describe: 'Folder of the scenarios that a replay may name: a folder each.',
    schema: z.string().default(fileURLToPath(new URL('../../../scenarios/', import.meta.url))),
  },
  OPERATIONS_REPLAY_THREADS: {
    describe: 'Threads of the process that replays.',
    schema: z.coerce.number().int().min(1).max(64).default(2),
  },
  SCORER_ENTITY_SALT: {
    describe:
      'The scorer’s secret of this name, so that a replay which folds history anew counts whom the scorer counts.',
    schema: z.string().min(1).default('watchpost'),
    secret: true,
  },
  OPERATIONS_REPLAY_RETENTION_DAYS: {
    describe: 'How long the results of a replay are kept after its end.',
    schema: z.coerce.number().int().min(1).default(90),
  },
  OPERATIONS_LINK_RETENTION_DAYS: {
    describe:
      'How long is kept what is known of a unit and which alerts are linked with it, since it was last told of.',
    schema: z.coerce.number().int().min(1).default(180),
  },
  WATCHPOST_QUALITY_RETENTION_DAYS: {
    describe: 'How long it is kept how good what partners send was, by day.',
    schema: z.coerce.number().int().min(1).default(400),
  },
  OPERATIONS_REPLAY_CHANGES: {
    describe: 'Lines that came out otherwise, kept with their reasons, of a replay at most; all of them are counted.',
    schema: z.coerce.number().int().min(0).default(100_000),
  },
  WATCHPOST_INTAKE_URL: {
    describe: 'Where intake is, for replays that read raw bytes again.',
    schema: z.url().optional(),
  },
  WATCHPOST_SERVICE_KEY: {
    describe: 'The key by which intake opens its archive; intake has the same one.',
    schema: z.string().min(24, { error: 'has to have at least 24 characters' }).optional(),
    secret: true,
  },
  WATCHPOST_BOOTSTRAP_OPERATOR_KEY: {
    describe: 'A key that operators may use from the first start on; issue others with it, then revoke it.',
    schema: z.string().min(24, { error: 'has to have at least 24 characters' }).optional(),
    secret: true,
  },
});

export type OperationsConfig = Config<typeof operationsSettings>;

/** Nest token of the loaded settings. */
export const OPERATIONS_CONFIG = Symbol.for('watchpost.operations.config');
