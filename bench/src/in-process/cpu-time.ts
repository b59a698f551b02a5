/** The first rounds are for the compiler. */
const ROUNDS = 5;

/** Microseconds of CPU that some work takes: of some rounds the cheapest, for whatever else runs on this machine only ever adds. */
export function cheapestOf(work: () => void): number {
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < ROUNDS; round++) {
    const before = process.cpuUsage();
    work();
    const { user, system } = process.cpuUsage(before);
    best = Math.min(best, user + system);
  }
  return best;
}
