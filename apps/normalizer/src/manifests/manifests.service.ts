import { Inject, Injectable } from '@nestjs/common';
import { type Codec, type ManifestReceived } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import {
  type BatchOutcomes,
  CODEC,
  EVENT_PRODUCER,
  type EventProducer,
  type EventRecord,
  type RecordOutcome,
} from '@watchpost/messaging';
import { CLOCK, LOGGER, type Logger, METRICS, type Metrics } from '@watchpost/platform';
import { OpenManifest } from './open-manifest.ts';

const done: RecordOutcome = { kind: 'done' };

/**
 * Reads manifests chunk by chunk. Lines are published before the report that names them, and a manifest's chunks are settled once all of it is
 * published: after a crash it is read again from its first chunk, which gives the same lines under the same ids.
 */
@Injectable()
export class ManifestsService {
  readonly #open = new Map<string, OpenManifest>();
  readonly #lines;
  readonly #manifests;

  constructor(
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.#lines = metrics.counter('watchpost_lines_total', 'Lines read, by format and outcome', ['format', 'outcome']);
    this.#manifests = metrics.counter('watchpost_manifests_total', 'Manifests read to their end, by format', [
      'format',
    ]);
    const open = metrics.gauge('watchpost_manifests_open', 'Manifests whose last chunk has not come yet');
    Object.assign(open, { collect: () => open.set(this.#open.size) });
  }

  /**
   * A batch that is repeated because the broker was away finds its chunks read already and publishes what is still waiting.
   * @throws LogUnavailableError
   */
  async read(records: readonly EventRecord<ManifestReceived>[]): Promise<BatchOutcomes> {
    const touched = records.map((record) => this.#take(record));
    const manifests = [...new Set(touched.filter((manifest) => manifest !== null))];
    await this.producer.send(manifests.flatMap(({ lines }) => lines));
    for (const manifest of manifests) manifest.lines = [];
    await this.producer.send(manifests.flatMap(({ reports }) => reports));
    for (const manifest of manifests) manifest.reports = [];
    for (const manifest of manifests) this.#settle(manifest);
    return touched.map(outcomeOf);
  }

  /** @returns the manifest the chunk belongs to; null where its first chunk was never seen */
  #take({ event: chunk, partition, headers }: EventRecord<ManifestReceived>): OpenManifest | null {
    const { manifestId } = chunk;
    let manifest = this.#open.get(manifestId);
    const startsAgain =
      manifest !== undefined && chunk.chunk === 0 && (manifest.expected > 1 || manifest.partition !== partition);
    if (chunk.chunk === 0 && (manifest === undefined || startsAgain)) {
      manifest = new OpenManifest(chunk, partition, headers['traceparent'], this.codec, () => this.clock.now());
      this.#open.set(manifestId, manifest);
    }
    if (manifest === undefined || chunk.chunk > manifest.expected) return null;
    if (chunk.chunk === manifest.expected) manifest.read(chunk);
    return manifest;
  }

  #settle(manifest: OpenManifest): void {
    if (!manifest.complete) return;
    for (const [id, open] of this.#open) if (open === manifest) this.#open.delete(id);
    const { failure, format, counts } = manifest;
    if (failure !== null) {
      this.logger.error({ failure, format }, 'a reader failed');
      return manifest.finish(failed(failure));
    }
    this.#manifests.inc({ format });
    this.#lines.inc({ format, outcome: 'DECLARED' }, counts.declared);
    this.#lines.inc({ format, outcome: 'RECORDED' }, counts.recorded);
    this.#lines.inc({ format, outcome: 'REJECTED' }, counts.rejected);
    manifest.finish(done);
  }
}

function outcomeOf(manifest: OpenManifest | null): RecordOutcome {
  if (manifest === null) {
    return { kind: 'dead', code: 'manifest.chunk-missing', reason: 'the chunks before this one have not come' };
  }
  if (!manifest.complete) return { kind: 'held', until: manifest.finished };
  return manifest.failure === null ? done : failed(manifest.failure);
}

const failed = (failure: string): RecordOutcome => ({
  kind: 'dead',
  code: 'reader.failed',
  reason: failure.split('\n').slice(0, 2).join(' '),
});
