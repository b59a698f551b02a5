import { Inject, Injectable } from '@nestjs/common';
import { type Codec, headers, type ManifestReceived, topics } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { type FormatReader } from '@watchpost/formats';
import {
  type BatchContext,
  type BatchOutcomes,
  CODEC,
  type EventRecord,
  headerOf,
  LOG_ADMIN,
  type LogAdmin,
  type RecordOutcome,
} from '@watchpost/messaging';
import { CLOCK, crashPoint, LOGGER, type Logger, METRICS, Metrics } from '@watchpost/platform';
import { FORMATS, OPEN_READERS } from '../tokens.ts';
import { LineCounts } from './line-counts.ts';
import { type ManifestTools, OpenManifest } from './open-manifest.ts';
import { Publication } from './publication.ts';
import { PublicationService } from './publication.service.ts';
import { inTurns } from './turns.ts';

type Chunk = EventRecord<ManifestReceived>;
type Dead = Extract<RecordOutcome, { kind: 'dead' }>;

/** A manifest of which nothing was heard for so long has gone to another replica. */
const FORGOTTEN_AFTER_MS = 3_600_000;
const REMEMBERED_MANIFESTS = 10_000;

/** Reads manifests chunk by chunk. Their records are settled when every line and every report is acknowledged. */
@Injectable()
export class ManifestsService {
  readonly #open = new Map<string, OpenManifest>();
  /** Manifests at which a reader failed: the chunks that still come are dead like the first ones. */
  readonly #failed = new Map<string, Dead>();
  /** Manifests read to their end lately: what still comes of them was published twice. */
  readonly #finished = new Map<string, true>();
  readonly #tools: ManifestTools;
  readonly #lines: LineCounts;
  readonly #openGauge: ReturnType<Metrics['gauge']>;
  readonly #manifests: ReturnType<Metrics['counter']>;

  constructor(
    @Inject(OPEN_READERS) private readonly openReaders: number,
    @Inject(FORMATS) formats: readonly FormatReader[],
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(LOGGER) private readonly logger: Logger,
    @Inject(METRICS) metrics: Metrics,
    private readonly publications: PublicationService,
  ) {
    this.#lines = new LineCounts(metrics);
    this.#manifests = metrics.counter('watchpost_manifests_total', 'Manifests read to their end, by format', [
      'format',
    ]);
    this.#openGauge = metrics.gauge('watchpost_manifests_open', 'Manifests whose last chunk has not come yet');
    this.#tools = { codec, clock, formats, count: (format, outcome) => this.#lines.add(format, outcome) };
  }

  async take(batch: readonly Chunk[], context: BatchContext): Promise<BatchOutcomes> {
    const queue = this.publications.open(context.signal);
    const before = new Map<OpenManifest, number>();
    const outcomes: (RecordOutcome | undefined)[] = batch.map(() => undefined);
    try {
      for (const at of inTurns(batch)) {
        outcomes[at] = await this.#chunk(batch[at]!, queue.current, before);
        await queue.relieve();
      }
      await queue.finish();
    } catch (error) {
      this.#rollBack(before);
      throw error;
    } finally {
      this.#lines.tell();
    }
    crashPoint('normalizer.after-publish-before-offsets');
    this.#settle(before.keys());
    return outcomes;
  }

  async #chunk(chunk: Chunk, into: Publication, before: Map<OpenManifest, number>): Promise<RecordOutcome | undefined> {
    const { event } = chunk;
    const failure = this.#failed.get(event.manifestId);
    // A first chunk is another try: a redrive.
    if (failure && event.chunk > 0) return this.#failedBefore(event, failure);
    const manifest = this.#manifestOf(chunk);
    if (manifest === null || event.chunk !== manifest.positions.length) return this.#passOver(chunk, manifest);
    if (!before.has(manifest)) before.set(manifest, manifest.positions.length);
    manifest.lastTouched = this.clock.now();
    try {
      await this.#wake(manifest, into);
      manifest.take({ partition: chunk.partition, offset: chunk.offset }, event.body, into);
    } catch (error) {
      return this.#fail(manifest, error);
    }
    return manifest.isComplete ? undefined : { kind: 'held', until: manifest.finished.promise };
  }

  #failedBefore(event: ManifestReceived, failure: Dead): RecordOutcome {
    if (event.chunk === event.chunks - 1) this.#failed.delete(event.manifestId);
    return failure;
  }

  /** A first chunk opens its manifest; delivered again, as after a rebalance, it begins anew. */
  #manifestOf(chunk: Chunk): OpenManifest | null {
    const { body: _body, chunk: number, ...about } = chunk.event;
    const known = this.#open.get(about.manifestId) ?? null;
    if (number > 0 || (known !== null && !known.holds(chunk))) return known;
    const manifest = new OpenManifest(about, headerOf(chunk, headers.traceparent) ?? null, this.#tools);
    this.#open.set(about.manifestId, manifest);
    return manifest;
  }

  /** A chunk that was published twice, or one without those before it: intake sends what is not accounted for again, from the first on. */
  #passOver({ event }: Chunk, manifest: OpenManifest | null): RecordOutcome | undefined {
    const expected = manifest?.positions.length ?? 0;
    if (event.chunk < expected || this.#finished.has(event.manifestId)) return undefined;
    const reason = `chunk ${event.chunk} of ${event.chunks} came where ${expected} was expected`;
    return { kind: 'dead', code: 'manifest.chunk-missing', reason, stage: 'read' };
  }

  /** Reads again what a sleeping manifest had read. */
  async #wake(manifest: OpenManifest, into: Publication): Promise<void> {
    if (manifest.isAwake) return;
    for (const { partition, offset } of manifest.positions) {
      const [record] = await this.admin.read(topics.manifestsReceived.name, partition, offset, 1);
      if (!record?.value || record.offset !== offset)
        throw new Error(`chunk at ${partition}/${offset} is not there any more`);
      manifest.read(this.codec.decode(topics.manifestsReceived, record.value).body, into);
    }
  }

  /** A fault of ours: the manifest can be redriven when it is mended, and nobody else waits for that. */
  #fail(manifest: OpenManifest, error: unknown): RecordOutcome {
    if (isTransient(error)) throw error;
    const { manifestId } = manifest.about;
    const reason = error instanceof Error ? error.message : String(error);
    const outcome = { kind: 'dead', code: 'reader.failed', reason, stage: 'read' } as const;
    this.logger.error({ err: error, manifestId }, 'a reader failed');
    this.#open.delete(manifestId);
    manifest.finished.resolve(outcome);
    if (manifest.positions.length + 1 < manifest.about.chunks) remember(this.#failed, manifestId, outcome);
    return outcome;
  }

  /** Nothing of the batch counts: its chunks will come again. */
  #rollBack(before: ReadonlyMap<OpenManifest, number>): void {
    for (const [manifest, chunks] of before) {
      manifest.sleep(chunks);
      if (chunks > 0) this.#open.set(manifest.about.manifestId, manifest);
      else this.#open.delete(manifest.about.manifestId);
    }
  }

  #settle(touched: Iterable<OpenManifest>): void {
    for (const manifest of touched) {
      if (!manifest.isComplete) continue;
      manifest.finished.resolve({ kind: 'done' });
      this.#manifests.inc({ format: manifest.format });
      remember(this.#finished, manifest.about.manifestId, true);
      this.#open.delete(manifest.about.manifestId);
    }
    this.#makeRoom();
  }

  #makeRoom(): void {
    const now = this.clock.now();
    const oldestFirst = [...this.#open.values()].sort((a, b) => a.lastTouched - b.lastTouched);
    for (const manifest of oldestFirst) {
      if (now - manifest.lastTouched > FORGOTTEN_AFTER_MS) this.#open.delete(manifest.about.manifestId);
    }
    const awake = oldestFirst.filter(({ isAwake }) => isAwake);
    for (const manifest of awake.slice(0, Math.max(0, awake.length - this.openReaders))) {
      manifest.sleep();
    }
    this.#openGauge.set(this.#open.size);
  }
}

/** Keeps the latest of them. */
function remember<T>(map: Map<string, T>, manifestId: string, value: T): void {
  map.delete(manifestId);
  map.set(manifestId, value);
  if (map.size > REMEMBERED_MANIFESTS) map.delete(map.keys().next().value!);
}

const isTransient = (error: unknown): boolean =>
  typeof error === 'object' && error !== null && 'transient' in error && error.transient === true;
