import type { Codec } from '@watchpost/contracts';
import type { FormatReader } from '@watchpost/formats';
import type { LogAdmin } from '@watchpost/messaging';
import type { Database } from '@watchpost/persistence';
import { entitySaltOf } from '@watchpost/risk';
import { randomUUID } from 'node:crypto';
import { runLane } from '../src/replays/engine/run.ts';
import type { Archive } from '../src/replays/reread/archive.ts';
import { workOff } from '../src/replays/worker/worker.ts';
import type { ReplayWorker } from '../src/replays/worker/worker-launcher.ts';

export interface LocalParts {
  readonly database: Database;
  readonly admin: LogAdmin;
  readonly codec: Codec;
  readonly archive: Archive | null;
  readonly formats: readonly FormatReader[];
  readonly mostChanges: number;
}

/** A replay's worker within the test's own process; it falls over when told to, as one does whose log is away. */
export function localWorker(replayId: string, parts: LocalParts, fallsOver: () => boolean): ReplayWorker {
  const id = randomUUID();
  const stopping = new AbortController();
  const admin: LogAdmin = {
    ...parts.admin,
    readOn: async (topic, partition, offset) => {
      if (fallsOver()) throw Object.assign(new Error('fell over'), { transient: true });
      return parts.admin.readOn(topic, partition, offset);
    },
  };
  const ended = workOff(
    replayId,
    {
      database: parts.database,
      worker: id,
      lanes: 2,
      runLane: (replay, positions, shared, signal) =>
        runLane(replay, id, positions, shared, { ...parts, admin, salt: entitySaltOf('watchpost') }, signal),
    },
    stopping.signal,
  ).then(
    () => 'exit 0',
    () => 'exit 1',
  );
  return { id, ended, stop: () => stopping.abort() };
}
