import { fileURLToPath } from 'node:url';
import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

const days = (usual: number) => z.coerce.number().int().min(1).default(usual);

/** Settings of the scorer. */
export const scorerSettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  SCORER_SCENARIO: {
    describe: 'Folder of the scenario: scenario.yaml and its lists.',
    schema: z.string().default(fileURLToPath(new URL('../../../scenarios/fentanyl-mail/', import.meta.url))),
  },
  SCORER_ENTITY_SALT: {
    describe:
      'Secret that the keys of names, addresses and phones are made with. With another one, everybody is new: keep it for as long as the counters.',
    schema: z.string().min(1).default('watchpost'),
    secret: true,
  },
  SCORER_LEDGER_DAYS_AHEAD: { describe: 'Days for which the ledger is prepared in advance.', schema: days(3) },
  SCORER_LEDGER_RETENTION_DAYS: { describe: 'How long decisions are kept.', schema: days(400) },
  SCORER_SIGHTINGS_RETENTION_DAYS: {
    describe: 'How long sightings of entities are kept; rules look back 90 days.',
    schema: z.coerce.number().int().min(90).default(120),
  },
  SCORER_SHIPMENT_RETENTION_DAYS: {
    describe:
      'How long the newest version of a shipment is remembered; a number reused after twelve months is told by it.',
    schema: z.coerce.number().int().min(366).default(450),
  },
});

export type ScorerConfig = Config<typeof scorerSettings>;

/** Nest token of the loaded settings. */
export const SCORER_CONFIG = Symbol.for('watchpost.scorer.config');
