import type { Trial, TrialAnswer } from './reading-child.ts';

/** Attempts at one find. */
const ATTEMPTS = 300;

/** What kind of fault it is, without what only this document has. */
const kindOf = (fault: string | null): string | null => fault?.replace(/[0-9]+/g, '#').slice(0, 40) ?? null;

/**
 * A smaller document with a fault of the same kind: stretches are left out, ever shorter ones.
 * @param read tries a document
 */
export async function shrunk(
  trial: Trial,
  fault: string,
  read: (trial: Trial) => Promise<TrialAnswer>,
): Promise<{ readonly trial: Trial; readonly fault: string }> {
  let best = { trial, fault };
  let attempts = 0;
  const fewerCuts = best.trial.cuts.map((cut) => [cut]);
  for (const cuts of [[], ...fewerCuts]) {
    const answer = await read({ ...trial, cuts });
    if (kindOf(answer.fault) !== kindOf(fault)) continue;
    best = { trial: { ...trial, cuts }, fault: answer.fault! };
    break;
  }
  for (let size = best.trial.bytes.length >> 1; size > 0 && attempts < ATTEMPTS; size >>= 1) {
    for (let from = 0; from < best.trial.bytes.length && attempts < ATTEMPTS;) {
      attempts += 1;
      const smaller = without(best.trial, from, size);
      const answer = await read(smaller);
      if (kindOf(answer.fault) === kindOf(fault)) best = { trial: smaller, fault: answer.fault! };
      else from += size;
    }
  }
  return best;
}

function without({ bytes, cuts, format }: Trial, from: number, size: number): Trial {
  const rest = Buffer.concat([bytes.subarray(0, from), bytes.subarray(from + size)]);
  const moved = cuts.map((cut) => (cut <= from ? cut : Math.max(from, cut - size)));
  return { bytes: rest, cuts: moved.map((cut) => Math.min(cut, rest.length)), format };
}
