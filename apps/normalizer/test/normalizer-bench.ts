import {
  catalogueIds,
  createCodec,
  eventHeaders,
  type ManifestReceived,
  topics,
  topicSpecs,
} from '@watchpost/contracts';
import { BatchStrategy, type EventLog, type EventProducer, type OutgoingRecord } from '@watchpost/messaging';
import { httpSettings, loadConfig, type RunningService, startService } from '@watchpost/platform';
import { NormalizerModule, type NormalizerParts } from '../src/normalizer.module.ts';

export const codec = createCodec(catalogueIds());
export const receivedAt = Date.UTC(2026, 10, 20, 12);
export const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01';

/** `manifestId(1)`, `manifestId(2)`, … */
export const manifestId = (n: number): string => `019aa000-0000-7000-8000-${String(n).padStart(12, '0')}`;

/** A line of Watchpost JSON that declares a shipment. */
export const line = (itemId: string): string =>
  JSON.stringify({
    ids: { itemId, itemIdKind: 'HOUSE' },
    consignor: { name: 'Harbour Lane Wholesale' },
    consignee: { name: 'Elm Street Library' },
    grossMassKg: 1.2,
    articles: [{ description: 'atlas' }],
  });

export const lines = (prefix: string, count: number): Buffer =>
  Buffer.from(Array.from({ length: count }, (_, n) => line(`${prefix}-${n}`)).join('\n'));

/** A chunk as intake publishes it. */
export function chunkOf(body: Buffer, more: Partial<ManifestReceived> = {}): OutgoingRecord {
  const event: ManifestReceived = {
    manifestId: manifestId(1),
    sequence: 7,
    partner: 'post-a',
    testMode: false,
    formatHint: null,
    reading: null,
    contentType: null,
    receivedAt,
    size: body.length,
    digest: '',
    chunk: 0,
    chunks: 1,
    body,
    ...more,
  };
  const topic = topics.manifestsReceived;
  const headers = eventHeaders({
    topic,
    id: `${event.manifestId}/${event.chunk}`,
    source: 'intake',
    time: receivedAt,
    subject: event.manifestId,
    traceparent,
    manifestId: event.manifestId,
    partner: event.partner,
  });
  return { topic: topic.name, key: event.manifestId, value: codec.encode(topic, event), headers };
}

/** A manifest cut into so many chunks, anywhere. */
export function chunksOf(body: Buffer, count: number, more: Partial<ManifestReceived> = {}): readonly OutgoingRecord[] {
  const size = Math.ceil(body.length / count);
  return Array.from({ length: count }, (_, chunk) =>
    chunkOf(body.subarray(chunk * size, (chunk + 1) * size), { ...more, size: body.length, chunk, chunks: count }),
  );
}

/** The normalizer on a log, and a partner's side to feed it. */
export class NormalizerBench {
  private constructor(
    readonly service: RunningService,
    readonly producer: EventProducer,
  ) {}

  static async start(log: EventLog, parts: Omit<NormalizerParts, 'log'> = {}): Promise<NormalizerBench> {
    const admin = await log.admin();
    await admin.ensureTopics(topicSpecs());
    const service = await startService({
      name: 'normalizer',
      description: 'test',
      config: loadConfig(httpSettings, { LOG_LEVEL: 'silent' }),
      module: NormalizerModule.with({ log, clock: { now: () => receivedAt }, logLevel: 'silent', ...parts }),
      strategy: (app) => app.get(BatchStrategy),
    });
    await service.app.get(BatchStrategy).joined();
    return new NormalizerBench(service, await log.producer());
  }

  async stop(): Promise<void> {
    await this.service.stop();
  }
}
