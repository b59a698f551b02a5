import { type ServiceSchema } from '../service-schema.ts';

export const intakeSchema: ServiceSchema = { service: 'intake', entities: [], migrations: [] };
