import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadConfig, maskedConfig } from './config.ts';
import { databaseSettings, eventLogSettings, httpSettings } from './settings.ts';
import { StartFault } from './start-fault.ts';

const definition = { ...httpSettings, ...databaseSettings, ...eventLogSettings };
const enough = { DATABASE_URL: 'postgres://w:pw@127.0.0.1:5432/w', WATCHPOST_KAFKA_BROKERS: 'a:9092, b:9093' };

describe('configuration', () => {
  it('has defaults, and lists brokers', () => {
    const config = loadConfig(definition, enough);
    expect(config.HTTP_PORT).toBe(0);
    expect(config.WATCHPOST_KAFKA_BROKERS).toEqual(['a:9092', 'b:9093']);
    expect(config.WATCHPOST_KAFKA_SSL).toBe(false);
  });

  it('names every fault at once, with exit code 2', () => {
    const faults = fault(() => loadConfig(definition, { HTTP_PORT: '99999', DATABASE_URL: 'mysql://x' }));
    expect(faults.exitCode).toBe(2);
    expect(faults.message).toMatch(/HTTP_PORT .*DATABASE_URL has to begin.*WATCHPOST_KAFKA_BROKERS is missing/);
  });

  it('reads a secret from the file that its _FILE variable names', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'watchpost-config-')), 'url');
    writeFileSync(file, `${enough.DATABASE_URL}\n`);
    const config = loadConfig(definition, { ...enough, DATABASE_URL: '', DATABASE_URL_FILE: file });
    expect(config.DATABASE_URL).toBe(enough.DATABASE_URL);
  });

  it('shows no secret, and of a URL only what is none', () => {
    const shown = maskedConfig(
      definition,
      loadConfig(definition, { ...enough, WATCHPOST_KAFKA_SASL_PASSWORD: 'hush' }),
    );
    expect(shown['DATABASE_URL']).toBe('postgres://w:***@127.0.0.1:5432/w');
    expect(shown['WATCHPOST_KAFKA_SASL_PASSWORD']).toBe('***');
  });
});

function fault(act: () => unknown): StartFault {
  try {
    act();
  } catch (error) {
    if (error instanceof StartFault) return error;
  }
  throw new Error('it started');
}
