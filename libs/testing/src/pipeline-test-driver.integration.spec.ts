import { afterEach, describe, expect, it } from '@jest/globals';
import { Controller, type DynamicModule, Get, Inject, Module, type Type } from '@nestjs/common';
import { type Codec, type PortChanged, topics } from '@watchpost/contracts';
import {
  type BatchOutcomes,
  CODEC,
  EVENT_PRODUCER,
  EventPattern,
  type EventProducer,
  type EventRecord,
  MessagingModule,
} from '@watchpost/messaging';
import { createLogger, PlatformModule } from '@watchpost/platform';
import { ManualClock } from './manual-clock.ts';
import { type DrivenService, PipelineTestDriver } from './pipeline-test-driver.ts';

/** Two services made for the test: targeting answers every change of a port with a change of another, which port-gateway counts. */
describe('The pipeline in one thread', () => {
  let driver: PipelineTestDriver;
  const counted: string[] = [];
  let away = 0;

  @Controller()
  class Answering {
    constructor(
      @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
      @Inject(CODEC) private readonly codec: Codec,
    ) {}

    @EventPattern(topics.portsChanged)
    async changed(records: readonly EventRecord<PortChanged>[]): Promise<BatchOutcomes> {
      const first = records.filter(({ event }) => event.version === 1);
      await this.producer.send(
        first.map(({ event }) => ({
          topic: topics.portsChanged.name,
          key: `${event.port}@2`,
          value: this.codec.encode(topics.portsChanged, { ...event, version: 2 }),
        })),
      );
      return undefined;
    }
  }

  @Controller()
  class Counting {
    @EventPattern(topics.portsChanged)
    async changed(records: readonly EventRecord<PortChanged>[]): Promise<BatchOutcomes> {
      return records.map(({ event }) => {
        if (event.version === 2 && away > 0) {
          away -= 1;
          return { kind: 'retry', afterMs: 30_000, code: 'test.away', reason: 'away' };
        }
        counted.push(`${event.port}@${event.version}`);
        return undefined;
      });
    }

    @Get('/counted')
    counted(): readonly string[] {
      return counted;
    }
  }

  const start = async (): Promise<void> => {
    counted.length = 0;
    driver = await PipelineTestDriver.start({
      services: [service('targeting', Answering), service('port-gateway', Counting)],
      clock: new ManualClock('2026-11-24T06:00:00Z'),
    });
  };

  afterEach(() => driver.close());

  it('pumps until what one service publishes has reached the other', async () => {
    await start();
    await driver.publishEvent(topics.portsChanged, port('JFK'));
    await driver.pump();
    expect(counted).toEqual(['JFK@1', 'JFK@2']);
    expect(driver.events(topics.portsChanged).map(({ version }) => version)).toEqual([1, 2]);
    expect(driver.records(topics.portsChanged)[0]!.timestamp).toBe(driver.clock.now());
  });

  it('serves requests without a port', async () => {
    await start();
    await driver.publishEvent(topics.portsChanged, port('JFK'));
    await driver.pump();
    const answer = await driver.request('port-gateway', { method: 'GET', url: '/counted' });
    expect([answer.statusCode, answer.json()]).toEqual([200, ['JFK@1', 'JFK@2']]);
  });

  it('lets a record that waits for its next try wait for the clock', async () => {
    await start();
    away = 1;
    await driver.publishEvent(topics.portsChanged, port('JFK'));
    await driver.pump();
    expect(counted).toEqual(['JFK@1']);
    await driver.advance(60_000);
    expect(counted).toEqual(['JFK@1', 'JFK@2']);
  });

  it('delivers everything again, to a service that runs and to one that was restarted', async () => {
    await start();
    await driver.publishEvent(topics.portsChanged, port('JFK'));
    await driver.pump();
    await driver.redeliver('port-gateway');
    await driver.pump();
    expect(counted).toEqual(['JFK@1', 'JFK@2', 'JFK@1', 'JFK@2']);
    await driver.stopService('port-gateway');
    await driver.publishEvent(topics.portsChanged, port('ORD'));
    await driver.pump();
    expect(counted).toHaveLength(4);
    await driver.startService('port-gateway');
    await driver.pump();
    expect(counted.slice(4)).toEqual(['ORD@1', 'ORD@2']);
  });

  it('goes on after the log was away', async () => {
    await start();
    driver.goAway();
    await expect(driver.publishEvent(topics.portsChanged, port('JFK'))).rejects.toThrow('away');
    driver.comeBack();
    await driver.publishEvent(topics.portsChanged, port('JFK'));
    await driver.pump();
    expect(counted).toEqual(['JFK@1', 'JFK@2']);
  });
});

function service(name: string, controller: Type): DrivenService {
  return {
    name,
    module: ({ log, clock }): DynamicModule => {
      @Module({})
      class Service {}
      return {
        module: Service,
        imports: [
          PlatformModule.forService({ service: name, clock, logger: createLogger(name, 'silent') }),
          MessagingModule.forRoot({ service: name, log }),
        ],
        controllers: [controller],
      };
    },
  };
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
