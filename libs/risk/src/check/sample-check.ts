import type { AssessmentInput } from '../assessment.ts';
import { decideBy } from '../assess.ts';
import { readFeatures } from '../features/catalogue.ts';
import type { CompiledScenario } from '../scenario/compile.ts';
import { answer, CANNOT_DECIDE, type CompiledRule } from '../scenario/compile-rule.ts';

/** How one rule answered over a sample. */
export interface RuleOnSample {
  readonly rule: string;
  /** Every outcome that it declares, with how often it was the answer. */
  readonly outcomes: Readonly<Record<string, number>>;
  readonly failures: number;
  /** `never`: on all that it decided it found nothing; `always`: it found the same on all; `undecided`: it decided on nothing. */
  readonly verdict: 'never' | 'always' | 'undecided' | 'both-ways';
  /** Needs that had no value on any of the sample. */
  readonly neverKnown: readonly string[];
}

interface Count {
  readonly rule: CompiledRule;
  readonly outcomes: Map<string, number>;
  readonly known: Set<string>;
  failures: number;
}

/** Counts what a scenario makes of a sample. */
export class SampleCheck {
  readonly #counts: readonly Count[];
  readonly #bands: Map<string, number>;
  #shipments = 0;

  constructor(private readonly scenario: CompiledScenario) {
    this.#bands = new Map(scenario.bands.map(({ name }) => [name, 0]));
    this.#counts = scenario.rules.map((rule) => ({
      rule,
      outcomes: new Map([...rule.outcomes, rule.cannotDecide].map(({ outcome }) => [outcome, 0])),
      known: new Set(),
      failures: 0,
    }));
  }

  take(input: AssessmentInput): void {
    const features = readFeatures(input, this.scenario.lists);
    this.#shipments++;
    increase(this.#bands, decideBy(this.scenario, features, input.asOf).band);
    for (const count of this.#counts) {
      const { outcome, failure } = answer(count.rule, features);
      increase(count.outcomes, outcome);
      if (failure !== null) count.failures++;
      for (const name of count.rule.needs) if (features[name] !== null) count.known.add(name);
    }
  }

  get shipments(): number {
    return this.#shipments;
  }

  get bands(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.#bands);
  }

  rules(): readonly RuleOnSample[] {
    return this.#counts.map(({ rule, outcomes, failures, known }) => ({
      rule: rule.label,
      outcomes: Object.fromEntries(outcomes),
      failures,
      verdict: verdictOn(rule, outcomes),
      neverKnown: rule.needs.filter((name) => !known.has(name)),
    }));
  }
}

const increase = (counts: Map<string, number>, key: string): void => void counts.set(key, (counts.get(key) ?? 0) + 1);

function verdictOn(rule: CompiledRule, outcomes: ReadonlyMap<string, number>): RuleOnSample['verdict'] {
  const answered = [...outcomes].filter(([outcome, count]) => outcome !== CANNOT_DECIDE && count > 0);
  if (answered.length === 0) return 'undecided';
  if (answered.length > 1) return 'both-ways';
  return answered[0]![0] === rule.outcomes.at(-1)!.outcome ? 'never' : 'always';
}
