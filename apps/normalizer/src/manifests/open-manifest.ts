import {
  type Codec,
  eventHeaders,
  type ManifestReceived,
  type ProcessedLine,
  topics,
  type TopicDefinition,
} from '@watchpost/contracts';
import { eventIdOf, lineIdOf, LIVE_RUN, shipmentIdOf, versionText, type Finding } from '@watchpost/domain';
import { type DocumentSession, type DocumentSummary, openDocument, type ReadLine } from '@watchpost/formats';
import { type OutgoingRecord, type RecordOutcome } from '@watchpost/messaging';

/** Lines that one report of what became of them holds. The same number in every run, so that a report that is sent again is the same. */
export const LINES_A_SLICE = 1_000;

/**
 * A manifest between its first chunk and its last: chunks go in, records to publish come out. Reading it again from the first chunk gives the
 * same lines, ids and slices.
 */
export class OpenManifest {
  /** Number of the chunk that comes next. */
  expected = 0;
  /** Why it cannot be read: a fault of the reader, not of the document. */
  failure: string | null = null;
  /** Settles the records of all chunks but the last. */
  readonly finished: Promise<RecordOutcome>;
  /** Lines, to be published before the reports on them. */
  lines: OutgoingRecord[] = [];
  reports: OutgoingRecord[] = [];
  readonly counts = { declared: 0, recorded: 0, rejected: 0 };
  readonly #session: DocumentSession;
  #finish: (outcome: RecordOutcome) => void = () => undefined;
  #slice = 0;
  #sliceLines: ProcessedLine[] = [];
  #findings: Finding[] = [];

  constructor(
    private readonly first: ManifestReceived,
    readonly partition: number,
    private readonly traceparent: string | undefined,
    private readonly codec: Codec,
    private readonly now: () => number,
  ) {
    this.finished = new Promise((resolve) => (this.#finish = resolve));
    this.#session = openDocument(
      {
        partner: first.partner,
        receivedAt: first.receivedAt,
        charset: charsetOf(first.contentType),
        format: first.formatHint,
      },
      { line: (line) => this.#line(line), finding: (finding) => this.#findings.push(finding) },
    );
  }

  get complete(): boolean {
    return this.expected >= this.first.chunks;
  }

  get format(): string {
    return this.#session.format ?? 'unknown';
  }

  /** Reads the next chunk. Never throws: a fault of the reader stands in `failure`. */
  read(chunk: ManifestReceived): void {
    this.expected = chunk.chunk + 1;
    if (this.failure !== null) return;
    try {
      this.#session.push(chunk.body);
      if (this.complete) this.#report(this.#session.end());
    } catch (error) {
      this.failure = (error as Error).stack ?? String(error);
      this.lines = [];
      this.reports = [];
    }
  }

  /** What was read is published: the held chunks are settled. */
  finish(outcome: RecordOutcome): void {
    this.#finish(outcome);
  }

  #line(line: ReadLine): void {
    if (this.#sliceLines.length === LINES_A_SLICE) this.#report(null);
    if (line.kind === 'shipment') this.#declare(line);
    else if (line.kind === 'tracking') this.#track(line);
    else this.#reject(line);
  }

  #declare(line: Extract<ReadLine, { kind: 'shipment' }>): void {
    const { manifestId, partner, testMode, sequence, receivedAt } = this.first;
    const lineId = lineIdOf(manifestId, line.ordinal);
    const shipmentId = shipmentIdOf(line.identity);
    const version = { issuedAt: line.issuedAt, sequence, ordinal: line.ordinal };
    const { ordinal, place, shipment } = line;
    this.#emit(topics.shipmentsDeclared, eventIdOf('declared', lineId, versionText(version), LIVE_RUN), ordinal, {
      lineId,
      manifestId,
      ordinal,
      partner,
      testMode,
      shipmentId,
      version,
      receivedAt,
      format: this.format,
      place,
      shipment,
    });
    this.counts.declared += 1;
    this.#sliceLines.push({ ordinal, outcome: 'DECLARED', shipmentId, itemId: shipment.itemId, code: null, place });
  }

  #track(line: Extract<ReadLine, { kind: 'tracking' }>): void {
    const { manifestId, partner, testMode, sequence, receivedAt } = this.first;
    const { ordinal, place, itemId } = line;
    const lineId = lineIdOf(manifestId, ordinal);
    const shipmentId = shipmentIdOf(line.identity);
    this.#emit(topics.trackingObserved, eventIdOf('tracked', lineId, `${sequence}`, LIVE_RUN), ordinal, {
      lineId,
      manifestId,
      ordinal,
      partner,
      testMode,
      shipmentId,
      itemId,
      sequence,
      event: line.event,
      at: line.at,
      place: line.where,
      receivedAt,
    });
    this.counts.recorded += 1;
    this.#sliceLines.push({ ordinal, outcome: 'RECORDED', shipmentId, itemId, code: null, place });
  }

  #reject({ ordinal, place, because, itemId }: Extract<ReadLine, { kind: 'rejected' }>): void {
    this.counts.rejected += 1;
    this.#sliceLines.push({ ordinal, outcome: 'REJECTED', shipmentId: null, itemId, code: because.code, place });
  }

  #emit<T extends { readonly shipmentId: string }>(
    topic: TopicDefinition<T>,
    id: string,
    ordinal: number,
    event: T,
  ): void {
    const { manifestId, partner, receivedAt, testMode } = this.first;
    const headers = eventHeaders({
      topic,
      id,
      source: 'normalizer',
      time: receivedAt,
      subject: event.shipmentId,
      traceparent: this.traceparent ?? null,
      manifestId,
      ordinal,
      partner,
      testMode,
    });
    this.lines.push({ topic: topic.name, key: event.shipmentId, value: this.codec.encode(topic, event), headers });
  }

  /** @param summary of the whole document; null while more slices follow */
  #report(summary: DocumentSummary | null): void {
    const { manifestId, sequence, partner, testMode } = this.first;
    const topic = topics.manifestsProcessed;
    const slice = this.#slice++;
    const value = this.codec.encode(topic, {
      manifestId,
      sequence,
      partner,
      testMode,
      slice,
      last: summary !== null,
      format: this.format,
      confidence: summary?.confidence ?? this.#session.confidence,
      messages: summary?.messages ?? 0,
      lines: this.#sliceLines,
      findings: this.#findings,
      processedAt: this.now(),
    });
    const headers = eventHeaders({
      topic,
      id: eventIdOf('processed', manifestId, `${slice}`, LIVE_RUN),
      source: 'normalizer',
      time: this.now(),
      subject: manifestId,
      traceparent: this.traceparent ?? null,
      manifestId,
      partner,
      testMode,
    });
    this.reports.push({ topic: topic.name, key: manifestId, value, headers });
    this.#sliceLines = [];
    this.#findings = [];
  }
}

/** `charset` parameter of a media type. */
function charsetOf(contentType: string | null): string | null {
  return /;\s*charset\s*=\s*"?([^";\s]+)/i.exec(contentType ?? '')?.[1]?.toLowerCase() ?? null;
}
