import { setTimeout as pause } from 'node:timers/promises';
import type { LineLedger } from './line-ledger.ts';
import type { BenchManifest } from './manifest-supply.ts';
import type { PartnerDoor } from './partner-door.ts';

export interface ClosedLoop {
  readonly manifests: readonly BenchManifest[];
  /** Lines that may be on their way at once. */
  readonly window: number;
  /** Requests that may be open at once. */
  readonly connections: number;
}

const FULL_MS = 5;

/** Submits as fast as lines are accounted for, until there is nothing left or `signal` aborts. @returns ids of what was taken */
export async function submitClosedLoop(
  door: PartnerDoor,
  ledger: LineLedger,
  { manifests, window, connections }: ClosedLoop,
  signal: AbortSignal,
): Promise<ReadonlySet<string>> {
  const taken = new Set<string>();
  let next = 0;
  const work = async (): Promise<void> => {
    while (next < manifests.length && !signal.aborted) {
      if (ledger.inFlight >= window) {
        await pause(FULL_MS);
        continue;
      }
      const manifest = manifests[next++]!;
      ledger.expect(manifest.lines);
      const id = await door.submit(manifest);
      taken.add(id);
      ledger.taken(id, manifest.lines);
    }
  };
  await Promise.all(Array.from({ length: connections }, work));
  return taken;
}
