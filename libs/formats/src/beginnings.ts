/** What a document can be written in whose beginning cannot be taken for anything else. A table has none. */
export type Syntax = 'edifact' | 'x12' | 'cargo-imp' | 'xml' | 'watchpost-json';

/** Characters from which a beginning can be told; a start tag that is longer is none. */
export const BEGINNING_LENGTH = 2_048;

interface Mark {
  readonly syntax: Syntax;
  /** The first characters. */
  readonly first: string;
  /** All of it. */
  readonly whole: RegExp;
  /** Characters in which it must be seen. */
  readonly length: number;
}

const attribute = `\\s+[\\w:.-]+\\s*=\\s*(?:"[^"<]*"|'[^'<]*')`;
const marks: readonly Mark[] = [
  { syntax: 'edifact', first: 'UNA', whole: /UNA[^A-Za-z0-9]{4}[^][^A-Za-z0-9\s]\s{0,8}(?:UNB|$)/y, length: 20 },
  { syntax: 'edifact', first: 'UNB', whole: /UNB[^\w\s]UN[A-Z]{2}[^\w\s]\d/y, length: 10 },
  { syntax: 'x12', first: 'ISA', whole: /ISA([^\w\s])\d{2}\1/y, length: 7 },
  {
    syntax: 'cargo-imp',
    first: 'F',
    whole: /F(?:WB|HL|FM|SU|NA|MA|SN|BL)\/\d{1,2}[ \t]{0,4}(?:[\r\n]|$)/y,
    length: 12,
  },
  { syntax: 'xml', first: '<?xml', whole: /<\?xml\s/y, length: 6 },
  {
    syntax: 'xml',
    first: '<',
    whole: new RegExp(`<[A-Za-z_][\\w.-]*(?::[\\w.-]+)?(?:${attribute}){0,64}\\s*/?>`, 'y'),
    length: BEGINNING_LENGTH,
  },
  {
    syntax: 'watchpost-json',
    first: '{',
    whole: /\{\s{0,80}"(?:watchpost|type|ids|shipments|tracking|reference|issuedAt)"\s{0,20}:/y,
    length: 128,
  },
];
const firsts = new Set(marks.map(({ first }) => first.charCodeAt(0)));

/**
 * What plainly begins there: service string advice or header of an interchange, an XML declaration or a whole start tag, the identifier
 * of a Cargo-IMP message on a line of its own, an object of Watchpost JSON. `unclear` where more has to be seen to tell.
 * @param text one character a byte
 * @param extent `all` where nothing follows the text
 */
export function beginningAt(text: string, at: number, extent: 'more' | 'all'): Syntax | 'unclear' | null {
  if (!firsts.has(text.charCodeAt(at))) return null;
  const seen = text.length - at;
  for (const { syntax, first, whole, length } of marks) {
    const isPossible = text.startsWith(first, at) || (seen < first.length && first.startsWith(text.slice(at)));
    if (!isPossible) continue;
    if (seen < length && extent === 'more') return 'unclear';
    whole.lastIndex = at;
    const found = whole.exec(text);
    if (found !== null && found[0].length <= length) return syntax;
  }
  return null;
}

/** Where a line of text may begin, or a tag behind another. */
const starts = /(?:^|[\r\n>])[ \t]*(?=UN[AB]|ISA|F[A-Z]{2}\/|<|\{)/g;

/**
 * Plain beginnings at starts of lines, in their order.
 * @param which `declared` passes over start tags without an XML declaration, and over JSON: they may be parts of something else
 */
export function* beginningsIn(
  text: string,
  which: 'any' | 'declared',
): Generator<{ readonly at: number; readonly syntax: Syntax }> {
  for (const { index, 0: start } of text.matchAll(starts)) {
    const at = index + start.length;
    const syntax = beginningAt(text, at, 'all');
    if (syntax === null || syntax === 'unclear') continue;
    const isDeclared = syntax === 'xml' ? text.startsWith('<?xml', at) : syntax !== 'watchpost-json';
    if (isDeclared || which === 'any') yield { at, syntax };
  }
}
