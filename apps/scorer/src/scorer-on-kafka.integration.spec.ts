import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { randomUUID } from 'node:crypto';
import { catalogueIds, createCodec, topics, topicSpecs } from '@watchpost/contracts';
import { shipmentIdOf } from '@watchpost/domain';
import { BatchStrategy, createKafkaLog, type EventLog, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type ScratchDatabase } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { declared, declaredRecord } from '../test/declared.ts';
import { scorerSettings } from './configuration.ts';
import { loadScenario } from './scenario/scenario-folder.ts';
import { ScorerModule } from './scorer.module.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
const codec = createCodec(catalogueIds());
const kafka = (): EventLog => createKafkaLog({ brokers, clientId: 'scorer-test' });

/** A partner of this run only: the broker is shared with other tests. */
const partner = `p-${randomUUID().slice(0, 8)}`;
const LINES = 1_500;

let scratch: ScratchDatabase;
let log: EventLog;
let admin: LogAdmin;

beforeAll(async () => {
  scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  log = kafka();
  admin = await log.admin();
  await admin.ensureTopics(topicSpecs());
});
afterAll(async () => {
  await admin.close();
  await log.close();
  await scratch.drop();
});

async function start(): Promise<RunningService> {
  const config = loadConfig(scorerSettings, {
    LOG_LEVEL: 'silent',
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: brokers.join(','),
  });
  const database = await createDatabase({ url: scratch.url, service: 'scorer', poolSize: 4 });
  const scenario = loadScenario(config.SCORER_SCENARIO);
  return startService({
    name: 'scorer',
    description: 'Under test.',
    config,
    module: ScorerModule.with({ config, database, log: kafka(), scenario }),
    strategy: (app) => app.get(BatchStrategy),
  });
}

const itemOf = (i: number): string => `${partner.slice(2, 10)}${String(i)}`;

async function publish(first: number, count: number): Promise<void> {
  const producer = await log.producer();
  await producer.send(
    Array.from({ length: count }, (_, i) => {
      const item = itemOf(first + i);
      const shipmentId = shipmentIdOf({ scheme: 'HOUSE', issuer: partner, number: item });
      const event = declared({ partner, ordinal: first + i + 1, item, consignee: `Buyer ${i % 40}` });
      return declaredRecord(codec, { ...event, shipmentId });
    }),
  );
  await producer.close();
}

async function assessed(): Promise<LogRecord[]> {
  const topic = topics.shipmentsAssessed.name;
  const positions = await admin.positions([topic], null);
  const pages = await Promise.all(
    positions.map(({ partition, low, high }) => (high > low ? admin.read(topic, partition, low, high - low) : [])),
  );
  return pages.flat().filter(({ headers }) => headers['wp_partner'] === partner);
}

async function assessedOnceThereAre(count: number): Promise<LogRecord[]> {
  const deadline = Date.now() + 45_000;
  const ids = (records: readonly LogRecord[]) => new Set(records.map(({ headers }) => headers['ce_id'])).size;
  for (;;) {
    const records = await assessed();
    if (ids(records) >= count || Date.now() > deadline) return records;
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

describe('The scorer on Kafka and PostgreSQL', () => {
  it('answers every declared line, each with one decision, also over a restart in between', async () => {
    const first = await start();
    await publish(0, LINES);
    await assessedOnceThereAre(LINES);
    await first.stop();
    const second = await start();
    await publish(LINES, 10);
    const records = await assessedOnceThereAre(LINES + 10);
    await second.stop();
    // What was delivered again is published again, with the same bytes under the same id.
    const bytes = new Map<string, string>();
    for (const { headers, value } of records) {
      const id = headers['ce_id']!;
      const hex = value!.toString('hex');
      expect(bytes.get(id) ?? hex).toBe(hex);
      bytes.set(id, hex);
    }
    expect(bytes.size).toBe(LINES + 10);
    const event = codec.decode(topics.shipmentsAssessed, records[0]!.value!);
    expect(event).toMatchObject({ outcome: 'ASSESSED', declared: { partner } });
  });
});
