import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

const bytes = z.coerce
  .number()
  .int()
  .min(1024 * 1024)
  .optional();

/** Settings of operations. */
export const operationsSettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  WATCHPOST_BOOTSTRAP_OPERATOR_KEY: {
    describe: 'A key that operators may use from the first start on; issue others with it, then revoke it.',
    schema: z.string().min(24, { error: 'has to have at least 24 characters' }).optional(),
    secret: true,
  },
  WATCHPOST_TOPIC_REPLICATION: {
    describe: 'Replicas of each topic that is created.',
    schema: z.coerce.number().int().min(1).max(10).default(1),
  },
  WATCHPOST_TOPIC_MAX_BYTES: {
    describe: 'Bytes that a topic may take over all its partitions; no cap unless set.',
    schema: bytes,
  },
});

export type OperationsConfig = Config<typeof operationsSettings>;

/** Nest token of the loaded settings. */
export const OPERATIONS_CONFIG = Symbol.for('watchpost.operations.config');
