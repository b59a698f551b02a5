import { readFileSync } from 'node:fs';
import type { Config } from './config.ts';
import { type eventLogSettings } from './settings.ts';
import { StartFault } from './start-fault.ts';

/** How to reach the brokers; kafkajs takes it as it is. PEM texts, not paths. */
export interface BrokerConnection {
  readonly brokers: string[];
  /** A member of a group not heard of for so long loses its partitions. */
  readonly sessionTimeoutMs?: number;
  readonly ssl?: true | { readonly ca?: string[]; readonly cert?: string; readonly key?: string };
  readonly sasl?: SaslLogin<'plain'> | SaslLogin<'scram-sha-256'> | SaslLogin<'scram-sha-512'>;
}

interface SaslLogin<Mechanism extends string> {
  readonly mechanism: Mechanism;
  readonly username: string;
  readonly password: string;
}

type EventLogConfig = Config<typeof eventLogSettings>;

/** @throws StartFault (exit code 2) where a file of the settings cannot be read */
export function brokerConnectionOf(config: EventLogConfig): BrokerConnection {
  const mechanism = config.WATCHPOST_KAFKA_SASL_MECHANISM;
  return {
    brokers: [...config.WATCHPOST_KAFKA_BROKERS],
    sessionTimeoutMs: config.WATCHPOST_KAFKA_SESSION_MS,
    ...(config.WATCHPOST_KAFKA_SSL && { ssl: tlsOf(config) }),
    ...(mechanism !== undefined && {
      sasl: {
        mechanism,
        username: config.WATCHPOST_KAFKA_SASL_USERNAME ?? '',
        password: config.WATCHPOST_KAFKA_SASL_PASSWORD ?? '',
      },
    }),
  };
}

function tlsOf(config: EventLogConfig): NonNullable<BrokerConnection['ssl']> {
  const ca = pemOf('WATCHPOST_KAFKA_SSL_CA_FILE', config.WATCHPOST_KAFKA_SSL_CA_FILE);
  const cert = pemOf('WATCHPOST_KAFKA_SSL_CERT_FILE', config.WATCHPOST_KAFKA_SSL_CERT_FILE);
  const key = pemOf('WATCHPOST_KAFKA_SSL_KEY_FILE', config.WATCHPOST_KAFKA_SSL_KEY_FILE);
  if (ca === null && cert === null && key === null) return true;
  return { ...(ca !== null && { ca: [ca] }), ...(cert !== null && { cert }), ...(key !== null && { key }) };
}

function pemOf(setting: string, path: string | undefined): string | null {
  if (path === undefined) return null;
  try {
    return readFileSync(path, 'utf8');
  } catch (cause) {
    throw new StartFault(`${setting} names ${path}, which cannot be read; correct it or unset it.`, 2, { cause });
  }
}

/** Where schema ids come from; what `loadSchemaIds` of `@watchpost/contracts` takes. */
export function registrySettingsOf(config: EventLogConfig): {
  readonly registryUrl: string | null;
  readonly auth?: { readonly username: string; readonly password: string };
} {
  const { SCHEMA_REGISTRY_URL: url, SCHEMA_REGISTRY_USERNAME: username } = config;
  return {
    registryUrl: url ?? null,
    ...(username !== undefined && { auth: { username, password: config.SCHEMA_REGISTRY_PASSWORD ?? '' } }),
  };
}
