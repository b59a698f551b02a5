import { Inject, Injectable } from '@nestjs/common';
import { type Codec, type ShipmentDeclared } from '@watchpost/contracts';
import { type Clock } from '@watchpost/domain';
import { CODEC, EVENT_PRODUCER, type EventProducer, type EventRecord, type OutgoingRecord } from '@watchpost/messaging';
import { DATABASE, type Database, scorerStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { CLOCK, crashPoint } from '@watchpost/platform';
import { type CompiledScenario, type EntitySalt, entitySaltOf } from '@watchpost/risk';
import { SCORER_CONFIG, type ScorerConfig } from '../configuration.ts';
import { LedgerDays } from '../retention/ledger-days.ts';
import { ScorerMetrics } from '../scorer-metrics.ts';
import { SCENARIO } from '../tokens.ts';
import { assessedRecord } from './assessed-record.ts';
import { BatchDecisions } from './batch-decisions.ts';
import { type BatchLine, linesOf } from './batch-line.ts';
import { ShipmentHeads } from './shipment-heads.ts';
import { SightingWindows } from './sighting-windows.ts';

/** Somebody else handled a part of the batch between our reading and our writing: it is read again, and found there. */
class BatchOverlapError extends Error {
  override readonly name = 'BatchOverlapError';
  /** PostgreSQL's code for transactions that stood in each other's way. */
  readonly code = '40001';
}

/** What became of a batch. */
interface Settled {
  readonly fresh: readonly scorerStore.LedgerRow[];
  /** Decided before, by assessment id. */
  readonly stored: ReadonlyMap<string, scorerStore.StoredAssessment>;
  /** How often a rule could not be worked out, by id@version. */
  readonly failures: ReadonlyMap<string, number>;
}

/**
 * What was decided before goes out before what was decided now: a version that an earlier attempt had decided and could not publish is older than what
 * this batch decided on the same shipment, in whichever order the two were received.
 */
function inOrderOfDecision(lines: readonly BatchLine[], { fresh, stored }: Settled): OutgoingRecord[] {
  const decidedNow = new Map(fresh.map((row) => [row.assessmentId, row]));
  const recordsOf = (decided: ReadonlyMap<string, scorerStore.StoredAssessment>) =>
    lines.flatMap((line) => {
      const found = decided.get(line.assessmentId);
      return found === undefined ? [] : [assessedRecord(line, found)];
    });
  return [...recordsOf(stored), ...recordsOf(decidedNow)];
}

/**
 * A batch of declared shipments is one transaction: what is known is read, every line is decided, and what was decided is written with its
 * effects; then it is published, then its offsets are committed. Whatever of it was done before is published again as it was stored, and changes nothing.
 */
@Injectable()
export class AssessingService {
  readonly #salt: EntitySalt;
  #firstDay: number | null = null;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(EVENT_PRODUCER) private readonly producer: EventProducer,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SCENARIO) private readonly scenario: CompiledScenario,
    @Inject(SCORER_CONFIG) config: Pick<ScorerConfig, 'SCORER_ENTITY_SALT'>,
    private readonly days: LedgerDays,
    private readonly metrics: ScorerMetrics,
  ) {
    this.#salt = entitySaltOf(config.SCORER_ENTITY_SALT);
  }

  async handle(records: readonly EventRecord<ShipmentDeclared>[], isStale: () => boolean): Promise<void> {
    if (records.length === 0) return;
    const lines = linesOf(records, this.scenario.label, this.#salt);
    await this.days.prepare(lines.map(({ day }) => day));
    const settled = await this.metrics.timed('transaction', () =>
      withTransaction(this.database, (tx) => this.#settle(tx, lines)),
    );
    crashPoint('scorer.after-commit-before-publish');
    // Whoever has the partitions now finds the rows and publishes them.
    if (isStale()) return;
    await this.metrics.timed('publish', () => this.producer.send(inOrderOfDecision(lines, settled)));
    crashPoint('scorer.after-publish-before-offsets');
    this.metrics.count(settled.fresh, settled.stored.size);
    this.metrics.countFailures(settled.failures);
  }

  async #settle(tx: Transaction, lines: readonly BatchLine[]): Promise<Settled> {
    const firstDay = await this.#firstDayOfHistory(tx, lines);
    const shipmentIds = [...new Set(lines.map(({ shipmentId }) => shipmentId))];
    const { heads: read, transitPlaces } = await this.metrics.timed('read-heads', () =>
      scorerStore.knownShipments(tx, shipmentIds),
    );
    const heads = new ShipmentHeads(read);
    const stored = await this.#storedBefore(tx, lines, heads);
    const undecided = stored.size === 0 ? lines : lines.filter(({ assessmentId }) => !stored.has(assessmentId));
    const answers = await this.metrics.timed('read-sightings', () =>
      scorerStore.sightingsOf(tx, SightingWindows.questionsOf(undecided)),
    );
    const windows = new SightingWindows(answers);
    const known = { heads, windows, transitPlaces, firstDay };
    const decisions = new BatchDecisions(this.scenario, this.codec, known, this.clock.now());
    const fresh = undecided.map((line) => decisions.decide(line));
    await this.#write(tx, fresh, heads, windows);
    if (fresh.length > 0) crashPoint('scorer.after-write-before-commit');
    return { fresh, stored, failures: decisions.failures };
  }

  /** A version that is not newer than its head may have been handled before; the others cannot have been. */
  async #storedBefore(
    tx: Transaction,
    lines: readonly BatchLine[],
    heads: ShipmentHeads,
  ): Promise<Map<string, scorerStore.StoredAssessment>> {
    const suspects = lines.filter((line) => ShipmentHeads.standing(line, heads.of(line)) !== 'newer');
    const stored = await scorerStore.storedAssessments(tx, suspects);
    return new Map(stored.map((row) => [row.assessmentId, row]));
  }

  async #write(
    tx: Transaction,
    fresh: readonly scorerStore.LedgerRow[],
    heads: ShipmentHeads,
    windows: SightingWindows,
  ): Promise<void> {
    const inserted = await this.metrics.timed('write-ledger', () => scorerStore.appendAssessments(tx, fresh));
    if (inserted < fresh.length) throw new BatchOverlapError(`${fresh.length - inserted} lines were decided meanwhile`);
    const moved = heads.moved();
    const written = await this.metrics.timed('write-heads', () => scorerStore.moveHeads(tx, moved));
    if (written < moved.length) throw new BatchOverlapError(`${moved.length - written} shipments have moved meanwhile`);
    await this.metrics.timed('write-sightings', () => scorerStore.addSightings(tx, windows.changes()));
  }

  /** The first batch of all begins history; what it wrote is believed once it is read again. */
  async #firstDayOfHistory(tx: Transaction, lines: readonly BatchLine[]): Promise<number> {
    this.#firstDay ??= await scorerStore.firstDayOfHistory(tx);
    if (this.#firstDay !== null) return this.#firstDay;
    const first = lines.reduce((earliest, { day }) => Math.min(earliest, day), Number.POSITIVE_INFINITY);
    await scorerStore.beginHistory(tx, first);
    return first;
  }
}
