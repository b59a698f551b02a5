import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { catalogueIds, createCodec, type TopicDefinition, topics, topicSpecs } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog, type EventLog, type EventProducer, type LogAdmin } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type ScratchDatabase } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { hashKey } from '@watchpost/security';
import { randomInt } from 'node:crypto';
import { alert, idOf } from '../test/alerts.ts';
import { until } from '../test/running-gateway.ts';
import { type AlertView } from './alerts/alert.schema.ts';
import { portGatewaySettings } from './configuration.ts';
import { PortGatewayModule } from './port-gateway.module.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
const codec = createCodec(catalogueIds());
const kafka = (): EventLog => createKafkaLog({ brokers, clientId: 'port-gateway-test' });

/** Of this run only: the broker is shared with other tests. */
const run = randomInt(1_000_000, 9_999_999);
const jfk = `jfk-${run}`;
const key = `wp_port_${run}-kafka`;
const numberOf = (index: number): number => run * 1_000 + index;

/** Stopped in the end, whatever the test came to. */
const running: RunningService[] = [];
let scratch: ScratchDatabase;
let log: EventLog;
let admin: LogAdmin;
let producer: EventProducer;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  log = kafka();
  admin = await log.admin();
  await admin.ensureTopics(topicSpecs());
  producer = await log.producer();
});
afterAll(async () => {
  await Promise.all(running.map((service) => service.stop()));
  await producer.close();
  await admin.close();
  await log.close();
  await scratch.drop();
});

async function start(): Promise<RunningService> {
  const config = loadConfig(portGatewaySettings, {
    LOG_LEVEL: 'silent',
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: brokers.join(','),
  });
  const database = await createDatabase({ url: scratch.url, service: 'port-gateway', poolSize: 5 });
  const service = await startService({
    name: 'port-gateway',
    description: 'Under test.',
    config,
    module: PortGatewayModule.with({ config, database, log: kafka() }),
    strategy: (app) => app.get(BatchStrategy),
  });
  running.push(service);
  await until(async () => (await fetch(`${service.url}/startupz`)).ok);
  return service;
}

const publish = <T>(topic: TopicDefinition<T>, ...events: T[]): Promise<void> =>
  producer.send(
    events.map((event) => ({ topic: topic.name, key: topic.keyOf(event), value: codec.encode(topic, event) })),
  );

async function read<T extends { port: string }>(topic: TopicDefinition<T>): Promise<T[]> {
  const positions = await admin.positions([topic.name], null);
  const pages = await Promise.all(
    positions.map(({ partition, low, high }) => (high > low ? admin.read(topic.name, partition, low, high - low) : [])),
  );
  return (
    pages
      .flat()
      // Other tests write to the same topics, and not all of it is meant to be read.
      .filter((record) => record.key?.toString() === jfk)
      .map(({ value }) => codec.decode(topic, value!))
  );
}

const call = async <Body>(url: string, method: string, path: string, body?: unknown): Promise<Body> => {
  const response = await fetch(`${url}${path}`, {
    method,
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${response.status} ${text}`);
  return JSON.parse(text) as Body;
};

it('on Kafka, over a restart: keys come from operations, alerts keep their numbers, and what the port reports goes out', async () => {
  await publish(topics.portsChanged, {
    port: jfk,
    version: 1,
    name: 'JFK',
    country: 'US',
    active: true,
    places: [],
    capacityPerShift: 10,
    shiftHours: 8,
    dwellHours: 24,
    keys: [
      { keyId: 'k', hash: hashKey(key), scopes: ['alerts:read', 'alerts:write'], expiresAt: null, revokedAt: null },
    ],
    changedAt: Date.now(),
    changedBy: 'test',
  });
  const first = await start();
  // This service runs on the machine's clock; what it takes in was issued before now.
  const issuedAt = Date.now() - 60_000;
  const alertOf = (index: number) => alert(numberOf(index), { port: jfk, issuedAt, receivedAt: issuedAt - 1_000 });
  await publish(topics.alertsIssued, ...[1, 2, 3].map(alertOf));
  const page = (url: string, cursor = ''): Promise<{ items: AlertView[]; next: string }> =>
    call(url, 'GET', `/v1/alerts${cursor === '' ? '' : `?cursor=${cursor}`}`);
  await until(async () => (await page(first.url)).items.length === 3);
  const { next } = await page(first.url);
  await first.stop();
  await publish(topics.alertsIssued, alertOf(2), alertOf(4));
  const second = await start();
  await until(async () => (await page(second.url, next)).items.length > 0);
  expect((await page(second.url, next)).items.map(({ sequence, alertId }) => [sequence, alertId])).toEqual([
    [4, idOf(numberOf(4))],
  ]);
  const at = new Date().toISOString();
  await call(second.url, 'POST', `/v1/alerts/${idOf(numberOf(1))}/inspections`, {
    at,
    outcome: 'PRESUMPTIVE_POSITIVE',
    disposition: 'SEIZED',
    methods: [{ method: 'RAMAN', device: 'TruNarc', library: '1.12' }],
    identifications: [{ substance: 'fentanyl', cas: '437-38-7', score: 0.97 }],
  });
  await until(async () => (await read(topics.inspectionsReported)).length === 1);
  await until(async () => (await read(topics.alertsProgressed)).filter(({ step }) => step === 'SEIZED').length === 1);
  const steps = (await read(topics.alertsProgressed)).filter(({ alertId }) => alertId === idOf(numberOf(1)));
  expect(steps.map(({ step }) => step)).toEqual([
    'DELIVERED',
    'ACKNOWLEDGED',
    'LOCATED',
    'PRESENTED',
    'EXAMINED',
    'SEIZED',
  ]);
  await second.stop();
}, 120_000);
