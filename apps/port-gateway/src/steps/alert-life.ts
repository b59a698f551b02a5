import { type AlertState, possibleSteps, type PortStep } from '@watchpost/domain';

/** Steps that a port reports by itself; DELIVERED is noted when it takes an alert in. */
export const reportableSteps = (state: AlertState): readonly PortStep[] =>
  possibleSteps(state).filter((step) => step !== 'DELIVERED');

/**
 * The steps that lie between a state and a later one, that one included; empty where it is reached, null where no way leads there. Of several ways
 * the shortest: an item that was examined was acknowledged, located and presented, whether or not anybody wrote it down.
 */
export function stepsTowards(from: AlertState, to: PortStep): readonly PortStep[] | null {
  if (from === to) return [];
  const ways: (readonly PortStep[])[] = reportableSteps(from).map((step) => [step]);
  const seen = new Set<AlertState>([from]);
  for (const way of ways) {
    const last = way.at(-1)!;
    if (last === to) return way;
    if (seen.has(last)) continue;
    seen.add(last);
    ways.push(...reportableSteps(last).map((step) => [...way, step]));
  }
  return null;
}
