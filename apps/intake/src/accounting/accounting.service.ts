import { Inject, Injectable } from '@nestjs/common';
import {
  type Codec,
  deadLetterHeaders,
  headers,
  type LetterClosed,
  type ManifestProcessed,
  topics,
  UndecodableError,
} from '@watchpost/contracts';
import { type Clock, isUuid } from '@watchpost/domain';
import {
  type BatchOutcomes,
  CODEC,
  type EventRecord,
  headerOf,
  type LogRecord,
  type RecordOutcome,
} from '@watchpost/messaging';
import { DATABASE, type Database, intakeStore } from '@watchpost/persistence';
import { CLOCK, crashPoint, METRICS, type Metrics } from '@watchpost/platform';
import type { Counter } from 'prom-client';
import { sliceOf } from './slice-of.ts';

const { OutcomeChanges, outcomeBytes } = intakeStore;
type OutcomeChanges = intakeStore.OutcomeChanges;

const outcomeOf: Readonly<Record<string, number>> = {
  ASSESSED: outcomeBytes.ASSESSED,
  SUPERSEDED: outcomeBytes.SUPERSEDED,
  RECORDED: outcomeBytes.RECORDED,
};

/**
 * Accounts for every line. Whatever comes, in whatever order and however often, is merged into a byte a line: one statement to read and one to write for a
 * batch, whatever the number of its lines.
 */
@Injectable()
export class AccountingService {
  private readonly lines: Counter<'source'>;
  private readonly completed: Counter;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.lines = metrics.counter('watchpost_lines_accounted_total', 'Outcomes of lines heard of.', ['source']);
    this.completed = metrics.counter('watchpost_manifests_completed_total', 'Manifests all of whose lines have ended.');
  }

  /** The normalizer's reports: kept as they came, and the lines they end. */
  async takeSlices(batch: readonly EventRecord<ManifestProcessed>[]): Promise<void> {
    const changes = new OutcomeChanges();
    const manifestIds = new Set<string>();
    let lines = 0;
    for (const { event } of batch) {
      manifestIds.add(event.manifestId);
      lines += event.lines.length;
      for (const { ordinal, outcome } of event.lines) changes.add(event.manifestId, ordinal, outcomeBytes[outcome]);
    }
    await intakeStore.storeSlices(this.database, batch.map(sliceOf));
    await this.merge(changes, manifestIds);
    this.lines.inc({ source: 'normalizer' }, lines);
  }

  /** The scorer's answers, by their headers; one that lacks them is decoded. */
  async takeAssessed(batch: readonly LogRecord[]): Promise<BatchOutcomes> {
    const changes = new OutcomeChanges();
    const manifestIds = new Set<string>();
    const refused = new Map<number, RecordOutcome>();
    const told = batch.map(headerLine);
    if (told.includes(null)) await this.codec.prepare(batch.map(({ value }) => value));
    for (let at = 0; at < batch.length; at += 1) {
      const line = checked(told[at] ?? this.decodedLine(batch[at]!));
      if ('kind' in line) refused.set(at, line);
      else {
        changes.add(line.manifestId, line.ordinal, line.outcome);
        manifestIds.add(line.manifestId);
      }
    }
    await this.merge(changes, manifestIds);
    this.lines.inc({ source: 'scorer' }, batch.length - refused.size);
    return refused.size === 0 ? undefined : batch.map((_, at) => refused.get(at));
  }

  /** What was parked: a line, or a manifest as a whole. A redrive may still end it otherwise. */
  async takeDeadLetters(batch: readonly LogRecord[]): Promise<void> {
    const changes = new OutcomeChanges();
    const manifestIds = new Set<string>();
    const dead = new Map<string, intakeStore.DeadManifest>();
    for (const record of batch) {
      const manifestId = record.headers[headers.manifest] ?? '';
      if (!isUuid(manifestId)) continue;
      manifestIds.add(manifestId);
      if (record.topic.startsWith(topics.manifestsReceived.name)) {
        const code = record.headers[deadLetterHeaders.code] ?? 'unknown';
        dead.set(manifestId, { manifestId, code, reason: record.headers[deadLetterHeaders.reason] ?? '' });
      } else {
        changes.add(manifestId, Number(record.headers[headers.ordinal]), outcomeBytes.DEAD);
      }
    }
    await intakeStore.markDeadManifests(this.database, [...dead.values()]);
    await this.merge(changes, manifestIds);
    this.lines.inc({ source: 'dead-letters' }, batch.length);
  }

  /** A parked line that a later version has overtaken ends as SUPERSEDED. One that was set aside stays DEAD. */
  async takeClosedLetters(letters: readonly LetterClosed[]): Promise<void> {
    const changes = new OutcomeChanges();
    const manifestIds = new Set<string>();
    let lines = 0;
    for (const { topic, closedAs, manifestId, ordinal } of letters) {
      if (topic !== topics.shipmentsDeclared.name || closedAs !== 'SUPERSEDED') continue;
      if (manifestId === null || ordinal === null) continue;
      changes.add(manifestId, ordinal, outcomeBytes.SUPERSEDED);
      manifestIds.add(manifestId);
      lines += 1;
    }
    await this.merge(changes, manifestIds);
    this.lines.inc({ source: 'closed-letters' }, lines);
  }

  private async merge(changes: OutcomeChanges, manifestIds: ReadonlySet<string>): Promise<void> {
    await intakeStore.mergeSegments(this.database, changes.list());
    crashPoint('intake.after-merge-before-complete');
    const done = await intakeStore.completeManifests(this.database, [...manifestIds], this.clock.now());
    this.completed.inc(done.length);
  }

  private decodedLine({ value }: LogRecord): Line | RecordOutcome {
    if (value === null) return { kind: 'done' };
    try {
      const { declared, outcome } = this.codec.decode(topics.shipmentsAssessed, value);
      return { manifestId: declared.manifestId, ordinal: declared.ordinal, outcome };
    } catch (error) {
      if (!(error instanceof UndecodableError)) throw error;
      return { kind: 'dead', code: error.code, reason: error.message, stage: 'decode' };
    }
  }
}

interface Line {
  readonly manifestId: string;
  readonly ordinal: number;
  readonly outcome: string;
}

/** null where the headers do not say it. */
function headerLine(record: LogRecord): Line | null {
  const outcome = headerOf(record, headers.outcome);
  const ordinal = headerOf(record, headers.ordinal);
  if (outcome === undefined || ordinal === undefined) return null;
  return { manifestId: headerOf(record, headers.manifest) ?? '', ordinal: Number(ordinal), outcome };
}

function checked(
  found: Line | RecordOutcome,
): { manifestId: string; ordinal: number; outcome: number } | RecordOutcome {
  if ('kind' in found) return found;
  const outcome = outcomeOf[found.outcome];
  if (outcome !== undefined && isUuid(found.manifestId) && found.ordinal >= 1) return { ...found, outcome };
  return { kind: 'dead', code: 'accounting.line', reason: 'it does not say which line ended, and how' };
}
