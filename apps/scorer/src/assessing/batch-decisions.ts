import { type Codec, recordedFeatures, type ShipmentAssessed } from '@watchpost/contracts';
import { type EpochMillis, LIVE_RUN } from '@watchpost/domain';
import type { scorerStore } from '@watchpost/persistence';
import {
  type Assessment,
  assess,
  compareViews,
  type CompiledScenario,
  type DeclaredView,
  declaredViewOf,
  entityKinds,
  type Knowledge,
  nothingToAssess,
} from '@watchpost/risk';
import type { BatchLine } from './batch-line.ts';
import { ShipmentHeads } from './shipment-heads.ts';
import type { SightingWindows } from './sighting-windows.ts';

type HeadRow = scorerStore.HeadRow;
type LedgerRow = scorerStore.LedgerRow;
type AssessedRest = Omit<ShipmentAssessed, 'declared'>;

/** What the batch read before it decides. */
export interface BatchKnowledge {
  readonly heads: ShipmentHeads;
  readonly windows: SightingWindows;
  readonly transitPlaces: ReadonlyMap<string, string>;
  /** First day of history, since 1970-01-01. */
  readonly firstDay: number;
}

const LONGEST_WINDOW = 90;

/** Decides line by line, each seeing what the lines before it have changed. */
export class BatchDecisions {
  /** How often a rule could not be worked out, by id@version. */
  readonly failures = new Map<string, number>();

  constructor(
    private readonly scenario: CompiledScenario,
    private readonly codec: Codec,
    private readonly known: BatchKnowledge,
    private readonly assessedAt: EpochMillis,
  ) {}

  /** The ledger's row of a line; heads and windows move with it. */
  decide(line: BatchLine): LedgerRow {
    const { heads } = this.known;
    const head = heads.of(line);
    const standing = ShipmentHeads.standing(line, head);
    if (standing === 'older')
      return this.#row(line, head!.episode, 'SUPERSEDED', this.#assess(line, head, head!.episode));
    const episode = standing === 'same' ? head!.episode : heads.episodeOf(line);
    const before = head !== null && head.episode === episode && !head.cancelled ? head : null;
    const isCancelled = line.declared.shipment.function === 'cancel';
    const row = isCancelled
      ? this.#row(line, episode, 'RECORDED', nothingToAssess(this.scenario))
      : this.#row(line, episode, 'ASSESSED', this.#assess(line, before, episode));
    if (standing === 'newer') this.#move(line, episode, before, isCancelled);
    return row;
  }

  #assess(line: BatchLine, before: HeadRow | null, episode: number): Assessment {
    const { declared, partner } = line;
    const knowledge = this.#knowledgeOf(line, before, episode);
    const decision = assess(this.scenario, {
      shipment: declared.shipment,
      partner,
      asOf: declared.receivedAt,
      knowledge,
    });
    for (const { rule } of decision.failures) this.failures.set(rule, (this.failures.get(rule) ?? 0) + 1);
    return decision;
  }

  #knowledgeOf(line: BatchLine, before: HeadRow | null, episode: number): Knowledge {
    const { heads, windows, transitPlaces, firstDay } = this.known;
    const others = heads.others(line, episode);
    return {
      historyDays: Math.min(LONGEST_WINDOW, Math.max(0, line.day - firstDay)),
      sightings: windows.see(line.traits, line.day, line.test ? null : before),
      otherView: others.length === 0 ? 'none' : compareViews(this.#viewOf(line), others),
      transitPlace: transitPlaces.get(line.shipmentId) ?? null,
    };
  }

  #viewOf(line: BatchLine): DeclaredView {
    return declaredViewOf(line.declared.shipment, line.traits, this.scenario);
  }

  /**
   * Counters change by the difference to the version before, on the day the shipment was first counted: a correction takes the place of what it
   * corrects. Lines in test mode count nothing.
   */
  #move(line: BatchLine, episode: number, before: HeadRow | null, cancelled: boolean): void {
    const countedDay = before?.countedDay ?? line.day;
    if (!line.test) this.#count(line, before, countedDay, cancelled);
    const { version, shipmentId, partner, test, assessmentId, day, traits } = line;
    this.known.heads.move({
      shipmentId,
      partner,
      test,
      issuedAt: version.issuedAt,
      sequence: version.sequence,
      ordinal: version.ordinal,
      episode,
      cancelled,
      assessmentId,
      receivedDay: day,
      countedDay,
      keys: traits.keys,
      ...this.#viewOf(line),
    });
  }

  #count({ traits }: BatchLine, before: HeadRow | null, day: number, cancelled: boolean): void {
    const { windows } = this.known;
    for (const kind of entityKinds) {
      const old = before === null ? null : before.keys[kind];
      const now = cancelled ? null : traits.keys[kind];
      if (old !== null && old !== now) windows.add(old, day, -1, 0n);
      if (now !== null) windows.add(now, day, old === now ? 0 : 1, traits.links[kind]);
    }
  }

  #row(line: BatchLine, episode: number, outcome: AssessedRest['outcome'], decision: Assessment): LedgerRow {
    const { assessmentId, day, shipmentId, partner, traits } = line;
    const { band, recommendation } = decision;
    const rest: AssessedRest = {
      assessmentId,
      run: LIVE_RUN,
      outcome,
      episode,
      scenario: decision.scenario,
      score: decision.score,
      band,
      recommendation,
      ruling: decision.ruling,
      reasons: decision.reasons,
      ...recordedFeatures(decision.features),
      assessedAt: this.assessedAt,
    };
    const body = this.codec.encodeAssessed(line.record.value!, rest);
    const { assessedAt } = this;
    return {
      day,
      assessmentId,
      shipmentId,
      partner,
      outcome,
      band,
      recommendation,
      assessedAt,
      keys: traits.keys,
      body,
    };
  }
}
