import { z } from 'zod';
import { defineConfig } from './config.ts';

const flag = z
  .enum(['true', 'false', '1', '0'])
  .default('false')
  .transform((text) => text === 'true' || text === '1');
const optional = z.string().optional();

/** Settings of everything that serves HTTP. */
export const httpSettings = defineConfig({
  HTTP_HOST: { describe: 'Address to listen on.', schema: z.string().default('127.0.0.1') },
  HTTP_PORT: {
    describe: 'Port to listen on; 0 takes a free one.',
    schema: z.coerce.number().int().min(0).max(65_535).default(0),
  },
  LOG_LEVEL: {
    describe: 'Least severe level that is logged.',
    schema: z.enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent']).default('info'),
  },
  WATCHPOST_READY_FILE: {
    describe: 'File into which the service writes {"service","pid","url"} once it is ready.',
    schema: optional,
  },
  SHUTDOWN_DEADLINE_MS: {
    describe: 'How long a service may drain after SIGTERM before it is ended.',
    schema: z.coerce.number().int().min(100).default(20_000),
  },
});

/** Settings of everything that keeps something. */
export const databaseSettings = defineConfig({
  DATABASE_URL: {
    describe: 'PostgreSQL, as postgres://user:password@host:port/database.',
    schema: z
      .string({ error: 'is missing: give postgres://user:password@host:port/database' })
      .regex(/^postgres(ql)?:\/\//, {
        error: 'has to begin with postgres://',
      }),
    secret: true,
  },
  DATABASE_POOL_SIZE: { describe: 'Connections at most.', schema: z.coerce.number().int().min(1).default(8) },
});

/** Settings of everything that reads or writes the event log. */
export const eventLogSettings = defineConfig({
  WATCHPOST_KAFKA_BROKERS: {
    describe: 'Kafka brokers, host:port, with commas between them.',
    schema: z
      .string({ error: 'is missing: give host:port, with commas between several' })
      .transform((text) => text.split(',').map((broker) => broker.trim()))
      .refine((brokers) => brokers.every((broker) => /^[^\s:]+:\d+$/.test(broker)), {
        error: 'has to be host:port[,host:port]',
      }),
  },
  WATCHPOST_KAFKA_SESSION_MS: {
    describe: 'A replica not heard of for so long loses its partitions to the others; the broker takes 6,000 and more.',
    schema: z.coerce.number().int().min(1_000).default(30_000),
  },
  WATCHPOST_KAFKA_SSL: { describe: 'Speak TLS with the brokers.', schema: flag },
  WATCHPOST_KAFKA_SSL_CA_FILE: { describe: 'PEM of the authority that signed the brokers.', schema: optional },
  WATCHPOST_KAFKA_SSL_CERT_FILE: { describe: 'PEM of the client certificate.', schema: optional },
  WATCHPOST_KAFKA_SSL_KEY_FILE: { describe: 'PEM of the client key.', schema: optional },
  WATCHPOST_KAFKA_SASL_MECHANISM: {
    describe: 'How the service says who it is.',
    schema: z.enum(['plain', 'scram-sha-256', 'scram-sha-512']).optional(),
  },
  WATCHPOST_KAFKA_SASL_USERNAME: { describe: 'SASL user.', schema: optional },
  WATCHPOST_KAFKA_SASL_PASSWORD: { describe: 'SASL password.', schema: optional, secret: true },
  SCHEMA_REGISTRY_URL: {
    describe: 'Confluent-compatible registry that gives the schema ids; the built-in catalogue where absent.',
    schema: optional,
  },
  SCHEMA_REGISTRY_USERNAME: { describe: 'User of the registry.', schema: optional },
  SCHEMA_REGISTRY_PASSWORD: { describe: 'Password of the registry.', schema: optional, secret: true },
});
