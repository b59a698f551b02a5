import type { Sited } from '../values/sited.ts';
import type { XmlElement } from './xml-element.ts';

/** `[Name=A,B]`: the child says one of these; an empty one among them means that it may be missing. */
interface Condition {
  readonly name: string;
  readonly texts: ReadonlySet<string>;
}

export interface Step {
  /** `..` for the parent. */
  readonly name: string;
  readonly conditions: readonly Condition[];
}

/**
 * Where a value stands below an element, by local names: `A/B`, `A[Code=X,Y]/B`, `A/@unit`, `../A`, and `^A` from the line (or the root of
 * the message) instead of the element that a table is about.
 */
export class XmlPath {
  readonly steps: readonly Step[];
  readonly attribute: string | null;
  readonly isFromLine: boolean;

  constructor(readonly text: string) {
    this.isFromLine = text.startsWith('^');
    const parts = text.replace(/^\^/, '').match(/(?:[^/[]|\[[^\]]*\])+/g) ?? [];
    const last = parts.at(-1) ?? '';
    this.attribute = last.startsWith('@') ? last.slice(1) : null;
    this.steps = (this.attribute === null ? parts : parts.slice(0, -1)).filter((part) => part !== '.').map(stepOf);
  }

  /** Every local name that it goes by. */
  get names(): readonly string[] {
    return this.steps.flatMap(({ name, conditions }) => [name, ...conditions.map((condition) => condition.name)]);
  }
}

/**
 * The same text as a name that the engine knows: two of these are compared by where they lie, not letter by letter. Names are compared for
 * every element and every field.
 */
export const interned = (name: string): string => Object.keys({ [name]: 0 })[0]!;

function stepOf(text: string): Step {
  const [name, ...rest] = text.split('[');
  const conditions = rest.map((condition) => {
    const [child, texts = ''] = condition.slice(0, -1).split('=');
    return { name: interned(child!), texts: new Set(texts.split(',')) };
  });
  return { name: interned(name!), conditions };
}

/** Paths of which the first that leads somewhere counts: `A | B/C`. */
export type Source = readonly XmlPath[];

export const at = (paths: string): Source => paths.split(' | ').map((path) => new XmlPath(path));

/** The text that a source leads to first; null where there is none, or only blanks. @param line where `^` begins */
export function first(source: Source, element: XmlElement | null, line: XmlElement | null = element): Sited | null {
  for (const path of source) {
    const from = path.isFromLine ? line : element;
    const found = from === null ? null : firstBelow(from, path, 0);
    if (found !== null) return path.attribute === null ? found : attributeOf(found, path.attribute);
  }
  return null;
}

/** All texts that a source leads to, in the order of its paths and the document. */
export function every(source: Source, element: XmlElement | null, line: XmlElement | null = element): readonly Sited[] {
  const found: XmlElement[] = [];
  for (const path of source) {
    const from = path.isFromLine ? line : element;
    if (from !== null) collect(from, path, 0, found);
  }
  return found;
}

/** The elements themselves, empty ones too. */
export function elements(source: Source, element: XmlElement): readonly XmlElement[] {
  const found: XmlElement[] = [];
  for (const path of source) gather(element, path, 0, found);
  return found;
}

function firstBelow(element: XmlElement, path: XmlPath, depth: number): XmlElement | null {
  if (depth === path.steps.length) return says(element, path.attribute) ? element : null;
  const { name, conditions } = path.steps[depth]!;
  if (name === '..') return element.parent && firstBelow(element.parent, path, depth + 1);
  for (const child of element.children) {
    if (child.name !== name || (conditions.length > 0 && !hold(conditions, child))) continue;
    const found = firstBelow(child, path, depth + 1);
    if (found !== null) return found;
  }
  return null;
}

function collect(element: XmlElement, path: XmlPath, depth: number, found: XmlElement[]): void {
  if (depth === path.steps.length) {
    if (says(element, null)) found.push(element);
    return;
  }
  const { name, conditions } = path.steps[depth]!;
  if (name === '..') return element.parent === null ? undefined : collect(element.parent, path, depth + 1, found);
  for (const child of element.children) {
    if (child.name === name && (conditions.length === 0 || hold(conditions, child)))
      collect(child, path, depth + 1, found);
  }
}

function gather(element: XmlElement, path: XmlPath, depth: number, found: XmlElement[]): void {
  if (depth === path.steps.length) {
    found.push(element);
    return;
  }
  const { name, conditions } = path.steps[depth]!;
  for (const child of element.children) {
    if (child.name === name && hold(conditions, child)) gather(child, path, depth + 1, found);
  }
}

const says = (element: XmlElement, attribute: string | null): boolean =>
  isSaid(attribute === null ? element.text : (element.attributes[attribute] ?? ''));

/** Whether a text is more than blanks. Most texts begin with what they say. */
export const isSaid = (text: string): boolean => text.length > 0 && (text.charCodeAt(0) > 0x20 || text.trim() !== '');

const hold = (conditions: readonly Condition[], element: XmlElement): boolean =>
  conditions.every(({ name, texts }) => {
    const child = element.children.find((inner) => inner.name === name);
    return texts.has(child?.text.trim().toUpperCase() ?? '');
  });

const attributeOf = (element: XmlElement, attribute: string): Sited => ({
  text: element.attributes[attribute]!,
  isDamaged: element.isDamaged,
  get place() {
    return { ...element.place, path: `${element.path}/@${attribute}` };
  },
});
