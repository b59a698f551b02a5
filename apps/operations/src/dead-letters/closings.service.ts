import { Inject, Injectable } from '@nestjs/common';
import { type Codec, eventHeaders, headers, topics, UndecodableError } from '@watchpost/contracts';
import { type Clock, compareVersions, eventIdOf, LIVE_RUN, type ShipmentVersion, isUuid } from '@watchpost/domain';
import { CODEC, headerOf, LOG_ADMIN, type LogAdmin, type LogRecord, partitionOf } from '@watchpost/messaging';
import {
  appendToOutbox,
  DATABASE,
  type Database,
  operationsStore,
  OutboxRelay,
  type Transaction,
  withTransaction,
} from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { letterIdOf } from './parked-record.ts';

type Touched = operationsStore.TouchedLetter;
type EndedLine = operationsStore.EndedLine;

/** Lines that the scorer could not handle: of these, what is decided later says how they end. */
const origin = { topic: topics.shipmentsDeclared.name, service: 'scorer' } as const;

/** Clocks of two machines may differ by so much. */
const CLOCK_MARGIN_MS = 10_000;

/** One line that a touched letter is held against. */
interface Told extends EndedLine {
  readonly record: LogRecord;
}

/** What is to be written about letters after one look at a batch. */
interface Findings {
  readonly closings: (operationsStore.Closing & { readonly letter: Touched; readonly line: EndedLine })[];
  /** By the letter's position; the last one counts. */
  readonly ahead: Map<number, operationsStore.WentAhead>;
}

/**
 * Closes dead letters by what becomes of their lines: the line was decided after all, or a later version of its shipment went ahead.
 * The first of these its sender hears from the scorer's answer, the second from us.
 */
@Injectable()
export class ClosingsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    private readonly relay: OutboxRelay,
  ) {}

  /** Assessed records as they come by, not decoded. Costs one small question a batch while nothing of the scorer's is parked. */
  async heard(batch: readonly LogRecord[]): Promise<void> {
    if (batch.length === 0 || !(await operationsStore.anyOpenLetter(this.database, origin.topic, origin.service)))
      return;
    await this.#hold(batch);
  }

  /**
   * A later version may have been heard of before its letter was noted: for letters just noted, what lies in the log since they failed is looked at
   * once more.
   */
  async lookBehind(letters: readonly operationsStore.NewDeadLetter[]): Promise<void> {
    const about = letters.filter(({ shipmentId }) => shipmentId !== null);
    if (about.length === 0) return;
    const topic = topics.shipmentsAssessed;
    const since = Math.min(...about.map(({ firstFailedAt, parkedAt }) => firstFailedAt ?? parkedAt)) - CLOCK_MARGIN_MS;
    const starts = await this.admin.offsetsAt(topic.name, since);
    const shipments = new Set(about.map(({ shipmentId }) => shipmentId));
    const partitions = new Set([...shipments].map((id) => partitionOf(Buffer.from(id!), topic.partitions)));
    for (const { partition, high } of await this.admin.positions([topic.name], null)) {
      if (!partitions.has(partition)) continue;
      for (let offset = starts[partition] ?? high; offset < high;) {
        const { records, next } = await this.admin.readOn(topic.name, partition, offset);
        if (next === offset) break;
        await this.#hold(records.filter((record) => shipments.has(headerOf(record, headers.subject) ?? null)));
        offset = next;
      }
    }
  }

  async #hold(batch: readonly LogRecord[]): Promise<void> {
    const lines = batch.flatMap((record) => lineOf(record) ?? []);
    if (lines.length === 0) return;
    const touched = await operationsStore.lettersTouchedBy(this.database, origin, lines);
    if (touched.length === 0) return;
    await this.codec.prepare(touched.map(({ line }) => lines[line]!.record.value));
    const findings = this.#findingsOf(touched, lines);
    const now = this.clock.now();
    const told = await withTransaction(this.database, async (tx) => {
      const closed = await operationsStore.closeLetters(tx, findings.closings, now);
      await operationsStore.noteWentAhead(tx, findings.ahead);
      const superseded = findings.closings.filter(({ as, position }) => as === 'superseded' && closed.has(position));
      await this.tellClosed(
        tx,
        superseded.map(({ letter, line }) => ({ letter, by: line, as: 'SUPERSEDED' as const })),
        now,
      );
      return superseded.length;
    });
    if (told > 0) this.relay.nudge();
  }

  #findingsOf(touched: readonly Touched[], lines: readonly Told[]): Findings {
    const findings: Findings = { closings: [], ahead: new Map() };
    const closed = new Set<number>();
    for (const letter of touched) {
      const line = lines[letter.line]!;
      const { position } = letter;
      if (closed.has(position)) continue;
      const as = this.#closingOf(letter, line);
      if (as === null) {
        const { partner, manifestId, ordinal, outcome } = line;
        findings.ahead.set(position, { partner, manifestId, ordinal, outcome });
        continue;
      }
      closed.add(position);
      const outcome = as === 'healed' ? line.outcome : 'SUPERSEDED';
      findings.closings.push({ position, as, outcome, by: `line ${line.ordinal} of ${line.manifestId}`, letter, line });
    }
    return findings;
  }

  /** null where the line leaves the letter open. */
  #closingOf(letter: Touched, line: Told): 'healed' | 'superseded' | null {
    const isOwnLine = letter.manifestId === line.manifestId && letter.ordinal === line.ordinal;
    if (isOwnLine) return line.outcome === 'SUPERSEDED' ? 'superseded' : 'healed';
    // Partners do not overwrite each other's views; and what was itself too old says nothing about the letter.
    if (letter.partner !== line.partner || line.outcome === 'SUPERSEDED') return null;
    return isLater(this.#versionOf(line), line, letter) ? 'superseded' : null;
  }

  #versionOf({ record }: Told): ShipmentVersion | null {
    try {
      return this.codec.decode(topics.shipmentsAssessed, record.value!).declared.version;
    } catch (error) {
      if (error instanceof UndecodableError) return null;
      throw error;
    }
  }

  /** Tells whoever accounts for lines that these letters were closed without being handled. */
  async tellClosed(
    tx: Transaction,
    closed: readonly {
      readonly letter: Pick<
        operationsStore.DeadLetterEntity,
        | 'topic'
        | 'partition'
        | 'offset'
        | 'originTopic'
        | 'service'
        | 'partner'
        | 'manifestId'
        | 'ordinal'
        | 'shipmentId'
      >;
      readonly by: Pick<EndedLine, 'manifestId' | 'ordinal'> | null;
      readonly as: 'SUPERSEDED' | 'DISCARDED';
    }[],
    at: number,
  ): Promise<void> {
    if (closed.length === 0) return;
    const messages = closed.map(({ letter, by, as }) => {
      const letterId = letterIdOf(letter);
      const id = eventIdOf('letter-closed', letterId, as, LIVE_RUN);
      const isLine = isUuid(letter.manifestId ?? '');
      const event = {
        letterId,
        topic: letter.originTopic,
        service: letter.service,
        closedAs: as,
        partner: letter.partner,
        manifestId: isLine ? letter.manifestId : null,
        ordinal: letter.ordinal,
        shipmentId: letter.shipmentId,
        byManifestId: by?.manifestId ?? null,
        byOrdinal: by?.ordinal ?? null,
        closedAt: at,
      };
      return {
        id,
        aggregateType: 'dead-letter',
        aggregateId: letterId,
        type: topics.lettersClosed.typeName,
        topic: topics.lettersClosed.name,
        payload: this.codec.encode(topics.lettersClosed, event),
        headers: eventHeaders({ topic: topics.lettersClosed, id, source: 'operations', time: at, subject: letterId }),
      };
    });
    await appendToOutbox(tx, messages);
  }
}

/** A letter that cannot be decoded does not say its version: then the line that was received later is the later one. Manifest ids grow with time. */
function isLater(version: ShipmentVersion | null, line: EndedLine, letter: Touched): boolean {
  if (version !== null && letter.version !== null) return compareVersions(version, letter.version) > 0;
  if (letter.manifestId === null || letter.ordinal === null) return false;
  if (line.manifestId === letter.manifestId) return line.ordinal > letter.ordinal;
  return line.manifestId > letter.manifestId;
}

/** undefined where the headers do not say which line it is. */
function lineOf(record: LogRecord): Told | undefined {
  const manifestId = headerOf(record, headers.manifest) ?? '';
  const shipmentId = headerOf(record, headers.subject) ?? '';
  const outcome = headerOf(record, headers.outcome);
  const ordinal = Number(headerOf(record, headers.ordinal));
  if (outcome === undefined || !isUuid(manifestId) || !isUuid(shipmentId) || !(ordinal >= 1)) return undefined;
  const testMode = headerOf(record, headers.testMode) === 'true';
  return {
    manifestId,
    shipmentId,
    ordinal,
    outcome,
    testMode,
    partner: headerOf(record, headers.partner) ?? '',
    record,
  };
}
