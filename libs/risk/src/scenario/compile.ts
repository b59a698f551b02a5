import type { Recommendation } from '@watchpost/domain';
import type { FeatureName } from '../features/catalogue.ts';
import { compileLists, type ListContents, type ScenarioLists } from '../lists/lists.ts';
import {
  currenciesSchema,
  descriptionsSchema,
  goodsSchema,
  hsGroupsSchema,
  lanesSchema,
  substancesSchema,
} from '../lists/list-schemas.ts';
import { compileRule, type CompiledRule } from './compile-rule.ts';
import { type ScenarioFault, faultText } from './fault.ts';
import { listKinds, type ListKind, type ScenarioDocument, scenarioSchema } from './scenario-schema.ts';
import { type Read, YamlSource } from './yaml-source.ts';

export interface Band {
  readonly name: string;
  /** Lowest score of the band. */
  readonly from: number;
  readonly recommendation: Recommendation;
}

/** A scenario, checked and compiled: ready for {@link assess}. */
export interface CompiledScenario {
  readonly id: string;
  readonly version: number;
  /** id@version, as decisions name it. */
  readonly label: string;
  readonly title: string;
  /** Log-odds of the base rate. */
  readonly baseline: number;
  /** From the lowest. */
  readonly bands: readonly Band[];
  readonly rules: readonly CompiledRule[];
  /** Features that the rules decide by, and that a decision keeps; those that only stand in a sentence are not among them. */
  readonly reads: readonly FeatureName[];
  readonly lists: ScenarioLists;
}

export interface CompileOptions {
  /** Name of the scenario's file, for faults; `scenario.yaml` unless said. */
  readonly file?: string;
  /** Texts of the lists, by the names the scenario gives them; the other files of its folder will do. */
  readonly files: Readonly<Record<string, string>>;
}

/** The scenario is not usable: every fault with file, rule and place, one a line in the message. */
export class ScenarioError extends Error {
  override readonly name = 'ScenarioError';
  constructor(readonly faults: readonly ScenarioFault[]) {
    super(faults.map(faultText).join('\n'));
  }
}

const listSchemas = {
  substances: substancesSchema,
  descriptions: descriptionsSchema,
  'hs-groups': hsGroupsSchema,
  lanes: lanesSchema,
  goods: goodsSchema,
  currencies: currenciesSchema,
} as const satisfies Record<ListKind, unknown>;

/**
 * @param text the scenario in YAML
 * @throws ScenarioError with all faults of the scenario and its lists
 */
export function compileScenario(text: string, options: CompileOptions): CompiledScenario {
  const source = new YamlSource(options.file ?? 'scenario.yaml', text);
  const document = valueOf(source.read(scenarioSchema));
  const faults: ScenarioFault[] = [];
  const report = (fault: ScenarioFault) => void faults.push(fault);

  const contents = readLists(document, source, options.files, report);
  checkBands(document, source, report);
  refuseRepeatedRules(document, source, report);
  const bandNames = document.bands.map((band) => band.name);
  const rules = document.rules.map((rule, i) => compileRule(rule, ['rules', i], bandNames, source, report));
  if (faults.length > 0 || contents === null) throw new ScenarioError(faults);

  return {
    id: document.scenario,
    version: document.version,
    label: `${document.scenario}@${document.version}`,
    title: document.title,
    baseline: Math.log(document.baseRate / (1 - document.baseRate)),
    bands: document.bands,
    rules,
    reads: [...new Set(rules.flatMap((rule) => rule.needs))].sort(),
    lists: compileLists(contents),
  };
}

function valueOf<T>(read: Read<T>): T {
  if (read.kind === 'faults') throw new ScenarioError(read.faults);
  return read.value;
}

function readLists(
  document: ScenarioDocument,
  source: YamlSource,
  files: Readonly<Record<string, string>>,
  report: (fault: ScenarioFault) => void,
): ListContents | null {
  const contents: Partial<Record<ListKind, unknown>> = {};
  for (const kind of listKinds) {
    const file = document.lists[kind];
    const text = files[file];
    if (text === undefined) {
      report(source.fault(['lists', kind], `the list ${file} is not there`));
      continue;
    }
    const read = new YamlSource(file, text).read(listSchemas[kind]);
    if (read.kind === 'faults') read.faults.forEach(report);
    else contents[kind] = read.value;
  }
  return listKinds.every((kind) => kind in contents) ? (contents as unknown as ListContents) : null;
}

function checkBands({ bands }: ScenarioDocument, source: YamlSource, report: (fault: ScenarioFault) => void): void {
  if (bands[0]!.from !== 0) report(source.fault(['bands', 0, 'from'], 'the lowest band begins at 0'));
  bands.forEach((band, i) => {
    const below = bands[i - 1];
    if (below && below.from >= band.from)
      report(source.fault(['bands', i, 'from'], 'bands stand from the lowest to the highest'));
    if (bands.findIndex((each) => each.name === band.name) < i)
      report(source.fault(['bands', i, 'name'], `${band.name} is there twice`));
  });
}

function refuseRepeatedRules(
  { rules }: ScenarioDocument,
  source: YamlSource,
  report: (fault: ScenarioFault) => void,
): void {
  rules.forEach(({ id }, i) => {
    if (rules.findIndex((each) => each.id === id) < i) report(source.fault(['rules', i, 'id'], `${id} is there twice`));
  });
}
