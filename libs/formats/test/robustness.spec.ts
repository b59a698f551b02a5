import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { formats } from '../src/index.ts';
import { fixtures, readCut, type Reading, samples } from './reading.ts';

/** What holds of any reading, whatever the bytes were. */
function expectSound({ lines, findings, messages, summary }: Reading): void {
  expect(lines.map(({ ordinal }) => ordinal)).toEqual(lines.map((_, at) => at + 1));
  const rejected = lines.filter(({ kind }) => kind === 'rejected').length;
  expect(summary).toMatchObject({ lines: lines.length, rejected, accepted: lines.length - rejected });
  const errors = findings.filter(({ severity }) => severity === 'error');
  expect(summary.findings.error).toBeGreaterThanOrEqual(Math.min(errors.length, 1));
  const carriesLines =
    messages.length === 0 || messages.some(({ role }) => role === 'declaration' || role === 'tracking');
  if (lines.length === 0 && carriesLines) expect(errors).not.toEqual([]);
  expect(summary.messages).toBe(messages.length);
  for (const line of lines) {
    expect(line.place.offset).toBeGreaterThanOrEqual(0);
    if (line.kind === 'rejected') expect(line.because).toMatchObject({ severity: 'error', line: line.ordinal });
  }
}

const plain = (reading: Reading): unknown => JSON.parse(JSON.stringify(reading)) as unknown;
const fixture = fc.constantFrom(...[...fixtures, ...samples].map(([, bytes]) => bytes));
const format = fc.constantFrom(null, ...formats.map(({ id }) => id));

describe('A reader', () => {
  it.each(fixtures)('gives the same for %s wherever it is cut into chunks', (_, bytes) => {
    const whole = plain(readCut(bytes, []));
    fc.assert(
      fc.property(fc.array(fc.nat(bytes.length), { maxLength: 12 }), (cuts) => {
        expect(
          plain(
            readCut(
              bytes,
              cuts.sort((a, b) => a - b),
            ),
          ),
        ).toEqual(whole);
      }),
      { numRuns: 60 },
    );
    expect(
      plain(
        readCut(
          bytes,
          Array.from({ length: bytes.length }, (_, at) => at),
        ),
      ),
    ).toEqual(whole);
  });

  it.each(fixtures)('takes %s broken off at any byte', (_, bytes) => {
    for (let length = 0; length < bytes.length; length += 1) expectSound(readCut(bytes.subarray(0, length), []));
  });

  it('takes fixtures with bytes changed, taken out and put in', () => {
    const change = fc.record({ at: fc.nat(), cut: fc.nat(40), put: fc.uint8Array({ maxLength: 24 }) });
    fc.assert(
      fc.property(fixture, fc.array(change, { minLength: 1, maxLength: 6 }), format, (bytes, changes, named) => {
        let document = Buffer.from(bytes);
        for (const { at, cut, put } of changes) {
          const from = at % (document.length + 1);
          document = Buffer.concat([document.subarray(0, from), put, document.subarray(from + cut)]);
        }
        expectSound(readCut(document, [], { format: named }));
      }),
      { numRuns: 1_500 },
    );
  });

  it('takes two fixtures spliced into each other', () => {
    fc.assert(
      fc.property(fixture, fixture, fc.nat(), fc.nat(), format, (one, other, a, b, named) => {
        const document = Buffer.concat([one.subarray(0, a % one.length), other.subarray(b % other.length)]);
        expectSound(readCut(document, [], { format: named }));
      }),
      { numRuns: 500 },
    );
  });

  it('takes any bytes under any name', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 4_096 }), format, (bytes, named) =>
        expectSound(readCut(bytes, [], { format: named })),
      ),
      { numRuns: 500 },
    );
  });

  it('takes any text that looks like its own', () => {
    const token = fc.constantFrom(
      ...'{}[]":,<>&;/=?!"\n\r\t\\ '.split(''),
      'CC315A',
      'GOOITEGDS',
      '"shipments"',
      '"ids"',
      'item id',
      '<![CDATA[',
      ']]>',
      '<!--',
      '&#x0;',
      'null',
      '1e999',
    );
    fc.assert(
      fc.property(fc.array(token, { maxLength: 200 }), format, (tokens, named) =>
        expectSound(readCut(Buffer.from(tokens.join('')), [], { format: named })),
      ),
      { numRuns: 1_000 },
    );
  });
});
