import type { Codec, ShipmentAssessed } from '@watchpost/contracts';
import { type FormatReader, openByPartner, readingSettingsOf, type ReadLine } from '@watchpost/formats';
import type { LogAdmin } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';
import type { Findings } from '../engine/findings.ts';
import type { LaneEnd } from '../engine/lane.ts';
import type { Pace } from '../engine/pace.ts';
import { type Archive, archiveScopeOf, type RecordedLine } from './archive.ts';
import { RecordedDecisions } from './recorded-decisions.ts';
import { RecordedLines } from './recorded-lines.ts';
import type { LineAgain, RereadJudge } from './reread-judge.ts';
import { type Upcoming, upcoming } from './upcoming.ts';

type ReplayPosition = operationsStore.ReplayPosition;

export interface RereadParts {
  readonly archive: Archive;
  readonly admin: LogAdmin;
  readonly codec: Codec;
  readonly pace: Pace;
  readonly judge: RereadJudge;
  readonly findings: Findings;
  readonly scope: operationsStore.ReplayScope;
  /** Format that every manifest is read as; null: as its sender named it. */
  readonly format: string | null;
  /** Readers to choose from. */
  readonly formats: readonly FormatReader[];
}

/** Lines between two looks at the pace. */
const SLICE = 250;

/** Reads manifests from their raw bytes, stretch by stretch of their sequence numbers, and keeps what its judge finds. A place is always between two manifests. */
export class RereadLane {
  constructor(private readonly parts: RereadParts) {}

  /** @param signal stops where it is; what was found of the manifest at hand is found again by whoever goes on */
  async run(positions: readonly ReplayPosition[], signal: AbortSignal): Promise<LaneEnd> {
    for (const position of positions) {
      const end = await this.#stretch(position, signal);
      if (end !== 'done') return end;
    }
    return 'done';
  }

  async #stretch({ partition, next, end }: ReplayPosition, signal: AbortSignal): Promise<LaneEnd> {
    const { archive, findings } = this.parts;
    const scope = archiveScopeOf(this.parts.scope);
    let decisions: RecordedDecisions | null = null;
    let kept = next;
    let isWhole = true;
    for await (const each of upcoming(archive, scope, next, end)) {
      const { manifest } = each;
      decisions ??= await RecordedDecisions.since(manifest.receivedAt, scope, this.parts);
      await this.#manifest(each, partition, decisions, signal);
      isWhole = !signal.aborted;
      if (!isWhole) break;
      findings.passed(manifest.lines ?? 0);
      if (!findings.isDue) continue;
      const before = await findings.keep(partition, kept, manifest.sequence + 1);
      if (before === 'lost') return 'lost';
      kept = manifest.sequence + 1;
      isWhole = before === 'go-on';
      if (!isWhole) break;
    }
    if (isWhole && (await findings.keep(partition, kept, end)) === 'lost') return 'lost';
    const last = await findings.settled();
    if (last === 'lost') return 'lost';
    return isWhole && last === 'go-on' ? 'done' : 'stopped';
  }

  async #manifest(
    { manifest, raw, lines }: Upcoming,
    partition: number,
    decisions: RecordedDecisions,
    signal: AbortSignal,
  ): Promise<void> {
    const { formats, format } = this.parts;
    const recorded = new RecordedLines(lines);
    const read: ReadLine[] = [];
    const { partner, receivedAt, contentType, formatHint, reading } = manifest;
    const settings = readingSettingsOf(format ?? formatHint, reading);
    const session = openByPartner(
      settings,
      { partner, receivedAt, contentType, formats },
      {
        line: (line) => read.push(line),
        finding: () => undefined,
        // Units are no lines: no decision is made on them.
        unit: () => undefined,
        message: () => undefined,
      },
    );
    const judge = async (ordinal: number): Promise<void> => {
      const before = await recorded.upTo(ordinal);
      const events = await decisions.of(manifest, before);
      await this.#judge(
        paired(before, read.splice(0), events, { manifest, reader: session.reader, partition }),
        signal,
      );
    };
    for await (const chunk of raw) {
      session.push(chunk);
      if (read.length > 0) await judge(read.at(-1)!.ordinal);
      if (signal.aborted) return;
    }
    session.end();
    // What was a line before, and is none any more, comes with the last ones.
    await judge(Number.POSITIVE_INFINITY);
  }

  async #judge(lines: readonly LineAgain[], signal: AbortSignal): Promise<void> {
    const { findings, judge, pace } = this.parts;
    for (let start = 0; start < lines.length && !signal.aborted; start += SLICE) {
      const slice = lines.slice(start, start + SLICE);
      for (const line of slice) {
        const change = judge.take(line, findings.tally);
        if (change) findings.add(change);
      }
      const pause = pace.passed(slice.length);
      await new Promise((resolve) => (pause > 0 ? setTimeout(resolve, pause) : setImmediate(resolve)));
    }
  }
}

/** Lines of then and of now by their ordinals, in order. */
function paired(
  before: readonly RecordedLine[],
  now: readonly ReadLine[],
  events: ReadonlyMap<number, ShipmentAssessed>,
  common: Pick<LineAgain, 'manifest' | 'reader' | 'partition'>,
): LineAgain[] {
  const recorded = new Map(before.map((line) => [line.ordinal, line]));
  const pairs = now.map((line): LineAgain => {
    const known = recorded.get(line.ordinal) ?? null;
    recorded.delete(line.ordinal);
    return { ...common, recorded: known, line, event: events.get(line.ordinal) ?? null };
  });
  const left = [...recorded.values()].map((line): LineAgain => ({
    ...common,
    recorded: line,
    line: null,
    event: events.get(line.ordinal) ?? null,
  }));
  return [...pairs, ...left];
}
