import { describe, expect, it } from '@jest/globals';
import { article, input, parcel } from '../../test/parcel.ts';
import { shippedFiles } from '../../test/shipped-scenario.ts';
import { assess } from '../assess.ts';
import { reproduce } from '../reassess.ts';
import { compileScenario, ScenarioError } from './compile.ts';

const files = shippedFiles();

const blocked = (change = '') => `
blockList:
  - id: burnt-dies
    version: 3
    title: Dies of a vendor that was convicted
    why: Judgment of 2026-02
    needs: [hs_code]
    when: 'listed("burnt-codes", hs_code)'
    band: critical
    text: 'HS {hs_code} is blocked'${change}
`;
const override = (change: Readonly<Record<string, string | null>> = {}) => {
  const fields = {
    id: 'laboratories',
    version: '1',
    title: 'Laboratories that import openly',
    why: 'Agreed with the industry',
    owner: 'Targeting desk',
    from: '2026-05-01',
    until: '2026-05-04',
    needs: '[sender_country]',
    when: `'sender_country == "DE"'`,
    band: 'low',
    text: 'Agreed with laboratories in {sender_country}',
    ...change,
  };
  const lines = Object.entries(fields).flatMap(([name, value]) => (value === null ? [] : [`${name}: ${value}`]));
  return `\noverrides:\n  - ${lines.join('\n    ')}\n`;
};

function compiled(added: string) {
  const text = files['scenario.yaml']!.replace('\nrules:\n', () => `${added}\nrules:\n`).replace(
    '  currencies: currencies.yaml\n',
    '  currencies: currencies.yaml\n  values:\n    burnt-codes: burnt-codes.yaml\n',
  );
  const burnt = 'list: values\nversion: 2026-05-01\nsource: judgments\nvalues: ["820730"]\n';
  return compileScenario(text, { files: { ...files, 'burnt-codes.yaml': burnt } });
}

function faultsOf(added: string): readonly string[] {
  try {
    compiled(added);
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n');
    throw error;
  }
  return [];
}

const of = (hs: string, description = 'Powder') => parcel({ articles: [article({ hs, description })] });
/** On 4 May, the last day of the override. */
const decide = (added: string, hs: string) => assess(compiled(added), input(of(hs)));

describe('The order between kinds', () => {
  const natural = assess(compiled(''), input(of('293333')));

  it('is block list, override, rules, and the score stays that of the rules', () => {
    expect(natural).toMatchObject({ band: 'high', recommendation: 'RFS', ruling: null });
    const overridden = decide(override(), '293333');
    expect(overridden).toMatchObject({
      score: natural.score,
      band: 'low',
      recommendation: 'NONE',
      ruling: { kind: 'override', rule: 'laboratories@1', band: 'high', recommendation: 'RFS' },
    });
    expect(overridden.reasons[0]).toEqual({
      factor: 'laboratories',
      outcome: 'override',
      value: null,
      weight: 0,
      text: 'Agreed with laboratories in DE',
      rule: 'laboratories@1',
    });
    expect(overridden.reasons.slice(1)).toEqual(natural.reasons);
    const both = decide(blocked() + override(), '820730');
    expect(both).toMatchObject({ band: 'critical', ruling: { kind: 'block', rule: 'burnt-dies@3' } });
    expect(both.reasons[0]!.text).toBe('HS 820730 is blocked');
  });

  it('leaves out an override before its first day and after its last', () => {
    const [first, last] = [Date.UTC(2026, 4, 1), Date.UTC(2026, 4, 5)];
    const bandAt = (asOf: number) => assess(compiled(override()), { ...input(of('293333')), asOf }).band;
    expect([first - 1, first, last - 1, last].map(bandAt)).toEqual(['high', 'low', 'low', 'high']);
  });

  it('leaves out what reads a feature without a value, or fails; the latter is told and counted', () => {
    const unknown = override({ needs: '[number_country]', when: `'number_country != ""'` });
    const noNumber = { ...of('293333'), itemId: 'HAWB-1' };
    expect(assess(compiled(unknown), input(noNumber)).ruling).toBeNull();
    const failing = decide(override({ when: `'int(sender_country) > 1'` }), '293333');
    const cause = '"DE" is no whole number';
    expect(failing).toMatchObject({ band: 'high', ruling: null, failures: [{ rule: 'laboratories@1', cause }] });
    expect(failing.reasons.at(-1)).toMatchObject({
      factor: 'laboratories',
      outcome: 'cannot-decide',
      text: `The rule could not be worked out: ${cause}`,
    });
  });

  it('is kept when a decision is made again from what it recorded', () => {
    const scenario = compiled(blocked() + override());
    for (const hs of ['820730', '293333']) {
      const asked = input(of(hs));
      const first = assess(scenario, asked);
      expect(first.ruling).not.toBeNull();
      expect(reproduce(scenario, asked, first.features)).toEqual(first);
    }
  });
});

describe('What is refused', () => {
  it.each([
    ['an override without owner', override({ owner: null }), /rule laboratories: .*an override needs an owner/],
    ['an override without end', override({ until: null }), /rule laboratories: .*an override needs an end/],
    ['an end before the beginning', override({ until: '2026-04-30' }), /rule laboratories: an override ends after/],
    ['a band that is not there', override({ band: 'lower' }), /lower is no band of this scenario; did you mean low\?/],
    [
      'a list that is not there',
      blocked().replace('"burnt-codes"', '"burnt-code"'),
      /no list burnt-code .*did you mean burnt-codes\?/,
    ],
    [
      'a fact that does not exist',
      override({ text: 'Agreed with {sender}' }),
      /the sentence names \{sender\}, which is no feature/,
    ],
    ['an id that a rule has', override({ id: 'press-words' }), /press-words is there twice/],
  ])('%s, with its place', (_what, added, message) => {
    const [fault, ...others] = faultsOf(added);
    expect(fault).toMatch(/^scenario\.yaml:\d+:\d+ /);
    expect(fault).toMatch(message);
    expect(others).toEqual([]);
  });
});

describe('A text without a form', () => {
  it('is read as it was before there were forms', () => {
    const first = shippedFiles('fentanyl-mail@1');
    expect(compileScenario(first['scenario.yaml']!, { files: first }).label).toBe('fentanyl-mail@1');
    const withOverride = first['scenario.yaml']!.replace('\nrules:\n', () => `${override()}\nrules:\n`);
    expect(() => compileScenario(withOverride, { files: first })).toThrow(/Unrecognized key: "overrides"/);
  });
});
