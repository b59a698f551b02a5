import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { DocumentOptions, FormatId, ReadField, ReadLine } from '../src/index.ts';
import { lineValues } from '../src/line-json.ts';
import { read } from './reading.ts';

export type ToldLine = Exclude<ReadLine, { readonly kind: 'rejected' }>;

export interface ProvenFields {
  readonly lines: readonly ToldLine[];
  /** What is wrong, in words; empty where every field of every line is told rightly. */
  readonly faults: readonly string[];
}

/**
 * Proves of any document what holds of {@link ReadField}, for every line that is not rejected:
 * - each value of its JSON has one field, and each field a value;
 * - what was worked out says from what, and that is there;
 * - what is stated has its places within the file, and the text that stands there, with the syntax taken off, begins as it was sent;
 * - a text of the shipment is made of the letters and digits that were sent.
 */
export function proveFields(bytes: Buffer, more: Partial<DocumentOptions> = {}): ProvenFields {
  const { lines: all, summary } = read(bytes, { ...more, fields: 'every' });
  const lines = all.filter((line) => line.kind !== 'rejected');
  const source = sourceOf(bytes, summary.format, more.charset ?? null);
  return {
    lines,
    faults: lines.flatMap((line) => faultsOf(line, source).map((fault) => `line ${line.ordinal}: ${fault}`)),
  };
}

/** The field of a line at a JSON pointer. */
export function fieldAt(line: ToldLine, pointer: string): ReadField {
  const found = line.fields?.find(({ field }) => field === pointer);
  if (found === undefined) throw new Error(`No field ${pointer}`);
  return found;
}

function faultsOf(line: ToldLine, source: Source): readonly string[] {
  const { type: _type, ...values } = lineValues(line);
  const leaves = leavesOf(values, '');
  const fields = line.fields ?? [];
  const told = fields.map(({ field }) => field);
  return [
    ...[...leaves.keys()].filter((pointer) => !told.includes(pointer)).map((pointer) => `${pointer} is not told`),
    ...told.filter((pointer, at) => told.indexOf(pointer) !== at).map((pointer) => `${pointer} is told twice`),
    ...told.filter((pointer) => !leaves.has(pointer)).map((pointer) => `${pointer} has no value`),
    ...fields.flatMap((field) => faultsOfField(field, leaves, source)),
  ];
}

const words = new Set(['message', 'mapping', 'partner', 'receipt', 'default']);

function faultsOfField(field: ReadField, leaves: Leaves, source: Source): readonly string[] {
  const { field: pointer, from, sent, place, parts, unit } = field;
  if (from !== null) {
    const isThere = words.has(from) || [...leaves.keys()].some((leaf) => leaf === from || leaf.startsWith(`${from}/`));
    const isBare = sent === null && place === null && parts.length === 0;
    return [
      ...(isThere ? [] : [`${pointer} comes from ${from}, which is not there`]),
      ...(isBare ? [] : [`${pointer} is stated and worked out`]),
    ];
  }
  if (sent === null || place === null) return [`${pointer} has neither a place nor an origin`];
  const stated = [...(parts.length === 0 ? [{ sent, place }] : parts), ...(unit === null ? [] : [unit])];
  return [
    ...stated
      .filter((part) => !source.standsAt(part.place.offset, part.sent))
      .map((part) => `${pointer}: ${JSON.stringify(part.sent)} does not stand at byte ${part.place.offset}`),
    ...(isMadeOf(pointer, leaves.get(pointer), sent)
      ? []
      : [`${pointer}: ${JSON.stringify(leaves.get(pointer))} was not made of ${JSON.stringify(sent)}`]),
  ];
}

/** Words of a code are not its letters, and a moment is written otherwise. */
const rewritten =
  /\/(mode|category|function|itemIdKind|scheme|departs|arrives|arrivesPrecision|issuedAt|postedAt|at|event)$/;
const signs = (text: string): string => text.toUpperCase().replace(/[^\p{L}\p{N}]/gu, '');

function isMadeOf(pointer: string, value: unknown, sent: string): boolean {
  if (typeof value !== 'string' || rewritten.test(pointer)) return true;
  return signs(sent).includes(signs(value)) || signs(value).includes(signs(sent));
}

interface Source {
  standsAt(offset: number, sent: string): boolean;
}

const withoutBlanks = (text: string): string => text.replace(/\s/gu, '');

function sourceOf(bytes: Buffer, format: FormatId | 'unknown', charset: string | null): Source {
  const decoder = new TextDecoder(charset ?? charsetIn(bytes), { ignoreBOM: true });
  const bare = syntaxOf(format, bytes);
  return {
    standsAt(offset, sent) {
      if (offset < 0 || offset >= bytes.length) return false;
      const written = decoder.decode(bytes.subarray(offset, offset + sent.length * 12 + 2_000));
      return bare(written).some((text) => withoutBlanks(text).startsWith(withoutBlanks(sent)));
    },
  };
}

function charsetIn(bytes: Buffer): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le';
  const named = /^<\?xml[^>]*encoding=["']([\w-]+)/.exec(bytes.toString('latin1', 0, 200))?.[1];
  // Of the levels of EDIFACT that are not of the west, one is among the fixtures.
  const level = /UNB.UNO([A-Z])/.exec(bytes.toString('latin1', 0, 200))?.[1];
  const cyrillic = level === 'E' && !isUtf8(bytes) ? 'iso-8859-5' : undefined;
  return named ?? cyrillic ?? (isUtf8(bytes) ? 'utf-8' : 'latin1');
}

/** What a text says that begins there: in all the ways in which the syntax may be taken off it. */
function syntaxOf(format: FormatId | 'unknown', bytes: Buffer): (written: string) => readonly string[] {
  const head = bytes.toString('latin1', 0, 200).replace(/^\u00ef\u00bb\u00bf/, '');
  if (format === 'edifact') return (written) => [unreleased(written, head.startsWith('UNA') ? head[6]! : '?')];
  if (format === 'csv') return (written) => [written, written.trimStart().slice(1).replaceAll('""', '"')];
  if (format === 'watchpost-json') return (written) => [written, jsonText(written)];
  return head.trimStart().startsWith('<') ? xmlTexts : (written) => [written];
}

const unreleased = (text: string, release: string): string =>
  text.replace(new RegExp(`${release.replace(/[\\^$*+?.()|[\]{}]/, '\\$&')}(.)`, 'gs'), '$1');

const jsonText = (written: string): string => {
  const found = /^"(?:[^"\\]|\\.)*"/u.exec(written)?.[0];
  return found === undefined ? '' : String(JSON.parse(found));
};

/** The content of an element, or of one of the attributes of its tag. */
function xmlTexts(written: string): readonly string[] {
  const [tag = ''] = /^<(?:[^"'>]|"[^"]*"|'[^']*')*>/u.exec(written) ?? [];
  const content = written
    .slice(tag.length)
    .replace(/<!--[^]*?-->|<\?[^]*?\?>/gu, '')
    .replace(/<!\[CDATA\[([^]*?)\]\]>/gu, (_, text: string) => text.replaceAll('&', '&amp;'));
  const attributes = [...tag.matchAll(/=\s*(?:"([^"]*)"|'([^']*)')/gu)].map(([, a, b]) => a ?? b ?? '');
  return [content, ...attributes].map(unescaped);
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const unescaped = (text: string): string =>
  text.replace(/&(#x?)?(\w+);/gu, (all, number: string | undefined, name: string) => {
    if (number === undefined) return entities[name] ?? all;
    return String.fromCodePoint(Number.parseInt(name, number === '#x' ? 16 : 10));
  });

type Leaves = ReadonlyMap<string, unknown>;

const leavesOf = (value: unknown, pointer: string): Leaves =>
  typeof value === 'object' && value !== null
    ? new Map(Object.entries(value).flatMap(([name, inner]) => [...leavesOf(inner, `${pointer}/${name}`)]))
    : new Map([[pointer, value]]);
