import { intakeSchema } from './intake/schema.ts';
import { operationsSchema } from './operations/schema.ts';
import { portGatewaySchema } from './port-gateway/schema.ts';
import { scorerSchema } from './scorer/schema.ts';
import { type DatabaseService, type ServiceSchema } from './service-schema.ts';
import { targetingSchema } from './targeting/schema.ts';

/** Every service's schema; `migrate` applies them all, `createDatabase` takes the one it was asked for. */
export const serviceSchemas: Readonly<Record<DatabaseService, ServiceSchema>> = {
  intake: intakeSchema,
  scorer: scorerSchema,
  targeting: targetingSchema,
  'port-gateway': portGatewaySchema,
  operations: operationsSchema,
};
