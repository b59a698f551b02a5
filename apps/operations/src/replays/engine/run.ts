import type { Codec } from '@watchpost/contracts';
import type { FormatReader } from '@watchpost/formats';
import type { LogAdmin } from '@watchpost/messaging';
import { type Database, operationsStore } from '@watchpost/persistence';
import { type CompiledScenario, compileScenario, type EntitySalt } from '@watchpost/risk';
import { type Archive } from '../reread/archive.ts';
import { RereadJudge } from '../reread/reread-judge.ts';
import { RereadLane, type RereadParts } from '../reread/reread-lane.ts';
import { ChangeRoom } from './change-room.ts';
import { recomputing, rescoring } from './deciders.ts';
import { Findings } from './findings.ts';
import { FoldedLog } from './folded-log.ts';
import { type Bench, type Decider, Judge } from './judge.ts';
import { Lane, type LaneEnd } from './lane.ts';
import { Pace } from './pace.ts';

type Replay = operationsStore.Replay;
type ReplayPosition = operationsStore.ReplayPosition;

/** What a lane works with; each thread has its own. */
export interface RunParts {
  readonly database: Database;
  readonly admin: LogAdmin;
  readonly codec: Codec;
  /** The scorer's. */
  readonly salt: EntitySalt;
  /** null where intake's archive is not known here. */
  readonly archive: Archive | null;
  readonly formats: readonly FormatReader[];
  /** Rows of changed lines that a replay keeps at most. */
  readonly mostChanges: number;
}

/** What the threads of a replay share. */
export interface Shared {
  /** Records or lines that all have read, in its first place. */
  readonly counted: Int32Array;
  /** Rows of changed lines that all have kept, in its first place. */
  readonly kept: Int32Array;
}

export const SCENARIO_FILE = 'scenario.yaml';

/** The scenario a replay began with. @throws ScenarioError */
export const scenarioOf = ({ scenarioFiles: files }: Pick<Replay, 'scenarioFiles'>): CompiledScenario =>
  compileScenario(files[SCENARIO_FILE] ?? '', { files });

/** Works off partitions of a claimed replay, and answers why it ended. */
export async function runLane(
  replay: Replay,
  worker: string,
  positions: readonly ReplayPosition[],
  { counted, kept }: Shared,
  parts: RunParts,
  signal: AbortSignal,
): Promise<LaneEnd> {
  const { database, admin, codec } = parts;
  const bench: Bench = { replayId: replay.replayId, scope: replay.scope, scenario: scenarioOf(replay), codec };
  const pace = new Pace(replay, counted);
  const findings = new Findings(
    (step) => operationsStore.commitStep(database, replay.replayId, worker, step),
    new ChangeRoom(parts.mostChanges, kept),
  );
  if (replay.mode === 'reread') return rereadLane(replay, bench, { ...parts, pace, findings }).run(positions, signal);
  const folded = replay.mode === 'recompute' ? await foldOf(replay, bench.scenario, parts, signal) : null;
  if (signal.aborted) return 'stopped';
  const decide = deciderOf(replay, bench.scenario, folded);
  const lane = new Lane({ admin, codec, pace, judge: () => new Judge(bench, decide), findings });
  return lane.run(positions, signal);
}

function deciderOf({ mode }: Replay, scenario: CompiledScenario, folded: FoldedLog | null): Decider | 'same-bytes' {
  if (folded !== null) return recomputing(scenario, folded);
  return mode === 'reproduce' ? 'same-bytes' : rescoring(scenario);
}

function rereadLane(
  { scope, format }: Replay,
  bench: Bench,
  { archive, ...parts }: RunParts & Pick<RereadParts, 'pace' | 'findings'>,
): RereadLane {
  if (archive === null) throw new Error('WATCHPOST_INTAKE_URL and WATCHPOST_SERVICE_KEY are not set: no raw bytes');
  return new RereadLane({ ...parts, archive, scope, format, judge: new RereadJudge(bench) });
}

/** Of all partitions, also those in which nothing is left to decide: whoever is known by one may have been declared in another. */
async function foldOf(
  { replayId }: Replay,
  scenario: CompiledScenario,
  parts: RunParts,
  signal: AbortSignal,
): Promise<FoldedLog> {
  const positions = await operationsStore.replayPositions(parts.database, replayId);
  return FoldedLog.fold(positions, scenario, parts, signal);
}

/** Deals partitions out so that all have about as much to do. */
export function dealt(positions: readonly ReplayPosition[], lanes: number): ReplayPosition[][] {
  const hands = Array.from({ length: lanes }, () => ({ records: 0, positions: [] as ReplayPosition[] }));
  const open = positions.filter(({ next, end }) => next < end);
  for (const position of open.toSorted((a, b) => b.end - b.next - (a.end - a.next))) {
    const least = hands.reduce((a, b) => (b.records < a.records ? b : a));
    least.records += position.end - position.next;
    least.positions.push(position);
  }
  return hands.map((hand) => hand.positions).filter((each) => each.length > 0);
}
