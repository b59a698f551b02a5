import { type Codec, featuresOf } from '@watchpost/contracts';
import type { FormatReader } from '@watchpost/formats';
import type { LogAdmin } from '@watchpost/messaging';
import { type Database, operationsStore } from '@watchpost/persistence';
import { type CompiledScenario, compileScenario, type EntitySalt, recompute, rescore } from '@watchpost/risk';
import { type Archive } from '../reread/archive.ts';
import { RereadJudge } from '../reread/reread-judge.ts';
import { RereadLane, type RereadParts } from '../reread/reread-lane.ts';
import { ChangeRoom } from './change-room.ts';
import { Findings } from './findings.ts';
import { FoldedLog } from './folded-log.ts';
import { type Bench, type Decider, decidedBefore, Judge } from './judge.ts';
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
  const decide = folded === null ? deciderOf(replay, bench.scenario) : recomputing(bench.scenario, folded);
  const lane = new Lane({ admin, codec, pace, judge: () => new Judge(bench, decide), findings });
  return lane.run(positions, signal);
}

function rereadLane(
  { scope, format }: Replay,
  bench: Bench,
  { archive, ...parts }: RunParts & Pick<RereadParts, 'pace' | 'findings'>,
): RereadLane {
  if (archive === null) throw new Error('WATCHPOST_INTAKE_URL and WATCHPOST_SERVICE_KEY are not set: no raw bytes');
  return new RereadLane({ ...parts, archive, scope, format, judge: new RereadJudge(bench) });
}

function deciderOf({ mode }: Replay, scenario: CompiledScenario): Decider | 'same-bytes' {
  if (mode === 'reproduce') return 'same-bytes';
  return (event, tally) => {
    const decision = rescore(scenario, decidedBefore(event), featuresOf(event));
    for (const { outcome, factor } of decision.reasons) if (outcome === 'cannot-decide') tally.add('undecided', factor);
    return decision;
  };
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

/** Decides by what the log says was known, and counts where that is not what was recorded. */
const recomputing =
  (scenario: CompiledScenario, folded: FoldedLog): Decider =>
  (event, tally, record) => {
    const { decision, values } = recompute(scenario, decidedBefore(event), featuresOf(event), folded.of(record));
    for (const { feature, recorded, folded: now } of values) {
      tally.add('features-compared', feature);
      if (recorded !== now) tally.add('features', feature, distance(recorded, now));
    }
    return decision;
  };

/** How far apart two values are; 1 where they are no numbers. */
const distance = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : 1;

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
