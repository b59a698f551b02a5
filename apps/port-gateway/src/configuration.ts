import { type Config, databaseSettings, defineConfig, eventLogSettings, httpSettings } from '@watchpost/platform';
import { z } from 'zod';

/** Settings of port-gateway. */
export const portGatewaySettings = defineConfig({
  ...httpSettings,
  ...databaseSettings,
  ...eventLogSettings,
  WATCHPOST_WEBHOOK_ALLOW_LOOPBACK: {
    describe:
      'Take webhooks on this machine, http too: for the sandbox and for tests, never where strangers hold port keys.',
    schema: z
      .enum(['true', 'false', '1', '0'])
      .default('false')
      .transform((text) => text === 'true' || text === '1'),
  },
  PORT_GATEWAY_STREAMS_PER_KEY: {
    describe: 'Streams that one key may hold open at once.',
    schema: z.coerce.number().int().min(1).default(20),
  },
  PORT_GATEWAY_RETENTION_DAYS: {
    describe: 'How long an alert that has ended is kept; cursors from before are answered with 410.',
    schema: z.coerce.number().int().min(1).default(180),
  },
});

export type PortGatewayConfig = Config<typeof portGatewaySettings>;

/** Nest token of the loaded settings. */
export const PORT_GATEWAY_CONFIG = Symbol.for('watchpost.port-gateway.config');
