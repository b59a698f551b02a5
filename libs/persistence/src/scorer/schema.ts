import { type ServiceSchema } from '../service-schema.ts';
import { CreateScorer1795000000000 } from './migrations/1795000000000-create-scorer.ts';
import { PackSightings1795000001500 } from './migrations/1795000001500-pack-sightings.ts';
import { Rebuilds1795000001300 } from './migrations/1795000001300-rebuilds.ts';

/** No entities: every table of the scorer is written and read in bulk only. */
export const scorerSchema: ServiceSchema = {
  service: 'scorer',
  entities: [],
  migrations: [CreateScorer1795000000000, Rebuilds1795000001300, PackSightings1795000001500],
};
