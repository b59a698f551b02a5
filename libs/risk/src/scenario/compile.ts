import type { Recommendation } from '@watchpost/domain';
import type { FeatureName } from '../features/catalogue.ts';
import { listSchemas, valuesSchema } from '../lists/list-schemas.ts';
import { compileLists, type ListContents, type ScenarioLists, type ValueLists } from '../lists/lists.ts';
import { nearestTo } from '../nearest-name.ts';
import { compileRule, type CompiledRule } from './compile-rule.ts';
import { compileBlocked, type CompiledRuling, compileOverride } from './compile-ruling.ts';
import { type ScenarioFault, faultText } from './fault.ts';
import { readScenario } from './read-scenario.ts';
import { RuleTexts } from './rule-texts.ts';
import { listKinds, type ListKind, type ScenarioDocument } from './scenario-schema.ts';
import { type Path, YamlSource } from './yaml-source.ts';

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
  /** The block list, then the overrides: they decide before the rules, in this order. */
  readonly rulings: readonly CompiledRuling[];
  readonly rules: readonly CompiledRule[];
  /** Features that the rules and what goes before them decide by, and that a decision keeps; those that only stand in a sentence are not among them. */
  readonly reads: readonly FeatureName[];
  readonly lists: ScenarioLists;
  /** Lists of its own, that conditions ask. */
  readonly values: ValueLists;
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

/**
 * @param text the scenario in YAML
 * @throws ScenarioError with all faults of the scenario and its lists
 */
export function compileScenario(text: string, options: CompileOptions): CompiledScenario {
  const source = new YamlSource(options.file ?? 'scenario.yaml', text);
  const document = readScenario(source);
  if (document.kind === 'faults') throw new ScenarioError(document.faults);
  const faults: ScenarioFault[] = [];
  const report = (fault: ScenarioFault) => void faults.push(fault);
  const scenario = compiled(document.value, source, options.files, report);
  if (faults.length > 0 || scenario === null) throw new ScenarioError(faults);
  return scenario;
}

function compiled(
  document: ScenarioDocument,
  source: YamlSource,
  files: CompileOptions['files'],
  report: (fault: ScenarioFault) => void,
): CompiledScenario | null {
  const contents = readLists(document, source, files, report);
  const values = readValueLists(document, source, files, report);
  checkBands(document, source, report);
  refuseRepeatedIds(document, source, report);
  const bands = document.bands.map((band) => band.name);
  const textsOf = ({ needs }: { readonly needs: readonly string[] }, at: Path) =>
    new RuleTexts(needs, values, at, source, report);
  const rulings = [
    ...document.blockList.map((each, i) => compileBlocked(each, bands, textsOf(each, ['blockList', i]))),
    ...document.overrides.map((each, i) => compileOverride(each, bands, textsOf(each, ['overrides', i]))),
  ];
  const rules = document.rules.map((rule, i) => compileRule(rule, bands, textsOf(rule, ['rules', i])));
  if (contents === null) return null;
  return {
    id: document.scenario,
    version: document.version,
    label: `${document.scenario}@${document.version}`,
    title: document.title,
    baseline: Math.log(document.baseRate / (1 - document.baseRate)),
    bands: document.bands,
    rulings,
    rules,
    reads: [...new Set([...rules, ...rulings].flatMap(({ needs }) => needs))].sort(),
    lists: compileLists(contents),
    values,
  };
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
      report(
        source.fault(['lists', kind], `the list ${file} is not there${nearestTo(file, Object.keys(files))}`, 'list'),
      );
      continue;
    }
    const read = new YamlSource(file, text).read(listSchemas[kind]);
    if (read.kind === 'faults') read.faults.forEach(report);
    else contents[kind] = read.value;
  }
  return listKinds.every((kind) => kind in contents) ? (contents as unknown as ListContents) : null;
}

function readValueLists(
  document: ScenarioDocument,
  source: YamlSource,
  files: Readonly<Record<string, string>>,
  report: (fault: ScenarioFault) => void,
): ValueLists {
  const values = new Map<string, ReadonlySet<string>>();
  for (const [name, file] of Object.entries(document.lists.values)) {
    const text = files[file];
    // Known by its name all the same, so that conditions are not blamed for it.
    values.set(name, new Set());
    if (text === undefined) {
      report(
        source.fault(
          ['lists', 'values', name],
          `the list ${file} is not there${nearestTo(file, Object.keys(files))}`,
          'list',
        ),
      );
      continue;
    }
    const read = new YamlSource(file, text).read(valuesSchema);
    if (read.kind === 'faults') read.faults.forEach(report);
    else values.set(name, new Set(read.value.values));
  }
  return values;
}

function checkBands({ bands }: ScenarioDocument, source: YamlSource, report: (fault: ScenarioFault) => void): void {
  if (bands[0]!.from !== 0) report(source.fault(['bands', 0, 'from'], 'the lowest band begins at 0', 'band'));
  bands.forEach((band, i) => {
    const below = bands[i - 1];
    if (below && below.from >= band.from)
      report(source.fault(['bands', i, 'from'], 'bands stand from the lowest to the highest', 'band'));
    if (bands.findIndex((each) => each.name === band.name) < i)
      report(source.fault(['bands', i, 'name'], `${band.name} is there twice`, 'repeated'));
  });
}

/** Reasons name rules and what goes before them by their ids. */
function refuseRepeatedIds(
  document: ScenarioDocument,
  source: YamlSource,
  report: (fault: ScenarioFault) => void,
): void {
  const seen = new Set<string>();
  for (const part of ['rules', 'blockList', 'overrides'] as const) {
    document[part].forEach(({ id }, i) => {
      if (seen.has(id)) report(source.fault([part, i, 'id'], `${id} is there twice`, 'repeated'));
      seen.add(id);
    });
  }
}
