/** The services that have a door, and what their OpenAPI documents say of them: as each one's main.ts says it itself. */
export const services = {
  intake: {
    module: 'intake.module',
    className: 'IntakeModule',
    description: 'The partners’ door: push manifests, get receipts, see what became of every line.',
  },
  'port-gateway': {
    module: 'port-gateway.module',
    className: 'PortGatewayModule',
    description: 'The ports’ door: alerts by webhook, by stream and by cursor; steps and inspection results.',
  },
  operations: {
    module: 'operations.module',
    className: 'OperationsModule',
    description: 'The operators’ door: partners, ports, keys, flow, dead letters, effectiveness, schemas, audit.',
  },
};

/** Where a service's document is kept. */
export const documentPath = (service) => `schemas/openapi/${service}.json`;
