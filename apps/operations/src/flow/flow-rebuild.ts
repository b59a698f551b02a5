import { type Codec, topics, UndecodableError } from '@watchpost/contracts';
import { type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { type Database, operationsStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { setTimeout as pause } from 'node:timers/promises';
import {
  countsOfAssessed,
  countsOfInspection,
  countsOfIssued,
  countsOfProcessed,
  countsOfProgressed,
} from './flow-counts.ts';

type FlowTally = operationsStore.FlowTally;

const BUCKET = operationsStore.FLOW_BUCKET_MS;
/** So few records may be uncounted when the tables are compared under lock: reading them takes some hundredths of a second, for which counting waits. */
const COMPARE_BELOW = 2_000;
const EXAMPLES = 10;
/** A longer pause is made in pieces: after each it is said that the rebuild goes on, and a process that is to stop notices. */
const PAUSE_AT_MOST_MS = 5_000;

/** A partition on its way: records before `next` are counted anew. */
interface Lane {
  readonly topic: string;
  readonly partition: number;
  next: number;
}

export interface FlowRebuildParts {
  readonly database: Database;
  readonly admin: LogAdmin;
  readonly codec: Codec;
  readonly rowsPerSecond: number | null;
  /** Throws where somebody else has ended it or the process is to stop; part of the last transaction too. */
  readonly note: (on: Transaction | Database, progress: operationsStore.OwnProgress) => Promise<void>;
}

/**
 * Counts the log anew, in memory, from a moment on, by the rules by which it was counted as it came; then holds the live counts against it while counting
 * stands still: each partition is counted up to exactly where the live count is.
 */
export class FlowRebuild {
  readonly #made = new Map<string, FlowTally>();
  #lanes: Lane[] = [];
  #since = 0;

  constructor(private readonly parts: FlowRebuildParts) {}

  /**
   * Where counting begins: at that moment, or where the log begins, if that is later.
   * @param since epoch milliseconds
   * @returns how many records there are to read
   */
  async plan(since: number): Promise<number> {
    const { admin } = this.parts;
    const names = Object.keys(countsOf);
    const positions = await admin.positions(names, null);
    // What the log has lost cannot be counted anew: buckets that reach back into it stay as they are.
    const cut = positions
      .filter(({ low }) => low > 0)
      .map(({ topic, partition, low }) => admin.read(topic, partition, low, 1));
    const firsts = (await Promise.all(cut)).flatMap(([first]) => first?.timestamp ?? []);
    this.#since = Math.ceil(Math.max(since, ...firsts) / BUCKET) * BUCKET;
    const starts = new Map<string, readonly number[]>();
    for (const topic of names) starts.set(topic, await admin.offsetsAt(topic, this.#since));
    this.#lanes = positions.map(({ topic, partition }) => ({ topic, partition, next: starts.get(topic)![partition]! }));
    return this.#left(await this.#counted(this.parts.database, 'looked at'));
  }

  /** Until little is left. */
  async read(total: number): Promise<void> {
    const started = performance.now();
    for (let done = 0; ;) {
      const counted = await this.#counted(this.parts.database, 'looked at');
      const left = this.#left(counted);
      if (left === 0 || (done > 0 && left < COMPARE_BELOW)) return;
      for (const lane of this.#lanes) {
        done += await this.#readLane(lane, counted.get(keyOf(lane)) ?? 0);
        await this.parts.note(this.parts.database, { done: Math.min(done, total) });
        await this.#pace(done, started);
      }
    }
  }

  async #pace(done: number, started: number): Promise<void> {
    const { database, note, rowsPerSecond } = this.parts;
    const due = rowsPerSecond === null ? 0 : (done / rowsPerSecond) * 1_000;
    let left = Math.max(1, due - (performance.now() - started));
    for (; left > PAUSE_AT_MOST_MS; left = due - (performance.now() - started)) {
      await pause(PAUSE_AT_MOST_MS);
      await note(database, {});
    }
    await pause(Math.max(1, left));
  }

  /** Compares, and corrects the live counts where they are to be swapped. */
  async end(action: 'compare' | 'swap'): Promise<void> {
    await withTransaction(this.parts.database, async (tx) => {
      const counted = await this.#counted(tx, 'locked');
      for (const lane of this.#lanes) {
        const until = counted.get(keyOf(lane)) ?? 0;
        while (lane.next < until && (await this.#readLane(lane, until)) > 0);
        if (lane.next < until) throw new Error(`the log did not give ${keyOf(lane)} from ${lane.next} on`);
      }
      const live = await operationsStore.flowTalliesSince(tx, this.#since);
      const { drift, differences } = this.#compared(live);
      if (action === 'swap') await operationsStore.correctCounts(tx, differences);
      await this.parts.note(tx, { state: action === 'swap' ? 'SWAPPED' : 'COMPARED', drift });
    });
  }

  /** One fetch, up to an offset. @returns how many offsets it went on */
  async #readLane(lane: Lane, until: number): Promise<number> {
    if (lane.next >= until) return 0;
    const { admin, codec } = this.parts;
    const stretch = await admin.readOn(lane.topic, lane.partition, lane.next);
    const records = stretch.records.filter(({ offset }) => offset < until);
    await codec.prepare(records.map(({ value }) => value));
    for (const record of records) this.#count(record);
    const before = lane.next;
    lane.next = Math.min(until, Math.max(stretch.next, lane.next));
    return lane.next - before;
  }

  #count(record: LogRecord): void {
    const bucket = Math.floor(record.timestamp / BUCKET) * BUCKET;
    // A redriven record has the timestamp that it had first.
    if (bucket < this.#since) return;
    for (const { stage, detail, count } of countsOfRecord(record, this.parts.codec)) {
      const key = tallyKey({ stage, detail, bucket });
      this.#made.set(key, { stage, detail, bucket, count: (this.#made.get(key)?.count ?? 0) + count });
    }
  }

  #compared(live: readonly FlowTally[]): { drift: operationsStore.TableDrift; differences: FlowTally[] } {
    const counted = new Map(live.map((tally) => [tallyKey(tally), tally]));
    const cells = [...this.#made.values(), ...live.filter((tally) => !this.#made.has(tallyKey(tally)))];
    const differences = cells.flatMap((cell) => {
      const made = this.#made.get(tallyKey(cell))?.count ?? 0;
      const count = made - (counted.get(tallyKey(cell))?.count ?? 0);
      return count === 0 ? [] : [{ stage: cell.stage, detail: cell.detail, bucket: cell.bucket, count }];
    });
    const missing = differences.filter((cell) => !counted.has(tallyKey(cell))).length;
    const surplus = differences.filter((cell) => !this.#made.has(tallyKey(cell))).length;
    const amounts = differences.map(({ count }) => Math.abs(count));
    const drift = {
      rows: this.#made.size,
      differing: differences.length - missing - surplus,
      missing,
      surplus,
      largest: amounts.reduce((largest, amount) => Math.max(largest, amount), 0),
      sum: amounts.reduce((sum, amount) => sum + amount, 0),
      examples: differences.slice(0, EXAMPLES).map((cell) => {
        const at = new Date(cell.bucket).toISOString();
        const made = this.#made.get(tallyKey(cell))?.count ?? 'none';
        return `${cell.stage} ${cell.detail}, ${at}: ${counted.get(tallyKey(cell))?.count ?? 'none'} live, ${made} made anew`;
      }),
    };
    // Always in the same order, so that two writers never wait for each other in a circle.
    return { drift, differences: differences.sort((a, b) => (tallyKey(a) < tallyKey(b) ? -1 : 1)) };
  }

  async #counted(on: Transaction | Database, how: 'locked' | 'looked at'): Promise<Map<string, number>> {
    const positions = await operationsStore.countedPositions(on, Object.keys(countsOf), how);
    return new Map(positions.map((position) => [keyOf(position), position.next]));
  }

  #left(counted: ReadonlyMap<string, number>): number {
    return this.#lanes.reduce((sum, lane) => sum + Math.max(0, (counted.get(keyOf(lane)) ?? 0) - lane.next), 0);
  }
}

const keyOf = ({ topic, partition }: { readonly topic: string; readonly partition: number }): string =>
  `${topic}/${partition}`;

const tallyKey = ({ stage, detail, bucket }: Omit<FlowTally, 'count'>): string =>
  `${stage}\u001f${detail}\u001f${bucket}`;

/** What cannot be decoded was parked and not counted. */
function countsOfRecord(record: LogRecord, codec: Codec): operationsStore.FlowCount[] {
  try {
    return countsOf[record.topic]!(record, codec);
  } catch (error) {
    if (error instanceof UndecodableError) return [];
    throw error;
  }
}

/** What a record of each counted topic adds. */
const countsOf: Readonly<Record<string, (record: LogRecord, codec: Codec) => operationsStore.FlowCount[]>> = {
  [topics.manifestsProcessed.name]: ({ value }, codec) =>
    value === null ? [] : countsOfProcessed(codec.decode(topics.manifestsProcessed, value)),
  [topics.shipmentsAssessed.name]: (record) => countsOfAssessed(record),
  [topics.alertsIssued.name]: ({ value }, codec) =>
    value === null ? [] : countsOfIssued(codec.decode(topics.alertsIssued, value)),
  [topics.alertsProgressed.name]: ({ value }, codec) =>
    value === null ? [] : countsOfProgressed(codec.decode(topics.alertsProgressed, value)),
  [topics.inspectionsReported.name]: ({ value }, codec) =>
    value === null ? [] : countsOfInspection(codec.decode(topics.inspectionsReported, value)),
};
