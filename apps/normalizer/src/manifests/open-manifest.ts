import { type Codec, type ManifestQuality, type ProcessedLine } from '@watchpost/contracts';
import { type Clock, type Finding, QualityTally, shipmentIdOf } from '@watchpost/domain';
import {
  type DocumentSession,
  findingCatalogue,
  type FormatReader,
  openByPartner,
  readingSettingsOf,
  type ReadLine,
  type ReadUnit,
} from '@watchpost/formats';
import { type OutgoingRecord, parkedUnsent, type RecordOutcome } from '@watchpost/messaging';
import { type ManifestAbout, ManifestEvents } from './events.ts';
import { Publication } from './publication.ts';
import { Slice } from './slice.ts';

/** Where a chunk lies in the log. */
export interface ChunkPosition {
  readonly partition: number;
  readonly offset: number;
}

export interface ManifestTools {
  readonly codec: Codec;
  readonly clock: Clock;
  readonly formats: readonly FormatReader[];
  /** Told once for each line. */
  readonly count: (format: string, outcome: ProcessedLine['outcome']) => void;
}

interface SliceEnd {
  readonly last: boolean;
  readonly messages: number;
  readonly quality: ManifestQuality | null;
}

/** A record of one line may have so many bytes; the broker takes 1 MiB, headers included. */
const LINE_BYTES = 900 * 1024;
const ITEM_ID_LENGTH = 100;

/**
 * A manifest whose chunks are being read. It may be put to sleep: its reader is let go, and its chunks are read once more from the log when it
 * is woken, which gives the same lines and slices; slices that were acknowledged before are not sent again.
 */
export class OpenManifest {
  /** Chunks that were read, in order. */
  readonly positions: ChunkPosition[] = [];
  /** How the records of its chunks end. */
  readonly finished = Promise.withResolvers<RecordOutcome>();
  lastTouched = 0;
  readonly #events: ManifestEvents;
  #session: DocumentSession | null = null;
  #slice = new Slice(0);
  #tally = new QualityTally();
  #acknowledgedSlices = 0;
  #into = new Publication();

  constructor(
    readonly about: ManifestAbout,
    traceparent: string | null,
    private readonly tools: ManifestTools,
  ) {
    this.#events = new ManifestEvents(tools.codec, about, traceparent);
  }

  get isAwake(): boolean {
    return this.#session !== null;
  }

  get isComplete(): boolean {
    return this.positions.length === this.about.chunks;
  }

  holds({ partition, offset }: ChunkPosition): boolean {
    return this.positions.some((position) => position.offset === offset && position.partition === partition);
  }

  /** The next chunk; lines and full slices go into the publication. Throws only where a reader has a fault. */
  take(position: ChunkPosition, body: Uint8Array, into: Publication): void {
    this.read(body, into);
    this.positions.push(position);
    if (this.isComplete) this.#end();
  }

  /** Bytes of a chunk that was taken before, when it is woken. */
  read(body: Uint8Array, into: Publication): void {
    this.#into = into;
    this.#session ??= this.#open();
    this.#session.push(body);
  }

  /** @param chunks how many of its chunks count as taken: after a failure, those before the batch that failed */
  sleep(chunks = this.positions.length): void {
    this.positions.length = chunks;
    this.#session = null;
    this.#slice = new Slice(0);
    this.#tally = new QualityTally();
  }

  #open(): DocumentSession {
    const { partner, receivedAt, formatHint, reading, contentType } = this.about;
    const received = { partner, receivedAt, contentType, formats: this.tools.formats };
    return openByPartner(readingSettingsOf(formatHint, reading), received, {
      line: (line) => this.#line(line),
      finding: (finding) => this.#finding(finding),
      unit: (unit) => this.#unit(unit),
      // Their number stands in the last slice.
      message: () => undefined,
    });
  }

  #line(line: ReadLine): void {
    const processed = this.#processedLine(line);
    this.tools.count(this.format, processed.outcome);
    this.#closeFullSlice();
    this.#slice.addLine(processed);
  }

  #processedLine(line: ReadLine): ProcessedLine {
    const { ordinal, place } = line;
    if (line.kind === 'rejected') return rejected(line, line.because.code, line.itemId);
    const shipmentId = shipmentIdOf(line.identity);
    const record =
      line.kind === 'shipment'
        ? this.#events.declared(line, shipmentId, this.format)
        : this.#events.observed(line, shipmentId);
    const itemId = line.kind === 'shipment' ? line.shipment.itemId : line.itemId;
    if (isTooLarge(record)) return this.#tooLarge(line, itemId);
    const quarantine = line.kind === 'shipment' ? line.quarantine : null;
    if (this.#isNews) this.#into.addLine(quarantine === null ? record : inQuarantine(record, quarantine, this.about));
    return {
      ordinal,
      outcome: line.kind === 'shipment' ? 'DECLARED' : 'RECORDED',
      shipmentId,
      itemId: clip(itemId),
      code: quarantine?.code ?? null,
      place,
    };
  }

  #tooLarge(line: ReadLine, itemId: string | null): ProcessedLine {
    const code = 'line.too-large';
    const { severity, meaning } = findingCatalogue[code];
    const { ordinal, place } = line;
    this.#finding({
      severity,
      code,
      line: ordinal,
      place,
      message: meaning,
      value: null,
      expected: `${LINE_BYTES} bytes`,
    });
    return rejected(line, code, itemId);
  }

  #finding(finding: Finding): void {
    this.#tally.add(finding);
    this.#closeFullSlice();
    this.#slice.addFinding(finding);
  }

  /** No line, so that nobody waits for its outcome; a record that the broker would not take is left out, and what it says of its unit with it. */
  #unit(unit: ReadUnit): void {
    if (!this.#isNews) return;
    const record = this.#events.unit(unit, this.format);
    if (!isTooLarge(record)) this.#into.addLine(record);
  }

  #closeFullSlice(): void {
    if (this.#slice.isFull) this.#close({ last: false, messages: 0, quality: null });
  }

  #end(): void {
    const { messages, lines } = this.#session!.end();
    this.#close({ last: true, messages, quality: this.#tally.totals(lines) });
  }

  #close({ last, messages, quality }: SliceEnd): void {
    const { index, lines, findings } = this.#slice;
    if (this.#isNews) {
      const record = this.#events.processed({
        slice: index,
        last,
        format: this.format,
        reader: this.#session?.reader ?? null,
        confidence: this.#session?.confidence ?? 0,
        messages,
        lines,
        findings,
        quality,
        processedAt: this.tools.clock.now(),
      });
      this.#into.addReport(record, () => (this.#acknowledgedSlices = Math.max(this.#acknowledgedSlices, index + 1)));
    }
    this.#slice = new Slice(index + 1);
  }

  /** Whether the current slice was not acknowledged before. */
  get #isNews(): boolean {
    return this.#slice.index >= this.#acknowledgedSlices;
  }

  get format(): string {
    return this.#session?.format ?? 'unknown';
  }
}

/**
 * The line as a dead letter of the service that would have handled it: operators list it, release it by a redrive, or discard it. Read twice it is parked
 * twice; it counts as failed when its manifest was received, so that whatever became of it since closes the second letter, too.
 */
const inQuarantine = (record: OutgoingRecord, { code, message, place }: Finding, { receivedAt }: ManifestAbout) =>
  parkedUnsent(record, {
    group: 'scorer',
    code: 'quarantine',
    reason: `${code}: ${message}`,
    stage: 'read',
    ...(place?.path && { place: place.path }),
    attempts: 1,
    firstFailedAt: receivedAt,
  });

const isTooLarge = ({ value }: OutgoingRecord): boolean => (value?.length ?? 0) > LINE_BYTES;

const clip = (text: string | null): string | null =>
  text === null || text.length <= ITEM_ID_LENGTH ? text : text.slice(0, ITEM_ID_LENGTH).toWellFormed();

const rejected = ({ ordinal, place }: ReadLine, code: string, itemId: string | null): ProcessedLine => ({
  ordinal,
  outcome: 'REJECTED',
  shipmentId: null,
  itemId: clip(itemId),
  code,
  place,
});
