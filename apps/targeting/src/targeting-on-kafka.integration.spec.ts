import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type AlertIssued, catalogueIds, createCodec, topics, topicSpecs } from '@watchpost/contracts';
import { BatchStrategy, createKafkaLog, type EventLog, type LogAdmin } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type ScratchDatabase } from '@watchpost/persistence';
import { loadConfig, type RunningService, startService } from '@watchpost/platform';
import { randomInt } from 'node:crypto';
import { assessed, assessedRecord, port, recordOf, scan, shipmentOfItem } from '../test/events.ts';
import { targetingSettings } from './configuration.ts';
import { TargetingModule } from './targeting.module.ts';

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
const codec = createCodec(catalogueIds());
const kafka = (): EventLog => createKafkaLog({ brokers, clientId: 'targeting-test' });

/** Of this run only: the broker is shared with other tests. */
const run = randomInt(1_000_000, 9_999_999);
const place = `T${run}`;
const jfk = `jfk-${run}`;
const partner = `post-${run}`;
const ITEMS = 600;
/** One in this many calls for an alert. */
const EVERY = 20;
const itemOf = (index: number): number => run * 1_000 + index;

/** Stopped in the end, whatever the test came to. */
const running: RunningService[] = [];
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
  await Promise.all(running.map((service) => service.stop()));
  await admin.close();
  await log.close();
  await scratch.drop();
});

async function start(): Promise<RunningService> {
  const config = loadConfig(targetingSettings, {
    LOG_LEVEL: 'silent',
    DATABASE_URL: scratch.url,
    WATCHPOST_KAFKA_BROKERS: brokers.join(','),
    TARGETING_RANDOM_SHARE: '0',
  });
  const database = await createDatabase({ url: scratch.url, service: 'targeting', poolSize: 5 });
  const service = await startService({
    name: 'targeting',
    description: 'Under test.',
    config,
    module: TargetingModule.with({ config, database, log: kafka() }),
    strategy: (app) => app.get(BatchStrategy),
  });
  running.push(service);
  return service;
}

async function publishItems(first: number, count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, offset) => {
    const index = first + offset;
    const calm = index % EVERY === 0 ? {} : { recommendation: 'NONE', score: 0.01 };
    const shipment = { portOfArrival: place, conveyance: null };
    return assessedRecord(codec, assessed({ item: itemOf(index), partner, shipment, ...calm }));
  });
  const producer = await log.producer();
  await producer.send(records);
  await producer.close();
}

async function issued(): Promise<AlertIssued[]> {
  const topic = topics.alertsIssued.name;
  const positions = await admin.positions([topic], null);
  const pages = await Promise.all(
    positions.map(({ partition, low, high }) => (high > low ? admin.read(topic, partition, low, high - low) : [])),
  );
  return (
    pages
      .flat()
      // Other tests write to the same topic, and not all of it is meant to be read.
      .filter(({ key }) => key?.toString() === jfk)
      .map(({ value }) => codec.decode(topics.alertsIssued, value!))
  );
}

async function issuedOnce(enough: (events: readonly AlertIssued[]) => boolean): Promise<AlertIssued[]> {
  const deadline = performance.now() + 45_000;
  for (;;) {
    const events = await issued();
    if (enough(events)) return events;
    if (performance.now() > deadline) throw new Error(`after 45 s there are ${events.length} revisions`);
    await new Promise((resolve) => setTimeout(resolve, 200));
  }
}

const standing = (events: readonly AlertIssued[]): AlertIssued[] => [
  ...new Map(events.toSorted((a, b) => a.revision - b.revision).map((event) => [event.alertId, event])).values(),
];

it('on Kafka, over a restart in the middle: each item that calls for it has one alert, and an item that leaves ends it', async () => {
  const producer = await log.producer();
  await producer.send([recordOf(codec, topics.portsChanged, port(jfk, [place], { capacityPerShift: 1_000 }))]);
  const first = await start();
  await publishItems(0, ITEMS / 2);
  await issuedOnce((events) => events.length > 0);
  await first.stop();
  await publishItems(ITEMS / 2, ITEMS / 2);
  const second = await start();
  const alerts = await issuedOnce((events) => standing(events).length >= ITEMS / EVERY);
  expect(
    standing(alerts)
      .map(({ shipmentId }) => shipmentId)
      .toSorted(),
  ).toEqual(Array.from({ length: ITEMS / EVERY }, (_, index) => shipmentOfItem(itemOf(index * EVERY))).toSorted());
  const left = scan('EMF', Date.now(), itemOf(0), { place });
  await producer.send([recordOf(codec, topics.trackingObserved, left), recordOf(codec, topics.trackingObserved, left)]);
  const after = await issuedOnce((events) => events.some(({ state }) => state === 'EXPIRED'));
  expect(after.filter(({ state }) => state === 'EXPIRED')).toEqual([
    expect.objectContaining({ shipmentId: shipmentOfItem(itemOf(0)), revision: 2 }),
  ]);
  await producer.close();
  await second.stop();
}, 120_000);
