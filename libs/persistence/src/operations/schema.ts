import { type ServiceSchema } from '../service-schema.ts';

export const operationsSchema: ServiceSchema = { service: 'operations', entities: [], migrations: [] };
