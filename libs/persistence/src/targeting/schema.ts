import { type ServiceSchema } from '../service-schema.ts';

export const targetingSchema: ServiceSchema = { service: 'targeting', entities: [], migrations: [] };
