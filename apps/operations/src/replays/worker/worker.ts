import { type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { dealt, type Shared } from '../engine/run.ts';
import type { LaneEnd } from '../engine/lane.ts';

type Replay = operationsStore.Replay;
type ReplayPosition = operationsStore.ReplayPosition;

const HEARTBEAT_MS = 2_000;

/** Works partitions off, in this thread or in one of its own. */
export type LaneRunner = (
  replay: Replay,
  positions: readonly ReplayPosition[],
  shared: Shared,
  signal: AbortSignal,
) => Promise<LaneEnd>;

export interface WorkerParts {
  readonly database: Database;
  /** Names this worker; what it keeps is refused once the replay is another's. */
  readonly worker: string;
  readonly lanes: number;
  readonly runLane: LaneRunner;
}

/**
 * Takes one replay, works it off and leaves it. What was kept stays kept whatever happens; a replay that is left unfinished is taken up again where it was.
 * @param signal asks it to stop: it keeps what it has and leaves
 */
export async function workOff(
  replayId: string,
  parts: WorkerParts,
  signal: AbortSignal,
): Promise<'left' | 'not-taken'> {
  const { database, worker } = parts;
  const replay = await withTransaction(database, (tx) => operationsStore.claimReplay(tx, replayId, worker));
  if (replay === null) return 'not-taken';
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  if (signal.aborted) stop();
  signal.addEventListener('abort', stop, { once: true });
  const heartbeat = setInterval(() => void beat(), HEARTBEAT_MS);
  const beat = async (): Promise<void> => {
    // A database that is away for a moment is noticed where results are kept.
    const isOurs = await operationsStore.keepReplay(database, replayId, worker).catch(() => true);
    if (!isOurs) stop();
  };
  try {
    const leaving = await runAll(replay, parts, stopping);
    await operationsStore.leaveReplay(database, replayId, worker, leaving);
    return 'left';
  } finally {
    clearInterval(heartbeat);
    signal.removeEventListener('abort', stop);
  }
}

async function runAll(replay: Replay, parts: WorkerParts, stopping: AbortController): Promise<operationsStore.Leaving> {
  const positions = await operationsStore.replayPositions(parts.database, replay.replayId);
  const shared: Shared = {
    counted: new Int32Array(new SharedArrayBuffer(4)),
    kept: new Int32Array(new SharedArrayBuffer(4)),
  };
  shared.kept[0] = await operationsStore.countChanges(parts.database, replay.replayId);
  // A fold is one: whoever is known by one partition has been declared in another.
  const hands = dealt(positions, replay.mode === 'recompute' ? 1 : parts.lanes);
  try {
    const ends = await Promise.all(hands.map((hand) => oneOf(hand)));
    return { kind: ends.every((end) => end === 'done') ? 'done' : 'stopped' };
  } catch (error) {
    // The log or the database is away: whoever started this worker starts another one.
    if ((error as { transient?: unknown }).transient === true) throw error;
    return { kind: 'failed', reason: error instanceof Error ? error.message : String(error) };
  }

  /** One that falls over takes the others with it. */
  async function oneOf(hand: readonly ReplayPosition[]): Promise<LaneEnd> {
    try {
      return await parts.runLane(replay, hand, shared, stopping.signal);
    } catch (error) {
      stopping.abort();
      throw error;
    }
  }
}
