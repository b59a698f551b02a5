import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { brokerConnectionOf, registrySettingsOf } from './broker-connection.ts';
import { loadConfig } from './config.ts';
import { eventLogSettings } from './settings.ts';

const connection = (settings: Record<string, string>) =>
  brokerConnectionOf(loadConfig(eventLogSettings, { WATCHPOST_KAFKA_BROKERS: 'a:9092', ...settings }));

describe('the connection to the brokers', () => {
  it('is plain unless said', () => {
    expect(connection({})).toEqual({ brokers: ['a:9092'], sessionTimeoutMs: 30_000 });
  });

  it('carries TLS with the texts of the files, and SASL', () => {
    const ca = join(mkdtempSync(join(tmpdir(), 'watchpost-tls-')), 'ca.pem');
    writeFileSync(ca, 'PEM');
    expect(
      connection({
        WATCHPOST_KAFKA_SSL: 'true',
        WATCHPOST_KAFKA_SSL_CA_FILE: ca,
        WATCHPOST_KAFKA_SASL_MECHANISM: 'scram-sha-512',
        WATCHPOST_KAFKA_SASL_USERNAME: 'intake',
        WATCHPOST_KAFKA_SASL_PASSWORD: 'hush',
      }),
    ).toEqual({
      brokers: ['a:9092'],
      sessionTimeoutMs: 30_000,
      ssl: { ca: ['PEM'] },
      sasl: { mechanism: 'scram-sha-512', username: 'intake', password: 'hush' },
    });
  });

  it('takes the machine’s authorities where TLS is asked for without files', () => {
    expect(connection({ WATCHPOST_KAFKA_SSL: 'true' }).ssl).toBe(true);
  });

  it('names the setting whose file cannot be read', () => {
    expect(() => connection({ WATCHPOST_KAFKA_SSL: '1', WATCHPOST_KAFKA_SSL_KEY_FILE: '/nowhere/key.pem' })).toThrow(
      /WATCHPOST_KAFKA_SSL_KEY_FILE names \/nowhere\/key.pem/,
    );
  });

  it('asks the registry by name and password where both are set', () => {
    const config = loadConfig(eventLogSettings, {
      WATCHPOST_KAFKA_BROKERS: 'a:9092',
      SCHEMA_REGISTRY_URL: 'http://registry',
      SCHEMA_REGISTRY_USERNAME: 'u',
      SCHEMA_REGISTRY_PASSWORD: 'p',
    });
    expect(registrySettingsOf(config)).toEqual({
      registryUrl: 'http://registry',
      auth: { username: 'u', password: 'p' },
    });
  });
});
