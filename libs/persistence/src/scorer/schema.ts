import { type ServiceSchema } from '../service-schema.ts';

export const scorerSchema: ServiceSchema = { service: 'scorer', entities: [], migrations: [] };
