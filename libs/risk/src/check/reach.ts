import type { Features } from '../features/catalogue.ts';
import type { CompiledOutcome } from '../scenario/compile-rule.ts';
import type { ValueSpace } from './value-space.ts';

/** What becomes of an outcome over all values that features can have. */
export type Reach =
  /** Some values lead to it. */
  | 'reached'
  /** Its condition holds for none. */
  | 'never-holds'
  /** Whatever its condition holds for, one before it takes. */
  | 'taken-before'
  /** It cannot be told. */
  | 'unknown';

/** For each of the outcomes, in their order; of a rule with causes those come first. */
export function reachOf(outcomes: readonly CompiledOutcome[], space: ValueSpace | null): readonly Reach[] {
  if (space === null) return outcomes.map(() => 'unknown');
  const holds = outcomes.map(() => false);
  const reached = outcomes.map(() => false);
  for (const features of space.points()) look(outcomes, features, holds, reached);
  return outcomes.map((_, i) => (reached[i] ? 'reached' : holds[i] ? 'taken-before' : 'never-holds'));
}

function look(outcomes: readonly CompiledOutcome[], features: Features, holds: boolean[], reached: boolean[]): void {
  let isTaken = false;
  outcomes.forEach(({ when }, i) => {
    if (!when(features)) return;
    holds[i] = true;
    if (!isTaken) reached[i] = true;
    isTaken = true;
  });
}
