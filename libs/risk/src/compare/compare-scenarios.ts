import type { ListContents } from '../lists/lists.ts';
import { listSchemas, valuesSchema } from '../lists/list-schemas.ts';
import { compileScenario, ScenarioError } from '../scenario/compile.ts';
import { readScenario } from '../scenario/read-scenario.ts';
import { listKinds, type ListKind, type ScenarioDocument } from '../scenario/scenario-schema.ts';
import { YamlSource } from '../scenario/yaml-source.ts';
import { blockedWords, overrideWords, ruleWords } from './entry-words.ts';
import { entriesOf, entryChanges, type ListEntries, valueEntries } from './list-entries.ts';

/** A scenario as it lies in a folder. */
export interface ScenarioFiles {
  /** Name of the scenario's file, for faults. */
  readonly file: string;
  readonly text: string;
  /** Texts of the lists, by file name. */
  readonly files: Readonly<Record<string, string>>;
}

export type ChangedPart = 'scenario' | 'band' | 'list' | 'block-list' | 'override' | 'rule';

/** One thing that decides, or is told, otherwise. */
export interface ScenarioChange {
  readonly part: ChangedPart;
  /** Id of the rule, name of the band or the list; the scenario's id for itself. */
  readonly name: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly words: string;
}

/** A version that should have gone up with what changed. */
export interface StaleVersion {
  readonly part: ChangedPart;
  readonly name: string;
  readonly before: string;
  readonly after: string;
  readonly words: string;
}

export interface ScenarioComparison {
  /** id@version. */
  readonly before: string;
  readonly after: string;
  readonly changes: readonly ScenarioChange[];
  readonly stale: readonly StaleVersion[];
}

/** What decides otherwise, in words, and which versions do not say so. @throws ScenarioError where one of them cannot be used */
export function compareScenarios(before: ScenarioFiles, after: ScenarioFiles): ScenarioComparison {
  return new Comparison(documentOf(before), documentOf(after), before.files, after.files).run();
}

function documentOf({ file, text, files }: ScenarioFiles): ScenarioDocument {
  compileScenario(text, { file, files });
  const read = readScenario(new YamlSource(file, text));
  if (read.kind === 'faults') throw new ScenarioError(read.faults);
  return read.value;
}

interface Versioned {
  readonly id: string;
  readonly version: number;
}

class Comparison {
  readonly #changes: ScenarioChange[] = [];
  readonly #stale: StaleVersion[] = [];

  constructor(
    private readonly before: ScenarioDocument,
    private readonly after: ScenarioDocument,
    private readonly filesBefore: ScenarioFiles['files'],
    private readonly filesAfter: ScenarioFiles['files'],
  ) {}

  run(): ScenarioComparison {
    const { before, after } = this;
    this.#base();
    this.#bands();
    this.#lists();
    this.#entries('block-list', before.blockList, after.blockList, blockedWords);
    this.#entries('override', before.overrides, after.overrides, overrideWords);
    this.#entries('rule', before.rules, after.rules, ruleWords);
    if (this.#changes.length > 0 && before.scenario === after.scenario)
      this.#version('scenario', after.scenario, before.version, after.version);
    return {
      before: `${before.scenario}@${before.version}`,
      after: `${after.scenario}@${after.version}`,
      changes: this.#changes,
      stale: this.#stale,
    };
  }

  #add(part: ChangedPart, name: string, kind: ScenarioChange['kind'], words: string): void {
    this.#changes.push({ part, name, kind, words });
  }

  #base(): void {
    const { before, after } = this;
    if (before.baseRate === after.baseRate) return;
    const way = after.baseRate > before.baseRate ? 'up' : 'down';
    const words = `the base rate is ${after.baseRate} instead of ${before.baseRate}: every score goes ${way}`;
    this.#add('scenario', after.scenario, 'changed', words);
  }

  #bands(): void {
    const [old, now] = [byKey(this.before.bands, 'name'), byKey(this.after.bands, 'name')];
    for (const { name, from, recommendation } of this.after.bands) {
      const was = old.get(name);
      if (was === undefined) this.#add('band', name, 'added', `begins at ${from} and recommends ${recommendation}`);
      else {
        if (was.from !== from) this.#add('band', name, 'changed', `begins at ${from} instead of ${was.from}`);
        if (was.recommendation !== recommendation)
          this.#add('band', name, 'changed', `recommends ${recommendation} instead of ${was.recommendation}`);
      }
    }
    for (const { name, from } of this.before.bands)
      if (!now.has(name)) this.#add('band', name, 'removed', `it began at ${from}`);
  }

  #lists(): void {
    for (const kind of listKinds) {
      const [old, now] = [
        this.#list(kind, this.before, this.filesBefore),
        this.#list(kind, this.after, this.filesAfter),
      ];
      this.#entriesOfList(kind, old, now);
    }
    const [old, now] = [this.before.lists.values, this.after.lists.values];
    for (const name of new Set([...Object.keys(old), ...Object.keys(now)])) {
      if (old[name] === undefined) this.#add('list', name, 'added', 'conditions can ask it');
      else if (now[name] === undefined) this.#add('list', name, 'removed', 'no condition can ask it any more');
      else this.#entriesOfList(name, valuesOf(old[name], this.filesBefore), valuesOf(now[name], this.filesAfter));
    }
  }

  #list(kind: ListKind, { lists }: ScenarioDocument, files: ScenarioFiles['files']): ReadList {
    const read = new YamlSource(lists[kind], files[lists[kind]]!).read(listSchemas[kind]);
    if (read.kind === 'faults') throw new ScenarioError(read.faults);
    return { version: read.value.version, entries: entriesOf(kind, read.value as ListContents[typeof kind]) };
  }

  #entriesOfList(name: string, before: ReadList, after: ReadList): void {
    const words = entryChanges(before.entries, after.entries);
    for (const each of words) this.#add('list', name, 'changed', each);
    if (words.length > 0) this.#version('list', name, before.version, after.version);
  }

  #entries<T extends Versioned>(
    part: ChangedPart,
    before: readonly T[],
    after: readonly T[],
    wordsOf: (before: T, after: T) => readonly string[],
  ): void {
    const [old, now] = [byKey(before, 'id'), byKey(after, 'id')];
    for (const each of after) {
      const was = old.get(each.id);
      if (was === undefined) this.#add(part, each.id, 'added', `version ${each.version}`);
      else this.#changed(part, was, each, wordsOf(was, each));
    }
    for (const { id, version } of before) if (!now.has(id)) this.#add(part, id, 'removed', `it was version ${version}`);
    if (part !== 'rule') this.#order(part, before, after);
  }

  #changed(part: ChangedPart, before: Versioned, after: Versioned, words: readonly string[]): void {
    for (const each of words) this.#add(part, after.id, 'changed', each);
    if (words.length > 0 || after.version < before.version)
      this.#version(part, after.id, before.version, after.version);
    else if (after.version > before.version)
      this.#add(part, after.id, 'changed', `version ${after.version} instead of ${before.version}, and decides alike`);
  }

  /** The first one that holds decides. */
  #order(part: ChangedPart, before: readonly Versioned[], after: readonly Versioned[]): void {
    const ids = (of: readonly Versioned[], among: readonly Versioned[]): string =>
      of
        .map(({ id }) => id)
        .filter((id) => among.some((each) => each.id === id))
        .join(', ');
    const [old, now] = [ids(before, after), ids(after, before)];
    if (old !== now) this.#add(part, 'all', 'changed', `are tried in the order ${now} instead of ${old}`);
  }

  #version(part: ChangedPart, name: string, before: number | string, after: number | string): void {
    if (after > before) return;
    const what = after === before ? `is version ${after} still` : `went from version ${before} back to ${after}`;
    this.#stale.push({
      part,
      name,
      before: String(before),
      after: String(after),
      words: `it has changed, and ${what}`,
    });
  }
}

interface ReadList {
  readonly version: string;
  readonly entries: ListEntries;
}

function valuesOf(file: string, files: ScenarioFiles['files']): ReadList {
  const read = new YamlSource(file, files[file]!).read(valuesSchema);
  if (read.kind === 'faults') throw new ScenarioError(read.faults);
  return { version: read.value.version, entries: valueEntries(read.value.values) };
}

const byKey = <K extends string, T extends Readonly<Record<K, string>>>(
  all: readonly T[],
  key: K,
): ReadonlyMap<string, T> => new Map(all.map((each) => [each[key], each]));
