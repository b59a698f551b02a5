import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

/** Settings of targeting. */
export const targetingSettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  TARGETING_RANDOM_SHARE: {
    describe: 'Share of all items that is looked at by chance, whatever its score; kept with each as its probability.',
    schema: z.coerce.number().min(0).max(1).default(0.002),
  },
  TARGETING_RANDOM_SEED: {
    describe:
      'Seed of the draw. Keep it secret, so that no sender can know who is drawn, and the same, so that it can be checked.',
    schema: z.string().min(1).default('watchpost'),
    secret: true,
  },
  TARGETING_RETENTION_DAYS: {
    describe: 'How long an alert that has ended is kept.',
    schema: z.coerce.number().int().min(1).default(180),
  },
  TARGETING_UNIT_RETENTION_DAYS: {
    describe: 'How long is kept what is known of a unit or item, since it was last told of.',
    schema: z.coerce.number().int().min(1).default(180),
  },
});

export type TargetingConfig = Config<typeof targetingSettings>;

/** Nest token of the loaded settings. */
export const TARGETING_CONFIG = Symbol.for('watchpost.targeting.config');
