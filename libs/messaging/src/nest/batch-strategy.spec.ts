import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, Module, type Type } from '@nestjs/common';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { Test } from '@nestjs/testing';
import { EventPattern as NestEventPattern } from '@nestjs/microservices';
import { catalogueIds, createCodec, type PortChanged, topics } from '@watchpost/contracts';
import { createLogger, HEALTH, type HealthChecks, METRICS, type Metrics, PlatformModule } from '@watchpost/platform';
import { BatchStrategy } from './batch-strategy.ts';
import { EventPattern } from './event-pattern.ts';
import { MessagingModule } from './messaging.module.ts';
import { type BatchContext, type BatchOutcomes, type EventRecord, type LogRecord } from '../event-log.ts';
import { createMemoryLog, type MemoryLog } from '../memory/memory-log.ts';

const codec = createCodec(catalogueIds());
const topic = topics.portsChanged;
const deadLetters = `${topic.name}.targeting.dlq`;

describe('The batch strategy', () => {
  const closing: (() => Promise<void>)[] = [];

  afterEach(async () => {
    for (const close of closing.splice(0)) await close();
  });

  const start = async (controllers: Type[]) => {
    const log = createMemoryLog();
    const admin = await log.admin();
    await admin.ensureTopics([topic.name, deadLetters].map((name) => ({ name, partitions: 1, config: {} })));
    @Module({
      imports: [
        PlatformModule.forService({ service: 'targeting', logger: createLogger('targeting', 'silent') }),
        MessagingModule.forRoot({ service: 'targeting', log }),
      ],
      controllers,
    })
    class Service {}
    const module = await Test.createTestingModule({ imports: [Service] }).compile();
    const app = module.createNestApplication(new FastifyAdapter(), { logger: false });
    closing.push(() => app.close());
    app.connectMicroservice({ strategy: app.get(BatchStrategy) });
    await app.startAllMicroservices();
    await app.init();
    return { app, log };
  };

  it('hands over events, decoded, with the record that they came in', async () => {
    const seen: EventRecord<PortChanged>[] = [];
    @Controller()
    class Ports {
      @EventPattern(topic)
      async changed(records: readonly EventRecord<PortChanged>[], context: BatchContext): Promise<BatchOutcomes> {
        expect(context.isStale()).toBe(false);
        seen.push(...records);
      }
    }
    const { log } = await start([Ports]);
    await publish(log, codec.encode(topic, port('JFK')), codec.encode(topic, port('ORD')));
    expect(seen.map(({ event, offset }) => [event.port, offset])).toEqual([
      ['JFK', 0],
      ['ORD', 1],
    ]);
  });

  it('parks what cannot be decoded at once, and the handler never sees it', async () => {
    const seen: string[] = [];
    @Controller()
    class Ports {
      @EventPattern(topic.name)
      async changed(records: readonly EventRecord<PortChanged>[]): Promise<BatchOutcomes> {
        seen.push(...records.map(({ event }) => event.port));
        return records.map(({ event }) =>
          event.port === 'ORD' ? { kind: 'dead', code: 'test.refused', reason: 'not this one' } : undefined,
        );
      }
    }
    const { log } = await start([Ports]);
    const cut = codec.encode(topic, port('LAX')).subarray(0, 9);
    await publish(
      log,
      codec.encode(topic, port('JFK')),
      cut,
      Buffer.from('text'),
      codec.encode(topic, port('ORD')),
      null,
    );
    expect(seen).toEqual(['JFK', 'ORD']);
    const letters = log
      .records(deadLetters)
      .map(({ headers }) => [headers['wp_dlq_offset'], headers['wp_dlq_code'], headers['wp_dlq_stage']]);
    expect(letters).toEqual([
      ['1', 'avro.truncated', 'decode'],
      ['2', 'avro.frame', 'decode'],
      ['3', 'test.refused', 'handle'],
    ]);
  });

  it('hands over records as they are to handlers that ask for it', async () => {
    const seen: (string | undefined)[] = [];
    @Controller()
    class Ports {
      @EventPattern([topic], { decode: false })
      async changed(records: readonly LogRecord[]): Promise<BatchOutcomes> {
        seen.push(...records.map(({ value }) => value?.toString()));
      }
    }
    const { log } = await start([Ports]);
    await publish(log, Buffer.from('text'), null);
    expect(seen).toEqual(['text', undefined]);
  });

  it('repeats what is transient and isolates what is a mistake: errors come through as they were thrown', async () => {
    let tries = 0;
    @Controller()
    class Ports {
      @EventPattern(topic, { retryBaseMs: 1, maxAttempts: 2 })
      async changed(records: readonly EventRecord<PortChanged>[]): Promise<BatchOutcomes> {
        tries += 1;
        if (tries < 8) throw Object.assign(new Error('the database is away'), { transient: true });
        if (records.some(({ event }) => event.port === 'ORD')) throw new Error('cannot do ORD');
      }
    }
    const { log } = await start([Ports]);
    await publish(log, codec.encode(topic, port('JFK')), codec.encode(topic, port('ORD')));
    await eventually(() => log.records(deadLetters).length === 1);
    expect(log.records(deadLetters)[0]!.headers['wp_dlq_reason']).toBe('Error: cannot do ORD');
  });

  it('counts what it does and says how it is', async () => {
    @Controller()
    class Ports {
      @EventPattern(topic)
      async changed(records: readonly EventRecord<PortChanged>[]): Promise<BatchOutcomes> {
        return records.map(() => ({ kind: 'dead', code: 'test.refused', reason: 'no' }));
      }
    }
    const { app, log } = await start([Ports]);
    await publish(log, codec.encode(topic, port('JFK')), codec.encode(topic, port('ORD')));
    const text = await app.get<Metrics>(METRICS).registry.metrics();
    expect(text).toMatch(/watchpost_event_records_total\{topic="ports.changed.v1",service="targeting"\} 2/);
    expect(text).toMatch(
      /watchpost_dead_letters_total\{topic="ports.changed.v1",code="test.refused",service="targeting"\} 2/,
    );
    expect(text).toMatch(/watchpost_event_lag_records\{service="targeting"\} 0/);
    const health = app.get<HealthChecks>(HEALTH);
    for (const kind of ['live', 'ready', 'started'] as const) expect((await health.report(kind)).healthy).toBe(true);
    await app.get(BatchStrategy).close();
    expect(await health.report('ready')).toMatchObject({
      healthy: false,
      checks: { 'event-log': 'a consumer is not running' },
    });
  });

  it('refuses to start where two methods handle one topic', async () => {
    @Controller()
    class One {
      @EventPattern(topic)
      async changed(): Promise<void> {}
    }
    @Controller()
    class Two {
      @EventPattern(topic)
      async changed(): Promise<void> {}
    }
    await expect(start([One, Two])).rejects.toThrow(
      'Two methods of targeting handle ports.changed.v1: let one of them call',
    );
  });

  it('refuses to start where a topic is not in the catalogue, and says where to add it', async () => {
    @Controller()
    class Ports {
      @EventPattern('ports.changd.v1')
      async changed(): Promise<void> {}
    }
    await expect(start([Ports])).rejects.toThrow(
      /no topic ports\.changd\.v1 in the catalogue: add it to schemas\/topics\.json/,
    );
  });

  it('refuses to start where a handler hides its errors', async () => {
    @Controller()
    class Ports {
      @NestEventPattern(topic.name)
      async changed(_records: object): Promise<void> {}
    }
    await expect(start([Ports])).rejects.toThrow('import EventPattern from @watchpost/messaging');
  });

  it('refuses to start without any handler', async () => {
    await expect(start([])).rejects.toThrow('targeting has no event handler');
  });
});

async function publish(log: MemoryLog, ...values: (Buffer | null)[]): Promise<void> {
  const producer = await log.producer();
  await producer.send(values.map((value, index) => ({ topic: topic.name, key: String(index), value })));
  await log.settled();
}

async function eventually(met: () => boolean): Promise<void> {
  for (let tries = 0; !met(); tries += 1) {
    if (tries > 500) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

const port = (name: string): PortChanged => ({
  port: name,
  version: 1,
  name,
  country: 'US',
  active: true,
  places: [name],
  capacityPerShift: 10,
  shiftHours: 8,
  dwellHours: 24,
  keys: [],
  changedAt: 1_700_000_000_000,
  changedBy: 'test',
});
