import { type Codec, headers, type ShipmentAssessed, topics, UndecodableError } from '@watchpost/contracts';
import { headerOf, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';
import {
  type CompiledScenario,
  type EntitySalt,
  type Knowledge,
  LedgerFold,
  type LedgerLine,
  traitsAndView,
} from '@watchpost/risk';
import { SeenIds } from './seen-ids.ts';

const DAY = 86_400_000;
const TOPIC = topics.shipmentsAssessed.name;

/** Records that a fold holds in memory at most: about a kilobyte each. */
export const MOST_FOLDED = 500_000;

export interface FoldParts {
  readonly admin: LogAdmin;
  readonly codec: Codec;
  /** The scorer's: sketches of links depend on it. */
  readonly salt: EntitySalt;
}

export type FoldedKnowledge = Pick<Knowledge, 'sightings' | 'otherView'>;

interface Row {
  readonly line: LedgerLine;
  readonly receivedAt: number;
  readonly partition: number;
  readonly offset: number;
}

/** What was known when each record was decided, by a fold of everything that the log holds. */
export class FoldedLog {
  private constructor(private readonly known: ReadonlyMap<number, ReadonlyMap<number, FoldedKnowledge>>) {}

  /** Reads the log from its beginning to the ends of the replay's stretches. */
  static async fold(
    positions: readonly operationsStore.ReplayPosition[],
    scenario: CompiledScenario,
    parts: FoldParts,
    signal: AbortSignal,
  ): Promise<FoldedLog> {
    const rows: Row[] = [];
    const lows = new Map((await parts.admin.positions([TOPIC], null)).map(({ partition, low }) => [partition, low]));
    for (const { partition, end } of positions)
      await readRows(partition, lows.get(partition) ?? 0, end, scenario, parts, rows, signal);
    rows.sort(inOrderOfReceipt);
    const firsts = new Map(positions.map(({ partition, next }) => [partition, next]));
    const known = new Map<number, Map<number, FoldedKnowledge>>(
      positions.map(({ partition }) => [partition, new Map<number, FoldedKnowledge>()]),
    );
    const fold = new LedgerFold();
    for (const [at, { line, partition, offset }] of rows.entries()) {
      const seen = fold.take(line);
      if (offset >= firsts.get(partition)!) known.get(partition)!.set(offset, seen);
      // Whoever keeps the replay alive has to come in between.
      if (at % 2_000 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    return new FoldedLog(known);
  }

  /** Of a record that can be decoded. undefined: it repeats one that lies before it, perhaps before what is left to decide. */
  of({ partition, offset }: LogRecord): FoldedKnowledge | undefined {
    return this.known.get(partition)?.get(offset);
  }
}

async function readRows(
  partition: number,
  low: number,
  end: number,
  scenario: CompiledScenario,
  { admin, codec, salt }: FoldParts,
  into: Row[],
  signal: AbortSignal,
): Promise<void> {
  const seen = new SeenIds();
  for (let at = low; at < end && !signal.aborted;) {
    const { records, next } = await admin.readOn(TOPIC, partition, at);
    if (next === at) throw new Error(`partition ${partition} has nothing at ${at}, before its end at ${end}`);
    await codec.prepare(records.map(({ value }) => value));
    for (const record of records) {
      if (record.offset >= end || !seen.add(headerOf(record, headers.id) ?? '')) continue;
      const event = decoded(record, codec);
      if (event) into.push(rowOf(record, event, salt, scenario));
    }
    if (into.length > MOST_FOLDED) throw new Error(`more than ${MOST_FOLDED} records to fold; narrow the time`);
    at = next;
  }
}

function decoded({ value }: LogRecord, codec: Codec): ShipmentAssessed | null {
  if (value === null) return null;
  try {
    return codec.decode(topics.shipmentsAssessed, value);
  } catch (error) {
    if (error instanceof UndecodableError) return null;
    throw error;
  }
}

function rowOf(
  { partition, offset }: LogRecord,
  { declared, episode }: ShipmentAssessed,
  salt: EntitySalt,
  scenario: CompiledScenario,
): Row {
  const { shipmentId, partner, testMode, version, receivedAt, shipment } = declared;
  const line: LedgerLine = {
    shipmentId,
    partner,
    test: testMode,
    version,
    day: Math.floor(receivedAt / DAY),
    episode,
    cancels: shipment.function === 'cancel',
    ...traitsAndView(shipment, salt, scenario),
  };
  return { line, receivedAt, partition, offset };
}

const inOrderOfReceipt = ({ line: a, receivedAt: atA }: Row, { line: b, receivedAt: atB }: Row): number =>
  atA - atB || a.version.sequence - b.version.sequence || a.version.ordinal - b.version.ordinal;
