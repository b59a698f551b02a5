import type { XmlAttribute } from './xml-events.ts';
import { type Bindings, withBinding } from './xml-names.ts';

/** Attributes of one tag; one with more is read by the strict parser. */
const MOST_ATTRIBUTES = 16;
const attribute = /[ \t\r\n]+((?:[A-Za-z_][\w.-]*:)?[A-Za-z_][\w.-]*)[ \t\r\n]*=[ \t\r\n]*(?:"([^"<&]*)"|'([^'<&]*)')/y;
const ending = /[ \t\r\n]*(\/?)>/y;

/** What stands in a tag behind its name. */
export interface PlainTag {
  readonly attributes: readonly XmlAttribute[];
  /** Those of what the tag stands in, and its own. */
  readonly bindings: Bindings;
  /** The declarations of its own, as they are written. */
  readonly declared: string;
  readonly isEmpty: boolean;
  /** Behind the tag. */
  readonly end: number;
}

interface Written {
  readonly name: string;
  readonly prefix: string;
  readonly local: string;
  readonly value: string;
}

/** @returns `cut` where the text ends before the tag does, `strange` where it is for the strict parser to say what it is */
export function plainTag(text: string, from: number, outer: Bindings): PlainTag | 'cut' | 'strange' {
  const written: Written[] = [];
  let at = from;
  for (;;) {
    attribute.lastIndex = at;
    const found = attribute.exec(text);
    if (found === null) break;
    at = attribute.lastIndex;
    if (written.length === MOST_ATTRIBUTES) return 'strange';
    written.push(writtenAs(found[1]!, found[2] ?? found[3]!));
  }
  ending.lastIndex = at;
  const end = ending.exec(text);
  if (end === null) return text.includes('>', at) ? 'strange' : 'cut';
  const bindings = bindingsOf(written, outer);
  if (bindings === null || !areDistinct(written, bindings)) return 'strange';
  return {
    attributes: written,
    bindings,
    declared: bindings === outer ? '' : declarationsOf(written),
    isEmpty: end[1] === '/',
    end: ending.lastIndex,
  };
}

function writtenAs(name: string, value: string): Written {
  const colon = name.indexOf(':');
  const plain = /[\t\r\n]/.test(value) ? value.replace(/\r\n|[\t\r\n]/g, ' ') : value;
  if (colon < 0) return { name, prefix: '', local: name, value: plain };
  return { name, prefix: name.slice(0, colon), local: name.slice(colon + 1), value: plain };
}

const declares = ({ name, prefix }: Written): boolean => prefix === 'xmlns' || name === 'xmlns';

function bindingsOf(written: readonly Written[], outer: Bindings): Bindings | null {
  let bindings = outer;
  for (const one of written) {
    if (!declares(one)) continue;
    const inner = withBinding(bindings, one.prefix === '' ? '' : one.local, one.value.trim());
    if (inner === null) return null;
    bindings = inner;
  }
  return bindings;
}

const declarationsOf = (written: readonly Written[]): string =>
  written
    .filter(declares)
    .map(({ name, value }) => ` ${name}="${value.replaceAll('"', '&quot;')}"`)
    .join('');

/** Every prefix stands for a namespace, and no two attributes are the same. */
function areDistinct(written: readonly Written[], bindings: Bindings): boolean {
  const namespaceOf = ({ name, prefix }: Written) =>
    prefix === '' || prefix === 'xmlns' ? prefix : (bindings.get(prefix) ?? `unbound ${name}`);
  return written.every(
    (one, at) =>
      (one.prefix === '' || one.prefix === 'xmlns' || bindings.has(one.prefix)) &&
      !written.slice(0, at).some((before) => before.local === one.local && namespaceOf(before) === namespaceOf(one)),
  );
}
