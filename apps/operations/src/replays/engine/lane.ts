import { type Codec, topics } from '@watchpost/contracts';
import type { LogAdmin, LogRecord, Stretch } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';
import type { Findings } from './findings.ts';
import type { Judge } from './judge.ts';
import type { Pace } from './pace.ts';

type ReplayPosition = operationsStore.ReplayPosition;

export interface LaneParts {
  readonly admin: Pick<LogAdmin, 'readOn'>;
  readonly codec: Codec;
  readonly pace: Pace;
  /** A judge for each partition: it remembers what it has seen there. */
  readonly judge: () => Judge;
  readonly findings: Findings;
}

/** Records between two looks at the pace; other work of the process comes in between. */
const SLICE = 250;
/** Fetches in a row that bring nothing, before the log counts as broken: its end is known, and there must be something before it. */
const MOST_EMPTY = 100;

/** Why a lane ended: everything is done, it was told to stop, or the replay is another worker's. */
export type LaneEnd = 'done' | 'stopped' | 'lost';

/** Reads stretches of the log one after the other, and keeps what its judge finds. Reading on and judging overlap. */
export class Lane {
  constructor(private readonly parts: LaneParts) {}

  /** @param signal stops after the slice at hand; what was done by then is kept */
  async run(positions: readonly ReplayPosition[], signal: AbortSignal): Promise<LaneEnd> {
    for (const position of positions) {
      const end = await this.#partition(position, signal);
      if (end !== 'done') return end;
    }
    return 'done';
  }

  async #partition({ partition, next, end }: ReplayPosition, signal: AbortSignal): Promise<LaneEnd> {
    const judge = this.parts.judge();
    const { findings } = this.parts;
    let kept = next;
    let at = next;
    let empty = 0;
    const read = (offset: number): Promise<Stretch> => {
      const stretch = this.parts.admin.readOn(topics.shipmentsAssessed.name, partition, offset);
      // It may fail while nobody is looking; whoever waits for it is told.
      stretch.catch(() => undefined);
      return stretch;
    };
    let coming = next < end ? read(next) : null;
    while (at < end) {
      const stretch = await coming!;
      coming = stretch.next < end ? read(stretch.next) : null;
      empty = stretch.next === at ? empty + 1 : 0;
      if (empty > MOST_EMPTY) throw new Error(`partition ${partition} has nothing at ${at}, before its end at ${end}`);
      const records = stretch.records.filter(({ offset }) => offset >= at && offset < end);
      this.#countGone(at, Math.min(stretch.next, end), records.length);
      const judged = await this.#judge(judge, records, signal);
      at = judged < records.length ? records[judged]!.offset : Math.min(stretch.next, end);
      if (!findings.isDue && !signal.aborted && at < end) continue;
      const before = await findings.keep(partition, kept, at);
      if (before === 'lost') return 'lost';
      kept = at;
      if (before === 'stop' || signal.aborted) break;
    }
    const last = await findings.settled();
    if (last === 'lost') return 'lost';
    return at < end || last === 'stop' ? 'stopped' : 'done';
  }

  /** @returns how many were judged */
  async #judge(judge: Judge, records: readonly LogRecord[], signal: AbortSignal): Promise<number> {
    const { findings } = this.parts;
    const waiting = this.parts.codec.prepare(records.map(({ value }) => value));
    if (waiting) await waiting;
    for (let start = 0; start < records.length; start += SLICE) {
      const slice = records.slice(start, start + SLICE);
      for (const record of slice) {
        const change = judge.take(record, findings.tally);
        if (change) findings.add(change);
      }
      findings.passed(slice.length);
      const pause = this.parts.pace.passed(slice.length);
      await new Promise((resolve) => (pause > 0 ? setTimeout(resolve, pause) : setImmediate(resolve)));
      if (signal.aborted) return start + slice.length;
    }
    return records.length;
  }

  /** Retention may have taken what was there when the replay was planned. */
  #countGone(from: number, next: number, records: number): void {
    const gone = next - from - records;
    for (let i = 0; i < gone; i++) this.parts.findings.tally.add('lines', 'gone');
    this.parts.findings.passed(Math.max(0, gone));
  }
}
