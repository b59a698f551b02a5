import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { headers, topicSpecs } from '@watchpost/contracts';
import { type KafkaEngine, startKafka } from '@watchpost/engines';
import { createKafkaLog, type EventLog } from '@watchpost/messaging';
import { eventually, IntakeBench, lineOf } from '../test/intake-bench.ts';

const MIB = 1024 * 1024;
const directory = mkdtempSync(join(tmpdir(), 'watchpost-intake-kafka-'));
const startBroker = (): Promise<KafkaEngine> => startKafka({ directory, heapMib: 384, needMib: 256 });

/** A broker of its own, which the test may stop. */
describe('Intake on Kafka', () => {
  let broker: KafkaEngine;
  let log: EventLog;
  let bench: IntakeBench;
  let key: string;

  const connect = (): EventLog => createKafkaLog({ brokers: [...broker.brokers], clientId: 'intake-test' });
  const eventsOf = async (manifestId: string) =>
    (await bench.received()).filter((event) => event.manifestId === manifestId).sort((a, b) => a.offset - b.offset);
  const push = async (body: string | Uint8Array<ArrayBuffer>): Promise<string> => {
    const answer = await bench.push(key, body);
    expect(answer.status).toBe(202);
    return String(answer.body['manifestId']);
  };

  beforeAll(async () => {
    broker = await startBroker();
    log = connect();
    await (await log.admin()).ensureTopics(topicSpecs());
    bench = await IntakeBench.start(log);
    key = await bench.admit('hanguk-post');
  }, 120_000);
  afterAll(async () => {
    await bench?.stop();
    await broker?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it('publishes a manifest of many chunks in order, in one partition', async () => {
    const body = Uint8Array.from(randomBytes(4 * MIB));
    const id = await push(body);
    const events = await eventually(
      () => eventsOf(id),
      (found) => found.length === 8,
      'every chunk',
    );
    expect(events.map(({ chunk }) => chunk)).toEqual(Array.from({ length: 8 }, (_, at) => at));
    expect(new Set(events.map(({ partition }) => partition)).size).toBe(1);
    const whole = createHash('sha256');
    for (const { body: chunk } of events) whole.update(chunk);
    expect(whole.digest('hex')).toBe(events[0]!.digest);
  });

  it('accounts for lines that come over the broker', async () => {
    const id = await push(`manifest ${randomUUID()}`);
    const ordinals = Array.from({ length: 1_500 }, (_, at) => at + 1);
    await bench.processed(id, {
      slice: 0,
      last: false,
      lines: ordinals.slice(0, 1_000).map((n) => lineOf(n, 'DECLARED')),
    });
    await bench.assessed(id, ordinals);
    await bench.processed(id, { slice: 1, last: true, lines: ordinals.slice(1_000).map((n) => lineOf(n, 'DECLARED')) });
    expect((await bench.complete(key, id)).body).toMatchObject({
      lines: 1_500,
      outcomes: { ASSESSED: 1_500, PENDING: 0 },
    });
  });

  it('takes manifests while the broker is away, and publishes them once it is back', async () => {
    await broker.stop();
    const ids: string[] = [];
    for (let n = 0; n < 5; n += 1) ids.push(await push(`manifest ${randomUUID()}`));
    expect((await bench.call('GET', '/readyz', null)).status).toBe(200);
    expect((await bench.status(key, ids[0]!)).body).toMatchObject({ status: 'received' });
    broker = await startBroker();
    for (const id of ids) {
      const [event] = await eventually(
        () => eventsOf(id),
        (found) => found.length > 0,
        `the event of ${id}`,
      );
      expect(event!.headers[headers.manifest]).toBe(id);
    }
    await bench.processed(ids[0]!, { lines: [lineOf(1, 'RECORDED')] });
    await bench.complete(key, ids[0]!);
  }, 120_000);

  it('ends and starts again, knows its partners, and goes on with what came meanwhile', async () => {
    const id = await push(`manifest ${randomUUID()}`);
    await eventually(
      () => eventsOf(id),
      (found) => found.length === 1,
      'the event',
    );
    await bench.service.stop();
    const meanwhile = connect();
    const away = bench.reach(meanwhile);
    await away.processed(id, { lines: [lineOf(1, 'DECLARED')] });
    await away.assessed(id, [1]);
    await meanwhile.close();
    bench = bench.reach(connect());
    await bench.boot(bench.log);
    await eventually(
      () => bench.call('GET', '/readyz', null),
      ({ status }) => status === 200,
      'readiness',
    );
    expect((await bench.complete(key, id)).body).toMatchObject({ outcomes: { ASSESSED: 1 } });
  }, 60_000);
});
