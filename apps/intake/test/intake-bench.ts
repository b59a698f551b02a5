import { randomUUID } from 'node:crypto';
import {
  catalogueIds,
  createCodec,
  eventHeaders,
  type ManifestProcessed,
  type ManifestReceived,
  type PartnerChanged,
  type ProcessedLine,
  topics,
} from '@watchpost/contracts';
import { type EventLog, BatchStrategy } from '@watchpost/messaging';
import { createDatabase, createScratchDatabase, type Database, type ScratchDatabase } from '@watchpost/persistence';
import { type Environment, loadConfig, type RunningService, startService } from '@watchpost/platform';
import { generateKey, hashKey, keyIdOf, ReceiptSigner, type Scope } from '@watchpost/security';
import { generateKeyPairSync } from 'node:crypto';
import { intakeSettings } from '../src/configuration.ts';
import { IntakeModule } from '../src/intake.module.ts';
import { leaveBodiesAlone } from '../src/submissions/raw-bodies.ts';

export const codec = createCodec(catalogueIds());

type Body = NonNullable<RequestInit['body']>;

export interface Answer {
  readonly status: number;
  // Bodies are read as their test knows them.
  readonly body: Record<string, unknown>;
  readonly headers: Headers;
}

export async function eventually<T>(
  read: () => Promise<T> | T,
  isThere: (found: T) => boolean,
  what: string,
): Promise<T> {
  const deadline = Date.now() + 50_000;
  for (;;) {
    const found = await read();
    if (isThere(found)) return found;
    if (Date.now() > deadline) throw new Error(`never came: ${what}; last was ${JSON.stringify(found)?.slice(0, 500)}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

/** Intake on a database of its own and a given log, with the log's other ends in the test's hand. */
export class IntakeBench {
  private constructor(
    readonly scratch: ScratchDatabase,
    readonly log: EventLog,
    readonly pem: string,
    private readonly environment: Environment,
  ) {}

  service!: RunningService;
  /** For looks into the tables; the service has its own. */
  database!: Database;

  static async start(log: EventLog, environment: Environment = {}): Promise<IntakeBench> {
    const scratch = await createScratchDatabase(process.env['WATCHPOST_TEST_DATABASE_URL']!);
    const pem = generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
    const bench = new IntakeBench(scratch, log, pem, environment);
    bench.database = await createDatabase({ url: scratch.url, service: 'intake', poolSize: 2 });
    await bench.boot(log);
    return bench;
  }

  /** The same database over another log. */
  reach(log: EventLog): IntakeBench {
    const bench = new IntakeBench(this.scratch, log, this.pem, this.environment);
    return Object.assign(bench, { service: this.service, database: this.database });
  }

  /** Starts the service; again after it was stopped, as after a restart. */
  async boot(log: EventLog): Promise<void> {
    const config = loadConfig(intakeSettings, {
      DATABASE_URL: this.scratch.url,
      WATCHPOST_KAFKA_BROKERS: '127.0.0.1:1',
      LOG_LEVEL: 'silent',
      ...this.environment,
    });
    const database = await createDatabase({ url: this.scratch.url, service: 'intake', poolSize: 8 });
    const signer = await ReceiptSigner.fromPem(this.pem);
    this.service = await startService({
      name: 'intake',
      description: 'For the test.',
      config,
      module: IntakeModule.with({ config, database, ids: catalogueIds(), log, signer }),
      strategy: (app) => app.get(BatchStrategy),
      http: { requestTimeoutMs: config.WATCHPOST_UPLOAD_TIMEOUT_MS, configure: leaveBodiesAlone },
    });
  }

  async stop(): Promise<void> {
    await this.service?.stop();
    await this.database?.close();
    await this.scratch.drop();
  }

  /** Makes a partner known and answers its key. */
  async admit(
    partner: string,
    settings: Partial<PartnerChanged> = {},
    scopes: readonly Scope[] = ['manifests:write', 'manifests:read'],
  ): Promise<string> {
    const key = generateKey('wp_partner');
    const event: PartnerChanged = {
      partner,
      version: 1,
      name: partner,
      country: null,
      active: true,
      testMode: false,
      formatHint: null,
      reading: null,
      requestsPerMinute: 100_000,
      bytesPerMinute: 10_000_000_000,
      keys: [
        { keyId: keyIdOf(hashKey(key)), hash: hashKey(key), scopes: [...scopes], expiresAt: null, revokedAt: null },
      ],
      changedAt: Date.now(),
      changedBy: 'operator:test',
      ...settings,
    };
    await this.publish([
      {
        topic: topics.partnersChanged.name,
        key: `${partner}@${event.version}`,
        value: codec.encode(topics.partnersChanged, event),
      },
    ]);
    await eventually(
      () => this.call('GET', '/v1/manifests', key),
      ({ status }) => status !== 401 && status !== 503,
      `key of ${partner}`,
    );
    return key;
  }

  async publish(records: Parameters<Awaited<ReturnType<EventLog['producer']>>['send']>[0]): Promise<void> {
    const producer = await this.log.producer();
    await producer.send(records);
    await producer.close();
  }

  async call(
    method: string,
    path: string,
    key: string | null,
    body?: Body,
    headers: Record<string, string> = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.service.url}${path}`, {
      method,
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body, duplex: 'half' }),
    } as RequestInit);
    const text = await response.text();
    const isJson = (response.headers.get('content-type') ?? '').includes('json');
    return {
      status: response.status,
      headers: response.headers,
      body: (isJson ? JSON.parse(text) : { text }) as Answer['body'],
    };
  }

  push(key: string, body: Body, headers: Record<string, string> = {}): Promise<Answer> {
    return this.call('POST', '/v1/manifests', key, body, { 'content-type': 'application/octet-stream', ...headers });
  }

  /** What the normalizer would say. */
  processed(manifestId: string, slice: Partial<ManifestProcessed>): Promise<void> {
    const event: ManifestProcessed = {
      manifestId,
      sequence: 1,
      partner: 'p',
      testMode: false,
      slice: 0,
      last: true,
      format: 'watchpost-json',
      reader: 'watchpost-json@1',
      confidence: 1,
      messages: 1,
      lines: [],
      findings: [],
      quality: null,
      processedAt: Date.now(),
      ...slice,
    };
    return this.publish([
      { topic: topics.manifestsProcessed.name, key: manifestId, value: codec.encode(topics.manifestsProcessed, event) },
    ]);
  }

  /** What the scorer would say of lines; its value is not read. */
  assessed(manifestId: string, ordinals: readonly number[], outcome = 'ASSESSED'): Promise<void> {
    return this.publish(
      ordinals.map((ordinal) => ({
        topic: topics.shipmentsAssessed.name,
        key: randomUUID(),
        value: Buffer.from([0]),
        headers: eventHeaders({
          topic: topics.shipmentsAssessed,
          id: randomUUID(),
          source: 'scorer',
          time: Date.now(),
          subject: 's',
          manifestId,
          ordinal,
          outcome,
        }),
      })),
    );
  }

  async received(): Promise<
    (ManifestReceived & { headers: Readonly<Record<string, string>>; partition: number; offset: number })[]
  > {
    const admin = await this.log.admin();
    const positions = await admin.positions([topics.manifestsReceived.name], null);
    const all = [];
    for (const { topic, partition, low, high } of positions) {
      if (high === low) continue;
      for (const record of await admin.read(topic, partition, low, high - low)) {
        all.push({
          ...codec.decode(topics.manifestsReceived, record.value!),
          headers: record.headers,
          partition,
          offset: record.offset,
        });
      }
    }
    await admin.close();
    return all;
  }

  status(key: string, manifestId: string): Promise<Answer> {
    return this.call('GET', `/v1/manifests/${manifestId}`, key);
  }

  complete(key: string, manifestId: string): Promise<Answer> {
    return eventually(
      () => this.status(key, manifestId),
      ({ body }) => body['status'] === 'complete',
      `completion of ${manifestId}`,
    );
  }
}

export const place = { offset: 0, row: 1, segment: null, path: null };
export const lineOf = (
  ordinal: number,
  outcome: ProcessedLine['outcome'],
  code: string | null = null,
): ProcessedLine => ({
  ordinal,
  outcome,
  shipmentId: outcome === 'REJECTED' ? null : randomUUID(),
  itemId: null,
  code,
  place,
});
