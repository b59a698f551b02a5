import { setTimeout as pause } from 'node:timers/promises';
import type { LineLedger } from './line-ledger.ts';
import type { BenchManifest } from './manifest-supply.ts';
import type { PartnerDoor } from './partner-door.ts';

/**
 * Submits by the clock, whatever became of those before: partners do not wait for each other. The latency of each counts from when it was due, so that
 * a stall is felt by everybody who came meanwhile.
 * @param linesASecond of all manifests together
 * @returns when each was due, by manifest id, on the clock of `performance.now`
 */
export async function submitOpenLoop(
  door: PartnerDoor,
  ledger: LineLedger,
  manifests: readonly BenchManifest[],
  linesASecond: number,
): Promise<ReadonlyMap<string, number>> {
  const dueAt = new Map<string, number>();
  const underWay: Promise<void>[] = [];
  const began = performance.now();
  let lines = 0;
  for (const manifest of manifests) {
    const due = began + (lines / linesASecond) * 1_000;
    lines += manifest.lines;
    const wait = due - performance.now();
    if (wait > 0) await pause(wait);
    ledger.expect(manifest.lines);
    underWay.push(
      door.submit(manifest).then((id) => {
        dueAt.set(id, due);
        ledger.taken(id, manifest.lines);
      }),
    );
  }
  await Promise.all(underWay);
  return dueAt;
}
