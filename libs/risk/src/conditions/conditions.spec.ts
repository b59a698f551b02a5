import { describe, expect, it } from '@jest/globals';
import { Environment } from '@marcbachmann/cel-js';
import fc from 'fast-check';
import { type FeatureName, type Features, featureNames } from '../features/catalogue.ts';
import { ConditionFailure } from './condition-fault.ts';
import { Conditions } from './conditions.ts';

const needs = ['gross_mass_kg', 'value_usd', 'hs_code', 'description'] as const satisfies readonly FeatureName[];
const conditions = new Conditions(needs);
const nothing = Object.fromEntries(featureNames.map((name) => [name, null])) as Features;
const withValues = (values: Partial<Features>): Features => ({ ...nothing, ...values });

function holds(text: string, values: Partial<Features>): boolean {
  const result = conditions.compile(text);
  if (result.kind === 'fault') throw new Error(result.message);
  return result.condition(withValues(values));
}

function faultOf(text: string): { readonly message: string; readonly at: number } {
  const result = conditions.compile(text);
  if (result.kind !== 'fault') throw new Error(`${text} has no fault`);
  return result;
}

describe('A condition', () => {
  it.each([
    ['gross_mass_kg < 0.5', true],
    ['gross_mass_kg > 2', false],
    ['hs_code.startsWith("2933") && !(value_usd == 0.0)', true],
    ['hs_code in ["293333", "293399"]', true],
    ['description.lowerAscii().contains("powder") || false', true],
    ['value_usd / gross_mass_kg >= 100.0', true],
    ['size(description) > 5', true],
    ['int(hs_code) % 2 == 1', true],
    ['description.matches("^White [a-z]+$")', true],
    ['(gross_mass_kg > 1.0 ? value_usd : gross_mass_kg) < 0.3', true],
  ])('%s gives %s', (text, expected) => {
    expect(
      holds(text, {
        gross_mass_kg: 0.25,
        value_usd: 25,
        hs_code: '293333',
        description: 'White Powder'.replace('P', 'p'),
      }),
    ).toBe(expected);
  });

  it('fails with a cause where a value does not fit', () => {
    expect(() => holds('int(hs_code) > 3', { hs_code: '29.33' })).toThrow(
      new ConditionFailure('"29.33" is no whole number'),
    );
    expect(() => holds('1 / (size(hs_code) - 1) > 0', { hs_code: '2' })).toThrow(
      new ConditionFailure('division by zero'),
    );
  });

  it('holds where its other side settles it, as CEL says, whichever side fails', () => {
    const values = { hs_code: 'x', gross_mass_kg: 1 };
    expect(holds('int(hs_code) > 3 || gross_mass_kg == 1.0', values)).toBe(true);
    expect(holds('int(hs_code) > 3 && gross_mass_kg == 2.0', values)).toBe(false);
    expect(() => holds('int(hs_code) > 3 && gross_mass_kg == 1.0', values)).toThrow(ConditionFailure);
  });

  it.each([
    ['[1, 2].exists(x, x > 1)', /exists\(\) is nothing a condition can call/],
    ['cel.bind(x, value_usd, x > 1.0)', /bind\(\) is nothing a condition can call/],
    ['{"a": 1}["a"] == 1', /Exceeded max|look into/],
    ['description.match("x")', /no matching overload/],
    ['description.matches("(a+)+$")', /a group in a pattern cannot be repeated/],
    ['description.matches(".*.*.*x")', /at most 2 repetitions/],
    ['description.matches("(?=a)")', /look ahead/],
    ['description.matches("(a)\\\\1")', /refer to what it has found/],
    ['description.matches("(a?)(a?)(a?)(a?)(a?)(a?)(a?)(a?)(a?)(a?)b")', /too many ways/],
    ['description.matches("[")', /Invalid regular expression/],
    ['description.matches(hs_code)', /needs its pattern as it stands/],
    ['gross_mass == 1.0', /reads gross_mass, which is no feature; did you mean gross_mass_kg\?/],
    ['gross_mass_kg == 2', /write numbers with a point: 2\.0/],
  ])('%s is refused', (text, message) => {
    expect(faultOf(text).message).toMatch(message);
  });

  it('says where in its text the fault is', () => {
    expect(faultOf('value_usd > 1.0 && nothing > 2.0').at).toBe(19);
    expect(faultOf('value_usd > 1.0 && [1].exists(x, x > 0)').at).toBe(19);
  });
});

describe('Any text as a condition', () => {
  const tree = fc.letrec<{ bool: string; double: string; text: string; whole: string }>((tie) => ({
    double: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'd' },
      fc.constantFrom('gross_mass_kg', 'value_usd', '0.0', '1.5', '-2.0'),
      fc
        .tuple(tie('double'), fc.constantFrom('+', '-', '*', '/'), tie('double'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('text').map((text) => `double(${text})`),
      fc.tuple(tie('bool'), tie('double'), tie('double')).map(([c, a, b]) => `(${c} ? ${a} : ${b})`),
    ),
    whole: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'd' },
      fc.constantFrom('0', '3', '9223372036854775807'),
      fc
        .tuple(tie('whole'), fc.constantFrom('+', '-', '*', '/', '%'), tie('whole'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('text').map((text) => `size(${text})`),
      tie('text').map((text) => `int(${text})`),
    ),
    text: fc.oneof(
      { maxDepth: 3, depthIdentifier: 'd' },
      fc.constantFrom('hs_code', 'description', '"29"', '"x"', '"7"'),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} + ${b})`),
      fc.tuple(tie('text'), fc.constantFrom('lowerAscii', 'upperAscii', 'trim')).map(([a, name]) => `${a}.${name}()`),
    ),
    bool: fc.oneof(
      { maxDepth: 4, depthIdentifier: 'd' },
      fc.constantFrom('true', 'false'),
      fc
        .tuple(tie('bool'), fc.constantFrom('&&', '||', '==', '!='), tie('bool'))
        .map(([a, op, b]) => `(${a} ${op} ${b})`),
      tie('bool').map((a) => `!${a}`),
      fc
        .tuple(
          fc.constantFrom('double', 'whole', 'text') as fc.Arbitrary<'double' | 'whole' | 'text'>,
          fc.constantFrom('==', '!=', '<', '<=', '>', '>='),
        )
        .chain(([kind, op]) => fc.tuple(tie(kind), tie(kind)).map(([a, b]) => `(${a} ${op} ${b})`)),
      fc
        .tuple(tie('text'), fc.constantFrom('contains', 'startsWith', 'endsWith'), tie('text'))
        .map(([a, name, b]) => `${a}.${name}(${b})`),
      fc.tuple(tie('text'), tie('text')).map(([a, b]) => `(${a} in [${b}, "29"])`),
    ),
  }));
  const values = fc.record({
    gross_mass_kg: fc.constantFrom(0, 0.25, 1.5, -3),
    value_usd: fc.constantFrom(0, 1.5, 1e300),
    // Without the empty text: int("") is 0 to the library, which no other CEL says.
    hs_code: fc.constantFrom('2933', '7', 'x7'),
    description: fc.constantFrom('White', ' 29 ', '芬太尼'),
  });
  const reference = new Environment({ limits: { maxMapEntries: 0 } })
    .registerVariable('gross_mass_kg', 'double')
    .registerVariable('value_usd', 'double')
    .registerVariable('hs_code', 'string')
    .registerVariable('description', 'string');

  it('comes to what the library comes to, and fails where it fails', () => {
    fc.assert(
      fc.property(tree.bool, values, (text, known) => {
        const result = conditions.compile(text);
        if (result.kind === 'fault') return expect(result.message).toMatch(/Exceeded|no such overload/);
        expect(outcomeOf(() => result.condition(withValues(known)))).toBe(
          outcomeOf(() => reference.parse(text)(known) as boolean),
        );
        if (!result.canFail) expect(outcomeOf(() => result.condition(withValues(known)))).not.toBe('fails');
      }),
      { numRuns: 3_000 },
    );
  });

  it('never throws before it meets values, whatever the text', () => {
    const pieces = fc.constantFrom(
      'gross_mass_kg',
      ' && ',
      '(',
      ')',
      '[',
      ']',
      '"',
      '.matches(',
      '?',
      ':',
      '1',
      ' in ',
      '{',
      '}',
      ',',
      '.',
      '!',
      '-',
      '\\',
      '\n',
      'x',
      '*',
    );
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.string(),
      fc.array(pieces, { maxLength: 60 }).map((each) => each.join('')),
    );
    fc.assert(
      fc.property(text, (each) => {
        expect(['condition', 'fault']).toContain(conditions.compile(each).kind);
      }),
      { numRuns: 2_000 },
    );
  });
});

function outcomeOf(work: () => boolean): boolean | 'fails' {
  try {
    return work();
  } catch {
    return 'fails';
  }
}
