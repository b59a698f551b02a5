import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { PlainParser } from './plain-parser.ts';
import { StrictParser } from './strict-parser.ts';
import type { XmlEvents, XmlParser } from './xml-events.ts';

/** Everything that a parser tells of a document, and what it says against it. */
function toldBy(make: (events: XmlEvents) => XmlParser & { settle?(): void }, pieces: readonly string[]) {
  const told: unknown[] = [];
  let depth = 0;
  const note = (...what: readonly unknown[]) => void told.push([...what, parser.position, parser.row]);
  const parser: XmlParser & { settle?(): void } = make({
    open: ({ local, namespace, attributes, start, end, row }) => {
      depth += 1;
      const values = attributes.map((attribute) => [attribute.local, attribute.value]);
      note('open', local, namespace, values, start, end, row);
    },
    // What stands around the outermost element says nothing.
    text: (text) => (depth === 0 ? undefined : note('text', text)),
    close: () => {
      depth -= 1;
      note('close');
    },
    doctype: () => note('doctype'),
    stride: () => undefined,
  });
  try {
    for (const piece of pieces) parser.write(piece);
    parser.settle?.();
  } catch (error) {
    // Rows and columns of the parser itself, which begins where it was asked to.
    note('fault', String(error).replace(/\d+:\d+: /, ''));
  }
  return told;
}

const whole = { written: '', position: 0, row: 1 };

function expectSame(pieces: readonly string[]): void {
  const strict = toldBy((events) => new StrictParser(events, whole), [pieces.join('')]);
  expect(toldBy((events) => new PlainParser(events), pieces)).toEqual(strict);
}

const token = fc.constantFrom(
  ...['<a>', '</a>', '<p:b>', '</p:b>', '<a/>', '<a b="1">', '<p:b c="x" p:c="y"/>', '<a xmlns="u">', '<a xmlns="">'],
  ...[
    '<p:b xmlns:p="v">',
    '<q:b xmlns:p="v" xmlns:q="v" p:c="1" q:c="2">',
    '<a b="1" b="2">',
    "<a b='&lt;'>",
    '<a b="\n">',
  ],
  ...[
    '<a b\r\n= "1"\n>',
    '</a >',
    '</a\r>',
    '<!-- x -->',
    '<!-- x -- y -->',
    '<!---->',
    '<![CDATA[ <x> ]]>',
    '<![CDATA[\r]]>',
  ],
  ...['<?x y?>', '<?xml version="1.0"?>', '<?xml version="1.1"?>', '<!DOCTYPE a>', '<xmlns:a/>', '<a xmlns:xml="u"/>'],
  ...[
    'text',
    ' ',
    '\n',
    '\r',
    '\r\n',
    '\t',
    '&amp;',
    '&#65;',
    '&#x1F600;',
    '&#0;',
    '&no;',
    '&',
    ']]>',
    ']',
    '>',
    '<',
    '"',
  ],
  ...[
    '\u00e9',
    '\u4e2d',
    '\u{1f600}',
    '\ud800',
    '\ufffe',
    '\u0001',
    '\u0085',
    '\u2028',
    '<\u00e9>',
    '</\u00e9>',
    '<a:b:c>',
  ],
);
const document = fc
  .tuple(fc.constantFrom('', '<?xml version="1.0" encoding="UTF-8"?>', '\n'), fc.array(token, { maxLength: 30 }))
  .map(([begin, tokens]) => `${begin}<root xmlns:p="w">${tokens.join('')}</root>`);

/** Pieces of a document cut anywhere but between the halves of a surrogate pair. */
const pieces = (text: string, cuts: readonly number[]): readonly string[] => {
  const characters = Array.from(text);
  const at = [0, ...cuts.map((cut) => cut % (characters.length + 1)).sort((a, b) => a - b), characters.length];
  return at.slice(1).map((end, n) => characters.slice(at[n], end).join(''));
};

describe('The plain parser', () => {
  it('tells of any document what the strict one tells, wherever it is cut', () => {
    fc.assert(
      fc.property(document, fc.array(fc.nat(), { maxLength: 6 }), (text, cuts) => expectSame(pieces(text, cuts))),
      { numRuns: 4_000 },
    );
  });

  it('does so around the outermost element, and where there is none', () => {
    fc.assert(
      fc.property(fc.array(token, { maxLength: 8 }), fc.array(token, { maxLength: 8 }), (before, after) =>
        expectSame([`${before.join('')}<a>x</a>${after.join('')}`]),
      ),
      { numRuns: 2_000 },
    );
  });

  it('reads documents in earnest to their end without the strict one', () => {
    const text =
      '<?xml version="1.0" encoding="UTF-8"?>\r\n<r:a xmlns:r="u" xsi:schemaLocation="u\r\n v" xmlns:xsi="w"><!-- c --><b c="1">x &amp; \u4e2d</b>\r\n<b/><![CDATA[<]]></r:a>\n';
    const parser = new PlainParser({ open() {}, text() {}, close() {}, doctype() {}, stride() {} });
    for (const character of text) parser.write(character);
    parser.settle();
    expect(parser.isPlain).toBe(true);
    expectSame([text]);
  });

  it('hands over a token that does not end', () => {
    const parser = new PlainParser({ open() {}, text() {}, close() {}, doctype() {}, stride() {} });
    parser.write('<a>');
    for (let n = 0; n < 20; n++) parser.write('x'.repeat(1_000));
    expect(parser.isPlain).toBe(false);
  });
});
