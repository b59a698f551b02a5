import { type Condition, Conditions } from '../conditions/conditions.ts';
import { type FeatureName, featureCatalogue, featureNames } from '../features/catalogue.ts';
import type { ValueLists } from '../lists/lists.ts';
import { nearestTo } from '../nearest-name.ts';
import type { FaultCode, ScenarioFault } from './fault.ts';
import { compileSentence, placesOf, type Sentence } from './sentence.ts';
import type { Path, YamlSource } from './yaml-source.ts';

const always: Condition = () => true;
/** Of a condition, in what is said of it. */
const SHOWN = 160;

/** What rules, entries of the block list and overrides are written with: needs, conditions, sentences, bands. Faults go to `report`, with their place. */
export class RuleTexts {
  /** Those of the needs that are features. */
  readonly needs: readonly FeatureName[];
  readonly #conditions: Conditions;

  /** @param at path of the rule in its document */
  constructor(
    needs: readonly string[],
    values: ValueLists,
    private readonly at: Path,
    private readonly source: YamlSource,
    private readonly report: (fault: ScenarioFault) => void,
  ) {
    needs.forEach((name, i) => {
      if (!this.isFeature(name)) this.noFeature(name, ['needs', i]);
    });
    this.needs = needs.filter((name): name is FeatureName => this.isFeature(name));
    this.#conditions = new Conditions(this.needs, values);
  }

  fault(path: Path, message: string, code: FaultCode, offset: number | null = null): void {
    this.report(this.source.fault([...this.at, ...path], message, code, offset));
  }

  isFeature(name: string): name is FeatureName {
    return Object.hasOwn(featureCatalogue, name);
  }

  noFeature(name: string, path: Path): void {
    this.fault(path, `${name} is no feature${nearestTo(name, featureNames)}`, 'feature');
  }

  condition(text: string, path: Path): Condition {
    const result = this.#conditions.compile(text);
    if (result.kind === 'condition') return result.condition;
    const shown = text.length <= SHOWN ? text : `${text.slice(0, SHOWN)}…`;
    this.fault(path, `condition \`${shown}\`: ${result.message}`, result.about, result.at);
    return always;
  }

  sentence(text: string, path: Path): Sentence {
    for (const { name, at } of placesOf(text)) {
      if (this.isFeature(name)) continue;
      this.fault(
        path,
        `the sentence names {${name}}, which is no feature${nearestTo(name, featureNames)}`,
        'sentence',
        at,
      );
    }
    return compileSentence(text);
  }

  /** Place of the band; −1 where there is none of this name. */
  band(name: string, bands: readonly string[], path: Path): number {
    const place = bands.indexOf(name);
    if (place < 0) this.fault(path, `${name} is no band of this scenario${nearestTo(name, bands)}`, 'band');
    return place;
  }
}
