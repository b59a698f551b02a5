import { featuresOf } from '@watchpost/contracts';
import { type CompiledScenario, recompute, rescore } from '@watchpost/risk';
import type { FoldedLog } from './folded-log.ts';
import { type Decider, decidedBefore } from './judge.ts';

/** Decides by a scenario and by what was recorded as known. */
export const rescoring =
  (scenario: CompiledScenario): Decider =>
  (event, tally) => {
    if (event.outcome === 'RECORDED') return 'cancellations';
    const decision = rescore(scenario, decidedBefore(event), featuresOf(event));
    for (const { outcome, factor } of decision.reasons) if (outcome === 'cannot-decide') tally.add('undecided', factor);
    return decision;
  };

/** Decides by what the log says was known, and counts where that is not what was recorded. */
export const recomputing =
  (scenario: CompiledScenario, folded: FoldedLog): Decider =>
  (event, tally, record) => {
    const known = folded.of(record);
    // Its first copy was decided before the replay went on here, or lies before its scope.
    if (known === undefined) return 'repeated';
    if (event.outcome === 'RECORDED') return 'cancellations';
    const { decision, values } = recompute(scenario, decidedBefore(event), featuresOf(event), known);
    for (const { feature, recorded, folded: now } of values) {
      tally.add('features-compared', feature);
      if (recorded !== now) tally.add('features', feature, distance(recorded, now));
    }
    return decision;
  };

/** How far apart two values are; 1 where they are no numbers. */
const distance = (a: unknown, b: unknown): number =>
  typeof a === 'number' && typeof b === 'number' ? Math.abs(a - b) : 1;
