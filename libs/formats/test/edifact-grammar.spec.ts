import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from './changed-text.ts';
import { faultsOfForm } from './faults-of-form.ts';
import { read } from './reading.ts';

/** Service characters, in the order of UNA: component, element, decimal mark, release, repetition, terminator. */
interface Signs {
  readonly advice: string;
  readonly syntax: string;
}

const signs: fc.Arbitrary<Signs> = fc.constantFrom(
  { advice: '', syntax: 'UNOC:3' },
  { advice: ":+.? '", syntax: 'UNOC:3' },
  { advice: ":+,? '", syntax: 'UNOA:2' },
  { advice: ":+.?*'", syntax: 'UNOW:4' },
  { advice: '|^.\\ ~', syntax: 'UNOC:3' },
  { advice: ':+.? \n', syntax: 'UNOC:3' },
  { advice: '\u001f\u001d.  \u001c', syntax: 'UNOB:3' },
);

const word = fc.stringMatching(/^[A-Z][A-Za-z0-9 ?+:'*|^~\\.,-]{0,40}[A-Z]$/);
const count = fc.integer({ min: 1, max: 999 });

/** Segments as lists of elements, each a list of components; written with any signs. */
type Element = string | readonly string[];
type Segment = readonly Element[];
interface Message {
  readonly type: readonly string[];
  readonly segments: readonly Segment[];
  readonly lines: number;
}

const party = (code: string, name: string): Segment => [
  'NAD',
  code,
  '',
  '',
  name,
  'STREET 1',
  'TOWN',
  '',
  '43215',
  'US',
];
const goodsOf = (text: string, packages: number): readonly Segment[] => [
  ['GID', '1', [`${packages}`, 'CT']],
  ['FTX', 'AAA', '', '', text],
  ['MEA', 'AAE', 'G', ['KGM', `${packages}`]],
];

const report = fc.array(fc.tuple(word, word, count), { minLength: 1, maxLength: 4 }).map((lines): Message => ({
  type: ['CUSCAR', 'D', '95B', 'UN'],
  lines: lines.length,
  segments: [
    ['BGM', '85', 'M1', '9'],
    ['CNT', ['10', `${lines.length}`]],
    ...lines.flatMap(([name, text, packages], at): readonly Segment[] => [
      ['CNI', `${at + 1}`],
      ['RFF', ['BM', `B${at}`]],
      party('CZ', name),
      party('CN', 'B'),
      ...goodsOf(text, packages),
    ]),
  ],
}));

const items = fc.array(fc.tuple(word, word), { minLength: 1, maxLength: 4 }).map((lines): Message => ({
  type: ['ITMATT', '1', '1', 'UP'],
  lines: lines.length,
  segments: [
    ['BGM', ['ITM'], 'A1', '9'],
    ['CNT', ['10', `${lines.length}`]],
    ...lines.flatMap(([name, text], at): readonly Segment[] => [
      ['CNI', `${at + 1}`, `H${at}`],
      party('CZ', name),
      party('CN', 'B'),
      ['GID', '1', ['1', 'PCE']],
      ['FTX', 'AAA', '', '', text],
    ]),
  ],
}));

const events = count.map((): Message => ({
  type: ['EMSEVT', '3', '1', 'UP'],
  lines: 1,
  segments: [
    ['BGM', 'EVT', 'E1', '9'],
    ['CNI', '1', 'EE123456785KR'],
    ['STS', '', 'EMC'],
    ['DTM', ['334', '202611181130', '203']],
  ],
}));

const answer = word.map((text): Message => ({
  type: ['CONTRL', '4', '1', 'UN'],
  lines: 0,
  segments: [['UCI', text.slice(0, 10).replace(/[^A-Z0-9]/g, 'X'), 'A', 'B', '7']],
}));

const messages = fc.array(fc.oneof(report, items, events, answer), { minLength: 1, maxLength: 4 });

interface Writing {
  readonly signs: Signs;
  readonly breaks: string;
  readonly groups: 'in groups' | 'in none';
}

function interchange(
  all: readonly Message[],
  { signs: { advice, syntax }, breaks, groups }: Writing,
  n: number,
): string {
  const [component, element, , release, repetition, terminator] = (advice || ":+.? '") as unknown as string[];
  const special = [
    component,
    element,
    terminator,
    release,
    ...(syntax.endsWith('4') ? [repetition === ' ' ? '*' : repetition] : []),
  ].filter((sign) => sign !== ' ') as string[];
  // A syntax without release character cannot write its own signs.
  const written = (text: string): string =>
    [...text]
      .map((letter) => (!special.includes(letter) ? letter : release === ' ' ? '-' : release! + letter))
      .join('');
  const segment = (parts: Segment): string =>
    parts.map((part) => (typeof part === 'string' ? written(part) : part.map(written).join(component))).join(element) +
    terminator +
    breaks;
  const body = all.flatMap(({ type, segments }, at) => {
    const reference = `${at + 1}`;
    return [['UNH', reference, type], ...segments, ['UNT', `${segments.length + 2}`, reference]] as const;
  });
  const grouped: readonly Segment[] =
    groups === 'in groups'
      ? [['UNG', 'CUSCAR', 'A', 'B', ['261118', '0930'], 'G1', 'UN'], ...body, ['UNE', `${all.length}`, 'G1']]
      : body;
  const within = groups === 'in groups' ? 1 : all.length;
  return [
    advice === '' ? '' : `UNA${advice}`,
    ...[
      ['UNB', syntax.split(':'), 'SENDER', 'RECIPIENT', ['261118', '0930'], `I${n}`] as const,
      ...grouped,
      ['UNZ', `${within}`, `I${n}`] as const,
    ].map(segment),
  ].join('');
}

const document = fc
  .array(
    fc.record({
      messages,
      signs,
      breaks: fc.constantFrom('', '\n', '\r\n'),
      groups: fc.constantFrom('in groups', 'in none') as fc.Arbitrary<Writing['groups']>,
    }),
    { minLength: 1, maxLength: 3 },
  )
  .map((interchanges) => ({
    messages: interchanges.reduce((sum, { messages }) => sum + messages.length, 0),
    lines: interchanges.flatMap(({ messages }) => messages).reduce((sum, { lines }) => sum + lines, 0),
    text: interchanges.map(({ messages, ...writing }, n) => interchange(messages, writing, n)).join(''),
  }));

describe('EDIFACT of any signs, groups and messages', () => {
  it('that is written as the standard says is read without a fault of form, each line of each message', () => {
    fc.assert(
      fc.property(document, ({ text, messages, lines }) => {
        const reading = read(text);
        expect(faultsOfForm(reading)).toEqual([]);
        expect(reading.summary).toMatchObject({ format: 'edifact', messages, lines });
      }),
      { numRuns: 300 },
    );
  });

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'edifact'));
});
