import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { input, parcel } from '../../test/parcel.ts';
import { ruleCases } from '../../test/rule-cases.ts';
import { shippedFiles } from '../../test/shipped-scenario.ts';
import { compileScenario } from '../scenario/compile.ts';
import { checkScenario } from './check-scenario.ts';
import { SampleCheck } from './sample-check.ts';

const files = shippedFiles();
const shipped = files['scenario.yaml']!;
const NOW = Date.UTC(2026, 4, 4);

/** Severity, code, rule and message of all that is found after one text was replaced, which must be there. */
function found(from: string, to: string): readonly string[] {
  expect(shipped).toContain(from);
  const { findings } = checkScenario(shipped.replace(from, to), { files }, NOW);
  expect(findings.every(({ row }) => row !== null)).toBe(true);
  return findings.map(({ severity, code, rule, message }) => `${severity} ${code} ${rule ?? '-'}: ${message}`);
}

const override = (until: string, when: string): string => `
overrides:
  - id: agreed
    version: 1
    title: Agreed
    why: Agreed
    owner: Desk
    from: 2026-01-01
    until: ${until}
    needs: [hs_group]
    when: '${when}'
    band: low
    text: Agreed

rules:
`;

describe('A check', () => {
  it('finds nothing in the scenarios that ship', () => {
    for (const name of ['fentanyl-mail', 'fentanyl-mail@1']) {
      const texts = shippedFiles(name);
      expect(checkScenario(texts['scenario.yaml']!, { files: texts }, NOW).findings).toEqual([]);
    }
  });

  it('tells faults as errors, with what they are about', () => {
    expect(found('lane_risk == "high" && (cat', 'lane_risc == "high" && (cat')).toEqual([
      expect.stringMatching(/^error feature light-gift: .* reads lane_risc, .*did you mean lane_risk\?$/),
    ]);
    expect(found("when: 'value_per_kg < 0.8'", 'when: \'value_per_kg < "0.8"\'')[0]).toMatch(/^error condition /);
    expect(found("text: 'HS {hs_code} covers moulds'", "text: 'HS {hs} covers'")[0]).toMatch(
      /^error sentence press-equipment/,
    );
    expect(found('lanes: lanes.yaml', 'lanes: lane.yaml')[0]).toMatch(/^error list -: .*did you mean lanes\.yaml\?$/);
    expect(found('\nrules:\n', override('', 'true'))[0]).toMatch(/^error override agreed: .*an override needs an end/);
  });

  it('finds outcomes that nothing leads to: by themselves, or since others come first', () => {
    expect(found("when: 'missing_count >= 2.0'", "when: 'missing_count >= 2.0 && missing_count < 1.0'")).toEqual([
      'warning never missing-data: some is never reached: its condition never holds',
    ]);
    expect(found("when: 'missing_count >= 2.0'", "when: 'missing_count >= 5.0'")).toEqual([
      'warning never missing-data: some is never reached: an outcome before it always holds first',
    ]);
    const alike = found(
      'consignor_seen_90d == consignor_seen_7d && consignor_consignees_7d >= 6.0',
      'consignor_seen_90d < consignor_seen_7d && consignor_seen_7d < consignor_seen_90d',
    );
    expect(alike).toEqual([expect.stringMatching(/several is never reached: its condition never holds/)]);
  });

  it('finds rules that always answer the same', () => {
    expect(
      found('when: \'equipment_words != ""\'', 'when: \'equipment_words != "" || equipment_words == ""\''),
    ).toEqual([
      'warning always press-words: the rule always answers named, whatever the values',
      'warning never press-words: none is never reached: one before it always holds first',
    ]);
  });

  it('claims nothing of conditions that it cannot see through', () => {
    expect(
      found(
        'when: \'equipment_words != ""\'',
        'when: \'equipment_words.contains("x") && !equipment_words.contains("x")\'',
      ),
    ).toEqual([]);
  });

  it('finds values that a feature never has, with the one that was meant', () => {
    const messages = found('value_shape == "zero"', 'value_shape == "zreo"');
    expect(messages).toContain('warning value value-shape: value_shape is never "zreo"; did you mean zero?');
    expect(found('hs_group == "mould"', 'hs_group == "mold"')).toContain(
      'warning value press-equipment: hs_group is never "mold"; did you mean mould?',
    );
  });

  it('finds needs and lists that nothing reads', () => {
    expect(found('needs: [value_shape]', 'needs: [value_shape, other_view]')).toEqual([
      'warning unused value-shape: nothing here reads other_view; without a value of it nothing can be decided here',
    ]);
  });

  it('finds overrides that are over, or whose scope is everything', () => {
    expect(found('\nrules:\n', override('2026-05-03', 'hs_group == "acyl"'))).toEqual([
      'warning override-over agreed: is over since 2026-05-03; ask Desk',
    ]);
    expect(found('\nrules:\n', override('2026-05-04', 'hs_group == "acyl" || hs_group != "acyl"'))).toEqual([
      'warning always agreed: the condition always holds: its scope is everything',
    ]);
  });

  it('finds bands that nothing leads to: above all weights, below them, or between two sums', () => {
    const small = (rules: string, bands: string) => {
      const head = shipped.slice(0, shipped.indexOf('bands:\n'));
      return checkScenario(`${head}bands:\n${bands}rules:\n${rules}`, { files }, NOW);
    };
    const rule = (weight: number, otherwise: number) => `
  - id: words
    version: 1
    title: Words
    why: Words
    needs: [equipment_words]
    outcomes:
      - outcome: named
        when: 'equipment_words != ""'
        weight: ${weight}
        text: Named
    otherwise: { outcome: none, weight: ${otherwise}, text: None }
    cannotDecide: { weight: ${otherwise}, text: No words }
`;
    const bands = ['low: 0', 'middle: 0.02', 'high: 0.5']
      .map((each) => each.split(': '))
      .map(([name, from]) => `  - { name: ${name}, from: ${from}, recommendation: NONE }\n`)
      .join('');
    const messages = (weight: number, otherwise: number) =>
      small(rule(weight, otherwise), bands).findings.map(({ message }) => message);
    // The base rate of 0.002 is −6.2 in log-odds.
    expect(messages(3, 0)).toEqual([
      'nothing leads to the band high: all weights together come to a score of 0.039 at most',
    ]);
    expect(messages(7, 0)).toEqual([
      'nothing leads to the band middle: no sum of weights comes to a score from 0.02 to 0.5',
    ]);
    expect(messages(7, 3)).toEqual([
      'nothing leads to the band low: all weights together come to a score of 0.039 at least',
    ]);
  });

  it('never throws, whatever is done to the text', () => {
    const edit = fc.record({
      at: fc.nat(shipped.length),
      remove: fc.nat(30),
      insert: fc.oneof(
        fc.string(),
        fc.constantFrom('&a ', '*a', '{', '[', '"', "'", '\n  - ', ': ', 'form: 3\n', '!!js ', '.nan'),
      ),
    });
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 3 }), (edits) => {
        const text = edits.reduce(
          (all, { at, remove, insert }) => all.slice(0, at) + insert + all.slice(at + remove),
          shipped,
        );
        const { findings, scenario } = checkScenario(text, { files }, NOW);
        expect(scenario === null).toBe(findings.some(({ severity }) => severity === 'error'));
      }),
      { numRuns: 100 },
    );
  });
});

describe('A sample', () => {
  it('is counted by rule and outcome, with rules that never, always or cannot decide', () => {
    const sample = new SampleCheck(compileScenario(shipped, { files }));
    for (const { shipment, known } of ruleCases) sample.take(input(shipment, known));
    const rules = new Map(sample.rules().map((each) => [each.rule, each]));
    expect(sample.shipments).toBe(ruleCases.length);
    expect(Object.values(sample.bands).reduce((a, b) => a + b)).toBe(ruleCases.length);
    expect([...rules.values()].every(({ verdict }) => verdict === 'both-ways')).toBe(true);
    const one = new SampleCheck(compileScenario(shipped, { files }));
    one.take(input(parcel({ itemId: 'HAWB-1' })));
    const verdicts = Object.fromEntries(
      one.rules().map(({ rule, verdict, neverKnown }) => [rule, [verdict, ...neverKnown]]),
    );
    expect(verdicts).toMatchObject({
      'hs-fentanyl-family@2': ['never'],
      'missing-data@2': ['always'],
      'number-of-other-country@2': ['undecided', 'number_country'],
    });
  });
});
