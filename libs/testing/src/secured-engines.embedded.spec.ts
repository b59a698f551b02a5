import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  askKafka,
  askPostgres,
  type KafkaEngine,
  type PostgresEngine,
  purgePostgres,
  queryOnce,
  saslMechanisms,
  startKafka,
  startPostgres,
} from '@watchpost/engines';
import { createKafkaLog, type EventLog, type LogRecord, silentObserver } from '@watchpost/messaging';
import { createDatabase, migrate } from '@watchpost/persistence';
import { brokerConnectionOf, eventLogSettings, loadConfig } from '@watchpost/platform';
import { makeCertificates, type Certificates } from '../test/certificates.ts';

const PASSWORD = 'correct-horse-battery';
const TOPIC = 'things.told.v1';

let directory: string;
let ours: Certificates;
let strangers: Certificates;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'watchpost-secured-'));
  // Open to pass through: PostgreSQL runs as another user where we are root.
  chmodSync(directory, 0o755);
  ours = makeCertificates(directory, 'ours');
  strangers = makeCertificates(directory, 'strangers');
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

describe('With brokers that speak TLS and ask who is there', () => {
  let kafka: KafkaEngine;
  const logs: EventLog[] = [];

  beforeAll(async () => {
    const security = {
      keystoreFile: ours.keystoreFile,
      ca: readFileSync(ours.caFile, 'utf8'),
      username: 'watchpost',
      password: PASSWORD,
    };
    kafka = await startKafka({ directory: join(directory, 'kafka'), heapMib: 256, needMib: 256, security });
  }, 120_000);
  afterAll(async () => {
    await Promise.all(logs.map((log) => log.close()));
    await kafka?.stop();
  }, 60_000);

  /** As a service reads it from its environment. */
  const connection = (more: Readonly<Record<string, string>> = {}) =>
    brokerConnectionOf(
      loadConfig(eventLogSettings, {
        WATCHPOST_KAFKA_BROKERS: kafka.brokers.join(','),
        WATCHPOST_KAFKA_SSL: 'true',
        WATCHPOST_KAFKA_SSL_CA_FILE: ours.caFile,
        WATCHPOST_KAFKA_SASL_MECHANISM: 'scram-sha-512',
        WATCHPOST_KAFKA_SASL_USERNAME: 'watchpost',
        WATCHPOST_KAFKA_SASL_PASSWORD: PASSWORD,
        ...more,
      }),
    );
  const open = (more?: Readonly<Record<string, string>>): EventLog => {
    const log = createKafkaLog(connection(more));
    logs.push(log);
    return log;
  };

  it.each(saslMechanisms)('records are written and read by who says so by %s', async (mechanism) => {
    const passwordFile = join(directory, 'password');
    writeFileSync(passwordFile, `${PASSWORD}\n`);
    const log = open({
      WATCHPOST_KAFKA_SASL_MECHANISM: mechanism.toLowerCase(),
      WATCHPOST_KAFKA_SASL_PASSWORD: '',
      WATCHPOST_KAFKA_SASL_PASSWORD_FILE: passwordFile,
    });
    await (await log.admin()).ensureTopics([{ name: TOPIC, partitions: 1, config: {} }]);
    await (await log.producer()).send([{ topic: TOPIC, key: mechanism, value: Buffer.from('told') }]);
    const read = Promise.withResolvers<LogRecord>();
    const consumer = log.consumer({ group: `reader-${mechanism}`, topics: [TOPIC] }, async (records) => {
      const found = records.find(({ key }) => key?.toString() === mechanism);
      if (found !== undefined) read.resolve(found);
    });
    await consumer.start();
    expect((await read.promise).value?.toString()).toBe('told');
    await consumer.stop();
  });

  it('a wrong password is refused in so many words, and no record is set aside for it', async () => {
    const log = open({ WATCHPOST_KAFKA_SASL_PASSWORD: 'wrong' });
    await expect((await log.admin()).topics()).rejects.toThrow(/authentication failed.*invalid credentials/i);
    const producer = await log.producer({ deliveryTimeoutMs: 6_000 });
    const sent = producer.send([{ topic: TOPIC, key: 'k', value: Buffer.from('v') }]);
    await expect(sent).rejects.toMatchObject({ name: 'LogUnavailableError', message: /authentication failed/i });
    const answer = await askKafka(connection({ WATCHPOST_KAFKA_SASL_PASSWORD: 'wrong' }));
    expect(answer).toMatchObject({ serves: false, why: expect.stringMatching(/authentication failed/i) });
  });

  it('a consumer whose password is refused ends, and says why', async () => {
    const said = Promise.withResolvers<{ reason: string; restart: boolean }>();
    const log = createKafkaLog({
      ...connection({ WATCHPOST_KAFKA_SASL_PASSWORD: 'wrong' }),
      observer: { ...silentObserver, crashed: (occasion) => said.resolve(occasion) },
    });
    logs.push(log);
    const consumer = log.consumer({ group: 'refused', topics: [TOPIC] }, async () => undefined);
    await expect(consumer.start()).rejects.toThrow(/authentication failed/i);
    expect(await said.promise).toMatchObject({
      restart: false,
      reason: expect.stringMatching(/authentication failed/i),
    });
    expect(consumer.status().failure).toMatch(/authentication failed/i);
  });

  it('brokers that a stranger vouches for are not believed', async () => {
    const answer = await askKafka(connection({ WATCHPOST_KAFKA_SSL_CA_FILE: strangers.caFile }));
    expect(answer).toMatchObject({ serves: false, why: expect.stringMatching(/certificate/) });
    const said = Promise.withResolvers<{ reason: string }>();
    const log = createKafkaLog({
      ...connection({ WATCHPOST_KAFKA_SSL_CA_FILE: strangers.caFile }),
      observer: { ...silentObserver, crashed: (occasion) => said.resolve(occasion) },
    });
    logs.push(log);
    const consumer = log.consumer({ group: 'unbelieving', topics: [TOPIC] }, async () => undefined);
    void consumer.start().catch(() => undefined);
    expect((await said.promise).reason).toMatch(/certificate/);
    await consumer.stop();
  });
});

describe('With a database that speaks TLS', () => {
  let postgres: PostgresEngine;

  beforeAll(async () => {
    postgres = await startPostgres({
      directory: join(directory, 'postgres'),
      size: { sharedBuffersMib: 32, maxWalMib: 128 },
      needMib: 256,
      tls: ours,
    });
  }, 120_000);
  afterAll(async () => {
    await postgres?.stop();
    await purgePostgres(join(directory, 'postgres'));
  }, 60_000);

  /** By name: it is the name that the certificate is held against. */
  const urlWith = (caFile: string, more: Partial<Pick<URL, 'password' | 'hostname'>> = {}): string => {
    const url = Object.assign(new URL(postgres.url), { hostname: 'localhost', ...more });
    url.searchParams.set('sslmode', 'verify-full');
    url.searchParams.set('sslrootcert', caFile);
    return url.toString();
  };

  it('everything that is said to it is said by TLS', async () => {
    await migrate(urlWith(ours.caFile));
    const database = await createDatabase({ url: urlWith(ours.caFile), service: 'intake' });
    await database.ping();
    // Asked by the superuser: a service's role does not see this of its own sessions.
    const sessions = await queryOnce(
      urlWith(ours.caFile),
      "select distinct ssl, version from pg_stat_ssl join pg_stat_activity using (pid) where application_name = 'watchpost-intake'",
    );
    expect(sessions).toEqual([{ ssl: true, version: 'TLSv1.3' }]);
    await database.close();
  });

  it('one that a stranger vouches for is not believed', async () => {
    const url = urlWith(strangers.caFile);
    expect(await askPostgres(url)).toMatchObject({ serves: false, why: expect.stringMatching(/certificate/) });
    await expect(createDatabase({ url, service: 'intake' })).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/^The database at localhost:\d+ does not let us in \(.*certificate.*sslrootcert/),
    });
  });

  it('a wrong password is refused in so many words', async () => {
    const opening = createDatabase({ url: urlWith(ours.caFile, { password: 'wrong' }), service: 'intake' });
    await expect(opening).rejects.toMatchObject({
      exitCode: 2,
      message: expect.stringMatching(/does not let us in \(password authentication failed/),
    });
  });
});
