import {
  type Codec,
  featuresOf,
  headers,
  recordedFeatures,
  type ShipmentAssessed,
  topics,
  UndecodableError,
  writerIdOf,
} from '@watchpost/contracts';
import { eventIdOf, versionText } from '@watchpost/domain';
import { headerOf, type LogRecord } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';
import { type Assessment, type CompiledScenario, nothingToAssess, reproduce } from '@watchpost/risk';
import { compareDecisions, type Decision, type Difference } from './comparison.ts';
import { headersFilter, isOnLane } from './scope-filter.ts';
import { SeenIds } from './seen-ids.ts';
import type { Tally } from './tally.ts';

type ReplayChange = operationsStore.ReplayChange;
type ReplayScope = operationsStore.ReplayScope;

/** What a replay decides by. */
export interface Bench {
  readonly replayId: string;
  readonly scope: ReplayScope;
  readonly scenario: CompiledScenario;
  readonly codec: Codec;
}

/** How a line would be decided now, or what it counts as where nothing is decided. */
export type Decider = (
  event: ShipmentAssessed,
  tally: Tally,
  record: LogRecord,
) => Assessment | 'cancellations' | 'repeated';

/**
 * Looks at the records of one partition, in order: which are in the scope, what was decided, and what would be decided now. It answers what came out
 * otherwise and counts everything.
 */
export class Judge {
  readonly #isWanted: (record: LogRecord) => boolean;
  readonly #seen = new SeenIds();

  constructor(
    private readonly bench: Bench,
    private readonly decide: Decider | 'same-bytes',
  ) {
    this.#isWanted = headersFilter(bench.scope);
  }

  /** @returns the line where it came out otherwise, else null. Its schema must be known to the codec. */
  take(record: LogRecord, tally: Tally): ReplayChange | null {
    if (!this.#isWanted(record)) return this.#pass(tally, 'outside');
    if (!this.#seen.add(headerOf(record, headers.id) ?? '')) return this.#pass(tally, 'repeated');
    const event = this.#decoded(record);
    if (event === null) return this.#pass(tally, 'undecodable');
    if (!isOnLane(event.declared.shipment, this.bench.scope)) return this.#pass(tally, 'outside');
    return this.decide === 'same-bytes'
      ? this.#reproduced(record, event, tally)
      : this.#decided(record, event, this.decide, tally);
  }

  #pass(tally: Tally, why: string): null {
    tally.add('lines', why);
    return null;
  }

  #decoded({ value }: LogRecord): ShipmentAssessed | null {
    if (value === null) return null;
    try {
      return this.bench.codec.decode(topics.shipmentsAssessed, value);
    } catch (error) {
      if (error instanceof UndecodableError) return null;
      throw error;
    }
  }

  #decided(record: LogRecord, event: ShipmentAssessed, decide: Decider, tally: Tally): ReplayChange | null {
    const decision = decide(event, tally, record);
    if (typeof decision === 'string') return this.#pass(tally, decision);
    const difference = compareDecisions(event, decision, tally);
    if (!difference.isChanged) return null;
    return this.#change(record, event, decision, difference, 'decision');
  }

  /** The record is made again from what it holds, and has to be the same to the last byte. */
  #reproduced(record: LogRecord, event: ShipmentAssessed, tally: Tally): ReplayChange | null {
    const { scenario, codec } = this.bench;
    if (event.scenario !== scenario.label) return this.#pass(tally, `by ${event.scenario}`);
    const decision = event.outcome === 'RECORDED' ? nothingToAssess(scenario) : decidedAgain(scenario, event);
    const { score, band, recommendation, ruling, reasons, features } = decision;
    const again = { ...event, score, band, recommendation, ruling, reasons, ...recordedFeatures(features) };
    const bytes = codec.encode(topics.shipmentsAssessed, again);
    // What an older schema wrote is compared as the present one would have written it.
    const isOlder = writerIdOf(bytes) !== writerIdOf(record.value!);
    const stored = isOlder ? codec.encode(topics.shipmentsAssessed, asWrittenNow(event)) : record.value!;
    if (bytes.equals(stored)) {
      tally.add('lines', 'identical');
      return null;
    }
    const fields = fieldsThatDiffer(event, again);
    for (const field of fields) tally.add('fields', field);
    const difference = compareDecisions(event, decision, tally);
    tally.add('lines', 'mismatched');
    return this.#change(record, event, decision, { ...difference, detail: { ...difference.detail, fields } }, 'bytes');
  }

  #change(
    { partition, offset }: LogRecord,
    event: ShipmentAssessed,
    decision: Decision,
    { rules, detail }: Difference,
    what: ReplayChange['what'],
  ): ReplayChange {
    const { partner, shipmentId, manifestId, ordinal, version, shipment } = event.declared;
    const { replayId, scenario } = this.bench;
    return {
      partition,
      offset,
      what,
      eventId: eventIdOf('assessed', `${shipmentId}|${partner}`, versionText(version), replayId, scenario.label),
      assessmentId: event.assessmentId,
      shipmentId,
      itemId: shipment.itemId,
      partner,
      manifestId,
      ordinal,
      old: decisionOf(event),
      new: decisionOf(decision),
      rules,
      detail,
    };
  }
}

export const decisionOf = ({ band, recommendation, score }: Decision): operationsStore.ReplayedDecision => ({
  band,
  recommendation,
  score,
});

/** What a decision was asked of. */
export const decidedBefore = ({ declared: { shipment, partner, receivedAt } }: ShipmentAssessed) => ({
  shipment,
  partner,
  asOf: receivedAt,
});

const decidedAgain = (scenario: CompiledScenario, event: ShipmentAssessed): Assessment =>
  reproduce(scenario, decidedBefore(event), featuresOf(event));

/** An event of an older schema, its features where they stand now. */
const asWrittenNow = (event: ShipmentAssessed): ShipmentAssessed => ({
  ...event,
  ...recordedFeatures(featuresOf(event)),
});

const compared = ['score', 'band', 'recommendation', 'ruling', 'reasons', 'features'] as const;

const comparable = (event: ShipmentAssessed) => ({ ...event, features: featuresOf(event) });

function fieldsThatDiffer(stored: ShipmentAssessed, again: ShipmentAssessed): string[] {
  const [old, now] = [comparable(stored), comparable(again)];
  const fields = compared.filter((field) => JSON.stringify(old[field]) !== JSON.stringify(now[field]));
  // The same values, and yet other bytes: the schema writes what was decoded in another way.
  return fields.length === 0 ? ['encoding'] : fields;
}
