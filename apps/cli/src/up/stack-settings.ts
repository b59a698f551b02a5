import {
  type BrokerConnection,
  brokerConnectionOf,
  type Config,
  databaseSettings,
  defineConfig,
  eventLogSettings,
  loadConfig,
} from '@watchpost/platform';
import { z } from 'zod';

const port = z.coerce.number().int().min(1).max(65_535).optional();

/**
 * Settings of `watchpost up`. Those of the engines are the services' own, except that they may be absent: then the embedded
 * engine is used. Everything else in the environment reaches the services as it is.
 */
export const stackSettings = defineConfig({
  ...eventLogSettings,
  WATCHPOST_KAFKA_BROKERS: {
    ...eventLogSettings.WATCHPOST_KAFKA_BROKERS,
    schema: eventLogSettings.WATCHPOST_KAFKA_BROKERS.schema.optional(),
  },
  DATABASE_URL: { ...databaseSettings.DATABASE_URL, schema: databaseSettings.DATABASE_URL.schema.optional() },
  WATCHPOST_KAFKA_PORT: { describe: 'Port of the embedded Kafka; a free one unless set.', schema: port },
  WATCHPOST_KAFKA_HEAP_MB: {
    describe: 'Heap of the embedded Kafka, in MiB.',
    schema: z.coerce.number().int().min(256).default(1_024),
  },
  WATCHPOST_POSTGRES_PORT: { describe: 'Port of the embedded PostgreSQL; a free one unless set.', schema: port },
  WATCHPOST_INTAKE_PORT: { describe: 'Port of intake; a free one unless set.', schema: port },
  WATCHPOST_NORMALIZER_PORT: { describe: 'Port of normalizer; a free one unless set.', schema: port },
  WATCHPOST_SCORER_PORT: { describe: 'Port of scorer; a free one unless set.', schema: port },
  WATCHPOST_TARGETING_PORT: { describe: 'Port of targeting; a free one unless set.', schema: port },
  WATCHPOST_PORT_GATEWAY_PORT: { describe: 'Port of port-gateway; a free one unless set.', schema: port },
  WATCHPOST_OPERATIONS_PORT: { describe: 'Port of operations; a free one unless set.', schema: port },
  WATCHPOST_REPLICAS: {
    describe: 'Replicas of each service, which share its work.',
    schema: z.coerce.number().int().min(1).max(12).default(1),
  },
  WATCHPOST_TOPIC_MAX_BYTES: {
    describe:
      'Bytes that a topic may take over all its partitions; 2 GiB on the embedded Kafka, no cap elsewhere unless set.',
    schema: z.coerce.number().int().min(1_048_576).optional(),
  },
  WATCHPOST_TOPIC_REPLICATION: {
    describe: 'Replicas of each topic that is created.',
    schema: z.coerce.number().int().min(1).max(10).default(1),
  },
});

export type StackSettings = Config<typeof stackSettings>;

/**
 * @param flags go before the environment
 * @throws StartFault (exit code 2) naming all faults at once
 */
export const loadStackSettings = (
  environment: NodeJS.ProcessEnv,
  { replicas }: { readonly replicas?: number } = {},
): StackSettings =>
  loadConfig(stackSettings, {
    ...environment,
    ...(replicas === undefined ? {} : { WATCHPOST_REPLICAS: String(replicas) }),
  });

/** How to reach brokers run elsewhere; null where the embedded one is to be used. @throws StartFault (exit code 2) */
export function kafkaConnectionOf(settings: StackSettings): BrokerConnection | null {
  const brokers = settings.WATCHPOST_KAFKA_BROKERS;
  return brokers === undefined ? null : brokerConnectionOf({ ...settings, WATCHPOST_KAFKA_BROKERS: brokers });
}
