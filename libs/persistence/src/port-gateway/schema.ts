import { type ServiceSchema } from '../service-schema.ts';

export const portGatewaySchema: ServiceSchema = { service: 'port-gateway', entities: [], migrations: [] };
