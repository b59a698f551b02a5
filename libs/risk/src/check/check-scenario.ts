import type { ASTNode } from '@marcbachmann/cel-js';
import { Conditions } from '../conditions/conditions.ts';
import type { FeatureName } from '../features/catalogue.ts';
import { nearestTo } from '../nearest-name.ts';
import { type CompileOptions, compileScenario, type CompiledScenario, ScenarioError } from '../scenario/compile.ts';
import type { CompiledRule } from '../scenario/compile-rule.ts';
import type { RulingKind } from '../scenario/compile-ruling.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import type { RuleDocument, ScenarioDocument } from '../scenario/scenario-schema.ts';
import { placesOf } from '../scenario/sentence.ts';
import { type Path, YamlSource } from '../scenario/yaml-source.ts';
import type { FindingCode, ScenarioFinding } from './finding.ts';
import { listsAskedIn, namesIn, textsComparedIn } from './condition-tree.ts';
import { type Reach, reachOf } from './reach.ts';
import { type ScoreRange, scoreRangeOf } from './score-range.ts';
import { possibleTexts, ValueSpace } from './value-space.ts';

export interface CheckedScenario {
  /** In the order of the file. */
  readonly findings: readonly ScenarioFinding[];
  /** null: it cannot be used. */
  readonly scenario: CompiledScenario | null;
  readonly range: ScoreRange | null;
}

/**
 * Looks at a scenario before anything runs: its faults, or, where it can be used, what its author may not have meant. Never throws, whatever the text.
 * @param now epoch milliseconds: what overrides are over by
 */
export function checkScenario(text: string, options: CompileOptions, now: number): CheckedScenario {
  try {
    const scenario = compileScenario(text, options);
    return new Check(new YamlSource(options.file ?? 'scenario.yaml', text), scenario).run(now);
  } catch (error) {
    if (!(error instanceof ScenarioError)) throw error;
    const findings = error.faults.map((fault) => ({ ...fault, severity: 'error' as const }));
    return { findings, scenario: null, range: null };
  }
}

/** One rule's weights, and the bands it lifts to, as far as something leads to them. */
interface Reached {
  readonly weights: ReadonlySet<number>;
  readonly lifts: readonly number[];
}

class Check {
  readonly #findings: ScenarioFinding[] = [];
  readonly #document: ScenarioDocument;
  readonly #asked = new Set<string>();

  constructor(
    private readonly source: YamlSource,
    private readonly scenario: CompiledScenario,
  ) {
    const read = readScenario(source);
    if (read.kind === 'faults') throw new ScenarioError(read.faults);
    this.#document = read.value;
  }

  run(now: number): CheckedScenario {
    const { scenario } = this;
    const rulings = [
      ...this.#document.blockList.map((_, i) => this.#ruling('block', i)),
      ...this.#document.overrides.map((_, i) => this.#ruling('override', i)),
    ];
    this.#overrides(now);
    const rules = scenario.rules.map((rule, i) => this.#rule(rule, i));
    const lifted = new Set([...rulings.filter((band) => band !== null), ...rules.flatMap(({ lifts }) => lifts)]);
    const range = scoreRangeOf(
      scenario,
      rules.map(({ weights }) => weights),
      lifted,
    );
    this.#bands(range);
    this.#lists();
    const findings = this.#findings.sort((a, b) => (a.row ?? 0) - (b.row ?? 0) || (a.column ?? 0) - (b.column ?? 0));
    return { findings, scenario, range };
  }

  #warn(code: FindingCode, path: Path, message: string): void {
    const place = this.source.fault(path, message, 'form');
    this.#findings.push({ ...place, severity: 'warning', code });
  }

  #rule(rule: CompiledRule, i: number): Reached {
    const document = this.#document.rules[i]!;
    const at: Path = ['rules', i];
    const conditions = conditionsOf(document);
    const trees = this.#trees(rule.needs, conditions, at, [rule.value, ...factsOf(document)]);
    const space = ValueSpace.of(rule.needs, trees, { scenario: this.scenario.lists, values: this.scenario.values });
    const answers = [...rule.causes, ...rule.outcomes];
    const reach = reachOf(answers, space);
    const paths: readonly Path[] = [...conditions.map(({ path }) => path.slice(0, -1)), ['otherwise']];
    answers.forEach(({ outcome }, k) => this.#reach(outcome, reach, k, [...at, ...paths[k]!]));
    const isReached = (_: unknown, k: number): boolean => reach[k] === 'reached' || reach[k] === 'unknown';
    const reached = answers.filter(isReached);
    return {
      weights: new Set([rule.cannotDecide.weight, ...reached.map(({ weight }) => weight)]),
      lifts: reached.map(({ liftsTo }) => liftsTo).filter((band) => band >= 0),
    };
  }

  #reach(outcome: string, reach: readonly Reach[], k: number, path: Path): void {
    const isLast = k === reach.length - 1;
    if (reach[k] === 'never-holds') this.#warn('never', path, `${outcome} is never reached: its condition never holds`);
    if (reach[k] === 'taken-before')
      this.#warn(
        'never',
        path,
        `${outcome} is never reached: ${isLast ? 'one' : 'an outcome'} before it always holds first`,
      );
    const isOnly = reach[k] === 'reached' && reach.filter((each) => each === 'reached').length === 1;
    if (isOnly && reach.length > 1)
      this.#warn('always', path, `the rule always answers ${outcome}, whatever the values`);
  }

  /** Of an entry of the block list or an override. @returns the band it leads to, null where nothing leads to it */
  #ruling(kind: RulingKind, i: number): number | null {
    const part = kind === 'block' ? 'blockList' : 'overrides';
    const document = this.#document[part][i]!;
    const ruling = this.scenario.rulings.find(({ id }) => id === document.id)!;
    const at: Path = [part, i];
    const facts = placesOf(document.text).map(({ name }) => name);
    const trees = this.#trees(ruling.needs, [{ text: document.when, path: ['when'] }], at, facts);
    const space = ValueSpace.of(ruling.needs, trees, { scenario: this.scenario.lists, values: this.scenario.values });
    if (space === null) return ruling.band;
    const found = new Set<boolean>();
    for (const features of space.points()) found.add(ruling.when(features));
    if (!found.has(true)) this.#warn('never', [...at, 'when'], 'nothing leads here: the condition never holds');
    if (!found.has(false)) this.#warn('always', [...at, 'when'], 'the condition always holds: its scope is everything');
    return found.has(true) ? ruling.band : null;
  }

  #overrides(now: number): void {
    const today = new Date(now).toISOString().slice(0, 10);
    this.#document.overrides.forEach(({ until, owner }, i) => {
      if (until < today) this.#warn('override-over', ['overrides', i, 'until'], `is over since ${until}; ask ${owner}`);
    });
  }

  /**
   * The conditions as trees, after a look at what they read.
   * @param told features that stand in a sentence or as the value
   */
  #trees(
    needs: readonly FeatureName[],
    conditions: readonly ConditionAt[],
    at: Path,
    told: readonly string[],
  ): readonly ASTNode[] {
    const compiler = new Conditions(needs, this.scenario.values);
    const read = new Set<string>(told);
    const trees = conditions.flatMap(({ text, path }) => {
      const result = compiler.compile(text);
      if (result.kind === 'fault') return [];
      for (const name of namesIn(result.tree)) read.add(name);
      for (const list of listsAskedIn(result.tree)) this.#asked.add(list);
      this.#values(result.tree, [...at, ...path]);
      return [result.tree];
    });
    needs.forEach((name, i) => {
      if (!read.has(name))
        this.#warn(
          'unused',
          [...at, 'needs', i],
          `nothing here reads ${name}; without a value of it nothing can be decided here`,
        );
    });
    return trees;
  }

  #values(tree: ASTNode, path: Path): void {
    for (const { feature, text } of textsComparedIn(tree)) {
      const possible = possibleTexts(feature as FeatureName, this.scenario.lists);
      if (possible === null || possible.includes(text)) continue;
      this.#warn(
        'value',
        path,
        `${feature} is never "${text}"${nearestTo(text, possible) || `; it is one of ${possible.join(', ')}`}`,
      );
    }
  }

  #bands({ least, most, bands }: ScoreRange): void {
    bands.forEach(({ name, from, by }, i) => {
      if (by.length > 0) return;
      const next = bands[i + 1]?.from ?? 1;
      const why =
        most < from
          ? `all weights together come to a score of ${shown(most)} at most`
          : least >= next
            ? `all weights together come to a score of ${shown(least)} at least`
            : `no sum of weights comes to a score from ${from} to ${next}`;
      this.#warn('band-unreachable', ['bands', i], `nothing leads to the band ${name}: ${why}`);
    });
  }

  #lists(): void {
    for (const name of Object.keys(this.#document.lists.values)) {
      if (!this.#asked.has(name)) this.#warn('unused', ['lists', 'values', name], `no condition asks the list ${name}`);
    }
  }
}

const shown = (score: number): string => String(Number(score.toPrecision(2)));

interface ConditionAt {
  readonly text: string;
  readonly path: Path;
}

/** Causes before outcomes, as they are looked at. */
const conditionsOf = ({ cannotDecide, outcomes }: RuleDocument): readonly ConditionAt[] => [
  ...cannotDecide.causes.map(({ when: text }, i) => ({ text, path: ['cannotDecide', 'causes', i, 'when'] })),
  ...outcomes.map(({ when: text }, i) => ({ text, path: ['outcomes', i, 'when'] })),
];

const factsOf = ({ outcomes, otherwise, cannotDecide }: RuleDocument): readonly string[] =>
  [...outcomes.map(({ text }) => text), otherwise.text ?? '', cannotDecide.text]
    .flatMap(placesOf)
    .map(({ name }) => name);
