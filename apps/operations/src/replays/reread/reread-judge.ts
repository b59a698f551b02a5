import { featuresOf, type ShipmentAssessed } from '@watchpost/contracts';
import { eventIdOf, shipmentIdOf, type ShipmentVersion, versionText } from '@watchpost/domain';
import type { ReadLine } from '@watchpost/formats';
import type { operationsStore } from '@watchpost/persistence';
import { type Assessment, type CompiledScenario, type FeatureSnapshot, rescore } from '@watchpost/risk';
import { ARROW, compareDecisions, type Difference } from '../engine/comparison.ts';
import { decisionOf } from '../engine/judge.ts';
import { isOnLane, ofDecision } from '../engine/scope-filter.ts';
import type { Tally } from '../engine/tally.ts';
import type { ArchivedManifest, RecordedLine } from './archive.ts';
import { type FieldDifference, fieldName, readingDifference } from './reading-difference.ts';

type ReplayChange = operationsStore.ReplayChange;
type ShipmentLine = Extract<ReadLine, { kind: 'shipment' }>;

export interface RereadBench {
  readonly replayId: string;
  readonly scope: operationsStore.ReplayScope;
  readonly scenario: CompiledScenario;
}

/** One line of one manifest as it was read before, as it is read now, and what was decided on it; null where there is none. */
export interface LineAgain {
  readonly manifest: ArchivedManifest;
  readonly recorded: RecordedLine | null;
  readonly line: ReadLine | null;
  readonly event: ShipmentAssessed | null;
  /** Reader and version of now. */
  readonly reader: string | null;
  /** Of the position that the replay counts the manifest by. */
  readonly partition: number;
}

interface Found {
  readonly what: ReplayChange['what'];
  readonly fields: readonly FieldDifference[];
  readonly now: Assessment | null;
  readonly difference: Difference | null;
}

/** Ordinals of a manifest are below this: a document has a million lines at most. */
const LINES = 2 ** 20;
const FIELDS_KEPT = 50;
const nothing = { rules: [], detail: { old: [], new: [] } } as const;

/** Compares how lines are read now with how they were, and what is decided by the one with what was decided by the other. Counts everything. */
export class RereadJudge {
  constructor(private readonly bench: RereadBench) {}

  /** @returns the line where its reading or its decision came out otherwise, else null */
  take(again: LineAgain, tally: Tally): ReplayChange | null {
    if (!this.#isWanted(again)) return pass(tally, 'outside');
    const { recorded, reader } = again;
    tally.add('readers', `${recorded?.reader ?? 'no version'}${ARROW}${reader ?? 'none'}`);
    const found = this.#found(again, tally);
    if (found === null) return null;
    for (const { field } of found.fields) tally.add('reading', fieldName(field));
    return this.#change(again, found);
  }

  #isWanted({ line, event }: LineAgain): boolean {
    const { scope } = this.bench;
    if (!ofDecision(event, scope)) return false;
    const shipments = [line?.kind === 'shipment' ? line.shipment : null, event?.declared.shipment ?? null];
    const known = shipments.filter((shipment) => shipment !== null);
    return known.length === 0
      ? scope.origin === undefined && scope.destination === undefined
      : known.some((shipment) => isOnLane(shipment, scope));
  }

  #found(again: LineAgain, tally: Tally): Found | null {
    const { recorded, line } = again;
    const was = kindBefore(recorded);
    const now = line?.kind ?? 'rejected';
    if (now === 'rejected') return was === 'rejected' ? stillRejected(again, tally) : vanished(again, tally);
    if (was === 'rejected') return this.#appeared(again, tally);
    if (was !== now) return otherKind(was, now, tally);
    return line?.kind === 'shipment' ? this.#readAgain(again, line, tally) : sameScan(again, tally);
  }

  #appeared({ manifest, recorded, line }: LineAgain, tally: Tally): Found {
    tally.add('lines', 'appeared');
    const fields = [{ field: 'outcome', old: recorded?.code ?? null, new: line!.kind }];
    const now = line?.kind === 'shipment' ? this.#decide(manifest, line, {}, tally) : null;
    return { what: 'appeared', fields, now, difference: null };
  }

  #readAgain(again: LineAgain, line: ShipmentLine, tally: Tally): Found | null {
    const { manifest, recorded, event } = again;
    if (event === null) return withoutDecision(recorded!, line, tally);
    const { shipmentId, version, shipment } = event.declared;
    const fields = readingDifference(
      { shipmentId, issuedAt: version.issuedAt, shipment },
      { shipmentId: shipmentIdOf(line.identity), issuedAt: line.issuedAt, shipment: line.shipment },
    );
    const isSame = fields.length === 0;
    tally.add('readings', isSame ? 'same' : 'otherwise');
    if (event.outcome === 'RECORDED') {
      tally.add('lines', 'cancellations');
      return isSame ? null : { what: 'reading', fields, now: null, difference: null };
    }
    const now = this.#decide(manifest, line, featuresOf(event), tally);
    const difference = compareDecisions(event, now, tally);
    if (isSame && !difference.isChanged) return null;
    return { what: difference.isChanged ? 'decision' : 'reading', fields, now, difference };
  }

  /** What was known is taken as it was recorded: nobody knew more or less because a line is read otherwise. */
  #decide(
    { partner, receivedAt }: ArchivedManifest,
    { shipment }: ShipmentLine,
    recorded: FeatureSnapshot,
    tally: Tally,
  ): Assessment {
    const decision = rescore(this.bench.scenario, { shipment, partner, asOf: receivedAt }, recorded);
    for (const { outcome, factor } of decision.reasons) if (outcome === 'cannot-decide') tally.add('undecided', factor);
    return decision;
  }

  #change(again: LineAgain, { what, fields, now, difference }: Found): ReplayChange {
    const { manifest, recorded, line, event, partition } = again;
    const ordinal = line?.ordinal ?? recorded!.ordinal;
    const shipmentId = idOf(again);
    const { replayId, scenario } = this.bench;
    const version = versionText(versionOf(again, ordinal));
    const { rules, detail } = difference ?? nothing;
    return {
      partition,
      offset: manifest.sequence * LINES + ordinal,
      what,
      eventId: eventIdOf('assessed', `${shipmentId}|${manifest.partner}`, version, replayId, scenario.label),
      assessmentId: event?.assessmentId ?? null,
      shipmentId,
      itemId: line === null || line.kind === 'rejected' ? (recorded?.itemId ?? null) : itemOf(line),
      partner: manifest.partner,
      manifestId: manifest.manifestId,
      ordinal,
      old: event === null || event.outcome === 'RECORDED' ? null : decisionOf(event),
      new: now === null ? null : decisionOf(now),
      rules,
      detail: { ...detail, reading: fields.slice(0, FIELDS_KEPT) },
    };
  }
}

function pass(tally: Tally, why: string): null {
  tally.add('lines', why);
  return null;
}

/** A line that nobody had read before counts as rejected: its sender never saw it accepted. */
function kindBefore(recorded: RecordedLine | null): ReadLine['kind'] {
  if (recorded === null || recorded.outcome === 'REJECTED') return 'rejected';
  return recorded.outcome === 'DECLARED' ? 'shipment' : 'tracking';
}

const itemOf = (line: Exclude<ReadLine, { kind: 'rejected' }>): string | null =>
  line.kind === 'shipment' ? line.shipment.itemId : line.itemId;

function idOf({ line, recorded, manifest }: LineAgain): string {
  if (line !== null && line.kind !== 'rejected') return shipmentIdOf(line.identity);
  return recorded?.shipmentId ?? manifest.manifestId;
}

const versionOf = ({ manifest, line, event }: LineAgain, ordinal: number): ShipmentVersion =>
  line?.kind === 'shipment'
    ? { issuedAt: line.issuedAt, sequence: manifest.sequence, ordinal }
    : (event?.declared.version ?? { issuedAt: manifest.receivedAt, sequence: manifest.sequence, ordinal });

function vanished({ line, recorded }: LineAgain, tally: Tally): Found {
  tally.add('lines', 'vanished');
  const code = line?.kind === 'rejected' ? line.because.code : 'line.none';
  const fields = [{ field: 'outcome', old: kindBefore(recorded), new: code }];
  return { what: 'vanished', fields, now: null, difference: null };
}

function stillRejected({ line, recorded }: LineAgain, tally: Tally): Found | null {
  tally.add('lines', 'rejected');
  const code = line?.kind === 'rejected' ? line.because.code : null;
  if (code === (recorded?.code ?? null)) return null;
  const fields = [{ field: 'outcome', old: recorded?.code ?? null, new: code }];
  return { what: 'reading', fields, now: null, difference: null };
}

function otherKind(was: string, now: string, tally: Tally): Found {
  tally.add('lines', 'of another kind');
  return { what: 'reading', fields: [{ field: 'kind', old: was, new: now }], now: null, difference: null };
}

function sameScan({ line, recorded }: LineAgain, tally: Tally): Found | null {
  tally.add('lines', 'scans');
  if (line?.kind !== 'tracking') return null;
  return identified(recorded!, shipmentIdOf(line.identity), line.itemId);
}

/** The log no longer has what was decided, and so not how it was read: what is left is what intake kept of it. */
function withoutDecision(recorded: RecordedLine, line: ShipmentLine, tally: Tally): Found | null {
  tally.add('lines', 'not in the log');
  return identified(recorded, shipmentIdOf(line.identity), line.shipment.itemId);
}

function identified(recorded: RecordedLine, shipmentId: string, itemId: string | null): Found | null {
  // Very long ones are clipped where they are recorded.
  const isSameItem = recorded.itemId === null ? itemId === null : (itemId?.startsWith(recorded.itemId) ?? false);
  const fields: FieldDifference[] = [];
  if (recorded.shipmentId !== shipmentId)
    fields.push({ field: 'shipmentId', old: recorded.shipmentId, new: shipmentId });
  if (!isSameItem) fields.push({ field: 'itemId', old: recorded.itemId, new: itemId });
  return fields.length === 0 ? null : { what: 'reading', fields, now: null, difference: null };
}
