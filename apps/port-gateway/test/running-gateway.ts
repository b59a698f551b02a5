import {
  type AlertIssued,
  type AlertProgressed,
  catalogueIds,
  type Codec,
  createCodec,
  type InspectionReported,
  type PortChanged,
  topics,
  topicSpecs,
} from '@watchpost/contracts';
import { BatchStrategy, createMemoryLog, type MemoryLog } from '@watchpost/messaging';
import {
  createDatabase,
  createScratchDatabase,
  type Database,
  depthOfOutbox,
  RetentionSweep,
} from '@watchpost/persistence';
import { type RunningService, startService } from '@watchpost/platform';
import { hashKey } from '@watchpost/security';
import { PortGatewayModule } from '../src/port-gateway.module.ts';

export const NOW = Date.UTC(2026, 10, 24, 9, 30);

export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
  readonly headers: Headers;
}

/** Port-gateway as it runs, on a real database and an event log in memory, with the clock in the test's hand. */
export interface RunningGateway {
  readonly database: Database;
  readonly codec: Codec;
  readonly log: MemoryLog;
  readonly clock: { at: number; now(): number };
  readonly url: string;
  readonly keys: { readonly jfk: string; readonly lax: string; readonly all: string; readonly reader: string };
  issues(...events: AlertIssued[]): Promise<void>;
  settled(): Promise<void>;
  call<Body = Record<string, unknown>>(
    method: string,
    path: string,
    given?: { key?: string; body?: unknown; headers?: Record<string, string> },
  ): Promise<Answer<Body>>;
  progressed(): AlertProgressed[];
  inspected(): InspectionReported[];
  /** Another replica on the same database and log. */
  replica(): Promise<RunningService>;
  /** As its hourly sweep does. */
  forget(): Promise<number>;
  stop(): Promise<void>;
}

export async function runGateway(): Promise<RunningGateway> {
  const scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
  const clock = { at: NOW, now: () => clock.at };
  const log = createMemoryLog({});
  await (await log.admin()).ensureTopics(topicSpecs());
  const codec = createCodec(catalogueIds());
  const config = {
    LOG_LEVEL: 'fatal' as const,
    WATCHPOST_WEBHOOK_ALLOW_LOOPBACK: true,
    PORT_GATEWAY_STREAMS_PER_KEY: 2,
    PORT_GATEWAY_RETENTION_DAYS: 1,
  };
  const start = async (): Promise<{ service: RunningService; database: Database }> => {
    const database = await createDatabase({ url: scratch.url, service: 'port-gateway', poolSize: 8 });
    const service = await startService({
      name: 'port-gateway',
      description: 'Under test.',
      config: {
        ...config,
        HTTP_HOST: '127.0.0.1',
        HTTP_PORT: 0,
        WATCHPOST_READY_FILE: undefined,
        SHUTDOWN_DEADLINE_MS: 5_000,
      },
      module: PortGatewayModule.with({ config, database, log, clock }),
      strategy: (app) => app.get(BatchStrategy),
    });
    return { service, database };
  };
  const { service, database } = await start();
  const producer = await log.producer();
  const keys = { jfk: 'wp_port_jfk-key', lax: 'wp_port_lax-key', all: 'wp_port_all-key', reader: 'wp_port_reader-key' };
  const settled = async (): Promise<void> => {
    do {
      await log.settled();
      while ((await depthOfOutbox(database)).waiting > 0) await pause(5);
      await log.settled();
    } while ((await depthOfOutbox(database)).waiting > 0);
  };
  const both = ['alerts:read', 'alerts:write'];
  const ports = [
    portWith('jfk', [
      ['jfk', keys.jfk, both],
      ['reader', keys.reader, ['alerts:read']],
    ]),
    portWith('lax', [['lax', keys.lax, both]]),
    portWith('*', [['all', keys.all, both]]),
  ];
  await producer.send(
    ports.map((event) => ({
      topic: topics.portsChanged.name,
      key: topics.portsChanged.keyOf(event),
      value: codec.encode(topics.portsChanged, event),
    })),
  );
  await settled();
  return {
    database,
    codec,
    log,
    clock,
    url: service.url,
    keys,
    settled,
    issues: async (...events) => {
      await producer.send(
        events.map((event) => ({
          topic: topics.alertsIssued.name,
          key: event.port,
          value: codec.encode(topics.alertsIssued, event),
        })),
      );
      await settled();
    },
    call: async <Body>(
      method: string,
      path: string,
      given: { key?: string; body?: unknown; headers?: Record<string, string> } = {},
    ) => {
      const response = await fetch(`${service.url}${path}`, {
        method,
        headers: {
          authorization: `Bearer ${given.key ?? keys.jfk}`,
          ...(given.body === undefined ? {} : { 'content-type': 'application/json' }),
          ...given.headers,
        },
        ...(given.body === undefined ? {} : { body: JSON.stringify(given.body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: (text === '' ? null : JSON.parse(text)) as Body,
      };
    },
    progressed: () =>
      log.records(topics.alertsProgressed.name).map(({ value }) => codec.decode(topics.alertsProgressed, value!)),
    inspected: () =>
      log.records(topics.inspectionsReported.name).map(({ value }) => codec.decode(topics.inspectionsReported, value!)),
    replica: async () => (await start()).service,
    forget: () => service.app.get(RetentionSweep).sweep(),
    stop: async () => {
      await service.stop();
      await scratch.drop();
    },
  };
}

export const pause = (milliseconds: number): Promise<void> =>
  new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Waits until it answers true; fails after ten seconds. */
export async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 10_000;
  while (!(await condition())) {
    if (performance.now() > deadline) throw new Error(`not within 10 s: ${condition.toString()}`);
    await pause(10);
  }
}

const portWith = (
  port: string,
  keys: readonly (readonly [id: string, key: string, scopes: string[]])[],
): PortChanged => ({
  port,
  version: 1,
  name: port,
  country: 'US',
  active: true,
  places: [],
  capacityPerShift: 50,
  shiftHours: 8,
  dwellHours: 24,
  keys: keys.map(([keyId, key, scopes]) => ({ keyId, hash: hashKey(key), scopes, expiresAt: null, revokedAt: null })),
  changedAt: NOW,
  changedBy: 'operator:ada',
});
