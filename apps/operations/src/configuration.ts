import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

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
});

export type OperationsConfig = Config<typeof operationsSettings>;

/** Nest token of the loaded settings. */
export const OPERATIONS_CONFIG = Symbol.for('watchpost.operations.config');
