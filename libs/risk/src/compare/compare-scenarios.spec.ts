import { describe, expect, it } from '@jest/globals';
import { shippedFiles } from '../../test/shipped-scenario.ts';
import { compareScenarios, type ScenarioComparison, type ScenarioFiles } from './compare-scenarios.ts';

/** It has decided, so that it never changes. */
const kept = shippedFiles('fentanyl-mail@1');
const base: ScenarioFiles = { file: 'before/scenario.yaml', text: kept['scenario.yaml']!, files: kept };

/** The kept scenario after texts of its files were replaced, which must be there. */
function changed(...edits: readonly (readonly [file: string, from: string, to: string])[]): ScenarioFiles {
  const files = { ...kept };
  for (const [file, from, to] of edits) {
    expect(files[file]).toContain(from);
    files[file] = files[file]!.replace(from, () => to);
  }
  return { file: 'after/scenario.yaml', text: files['scenario.yaml']!, files };
}

const inScenario = (from: string, to: string) => ['scenario.yaml', from, to] as const;
const raised = inScenario('version: 1\n', 'version: 2\n');
const words = ({ changes }: ScenarioComparison) =>
  changes.map((each) => `${each.part} ${each.name} ${each.kind}: ${each.words}`);
const stale = (of: ScenarioComparison) => of.stale.map((each) => `${each.part} ${each.name}: ${each.words}`);

describe('Two scenarios compared', () => {
  it('have nothing to tell where they are alike, whatever is commented, titled or explained', () => {
    const alike = changed(
      inScenario('title: Fentanyl by mail', 'title: Fentanyl, by mail'),
      inScenario('# Two in a', '# Some two in a'),
    );
    expect(compareScenarios(base, alike)).toEqual({
      before: 'fentanyl-mail@1',
      after: 'fentanyl-mail@1',
      changes: [],
      stale: [],
    });
  });

  it('say in words what a rule does otherwise, and that its version was not raised', () => {
    const compared = compareScenarios(
      base,
      changed(
        inScenario(
          "when: 'value_per_kg < 0.8'\n        weight: 0.9",
          "when: 'value_per_kg < 0.6'\n        weight: 1.2",
        ),
        inScenario('is more than ordinary goods are worth', 'is more than goods are worth'),
      ),
    );
    expect(words(compared)).toEqual([
      'rule value-against-weight changed: implausibly-high says “{value_usd} USD for {gross_mass_kg} kg is more than goods are worth ({value_per_kg} USD a kilo)” instead of “{value_usd} USD for {gross_mass_kg} kg is more than ordinary goods are worth ({value_per_kg} USD a kilo)”',
      'rule value-against-weight changed: implausibly-low weighs 1.2 instead of 0.9',
      'rule value-against-weight changed: implausibly-low holds when `value_per_kg < 0.6` instead of `value_per_kg < 0.8`',
    ]);
    expect(stale(compared)).toEqual([
      'rule value-against-weight: it has changed, and is version 1 still',
      'scenario fentanyl-mail: it has changed, and is version 1 still',
    ]);
  });

  it('have nothing to reproach where versions went up with what changed', () => {
    const compared = compareScenarios(
      base,
      changed(
        raised,
        inScenario('- id: shared-phone\n    version: 1', '- id: shared-phone\n    version: 2'),
        inScenario("phone_names_30d >= 3.0'\n        weight: 1\n", "phone_names_30d >= 3.0'\n        weight: 1.4\n"),
      ),
    );
    expect(words(compared)).toEqual(['rule shared-phone changed: shared weighs 1.4 instead of 1']);
    expect(stale(compared)).toEqual([]);
  });

  it('tell a version that went back, and one that went up for nothing', () => {
    const up = changed(inScenario('- id: shared-phone\n    version: 1', '- id: shared-phone\n    version: 4'));
    expect(words(compareScenarios(base, up))).toEqual([
      'rule shared-phone changed: version 4 instead of 1, and decides alike',
    ]);
    expect(stale(compareScenarios(up, base))).toContain(
      'rule shared-phone: it has changed, and went from version 4 back to 1',
    );
  });

  it('tell outcomes that came, went or changed places, bands that lift, needs and causes', () => {
    const text = base.text;
    const outcome = / {6}- outcome: capsule\n(?: {8}.*\n)+/.exec(text)![0];
    const compared = compareScenarios(
      base,
      changed(
        inScenario(outcome, ''),
        inScenario(
          'when: \'cas_class == "adulterant"\'\n        weight: 4.5\n',
          'when: \'cas_class == "adulterant"\'\n        weight: 4.5\n        atLeast: high\n',
        ),
        inScenario('needs: [phone_names_30d]', 'needs: [phone_names_30d, history_days]'),
        inScenario(
          '      text: No history of the consignee’s phone',
          "      when: 'history_days < 3.0'\n      text: No history of the consignee’s phone",
        ),
      ),
    );
    expect(words(compared)).toEqual([
      'rule press-equipment changed: the outcome capsule (weight 0.5) is gone',
      'rule cas-number changed: adulterant lifts to high instead of no band',
      'rule shared-phone changed: needs history_days',
      'rule shared-phone changed: cannot decide when `history_days < 3.0`',
    ]);
  });

  it('tell base rate, bands, rules that came and went, and lists entry by entry', () => {
    const rule = / {2}- id: shared-phone\n(?: {4}.*\n)+/.exec(base.text)![0];
    const after = changed(
      raised,
      inScenario('baseRate: 0.002', 'baseRate: 0.004'),
      inScenario('from: 0.1', 'from: 0.12'),
      inScenario(rule, ''),
      ['lanes.yaml', 'elevated: [IN]', 'elevated: [MX]'],
      ['currencies.yaml', 'version: 2026', 'version: 2027'],
      ['currencies.yaml', 'EUR: ', 'EUR: 1'],
    );
    expect(words(compareScenarios(base, after))).toEqual([
      'scenario fentanyl-mail changed: the base rate is 0.004 instead of 0.002: every score goes up',
      'band high changed: begins at 0.12 instead of 0.1',
      'list lanes changed: MX is new (elevated)',
      'list lanes changed: IN is gone (elevated)',
      expect.stringMatching(/^list currencies changed: EUR: 1\d\S* USD instead of \S+ USD$/),
      'rule shared-phone removed: it was version 1',
    ]);
    expect(stale(compareScenarios(base, after))).toEqual([
      'list lanes: it has changed, and is version 2026-11-01 still',
    ]);
    expect(words(compareScenarios(after, base))).toContain('rule shared-phone added: version 1');
  });

  it('tell block list and overrides', () => {
    const files = shippedFiles();
    const entry = (until: string) => `
overrides:
  - { id: agreed, version: 1, title: Agreed, why: Agreed, owner: Desk, from: 2026-01-01, until: ${until}, needs: [hs_group], when: 'hs_group == "acyl"', band: low, text: Agreed }

rules:
`;
    const withOverride = (until: string): ScenarioFiles => ({
      file: 'scenario.yaml',
      text: files['scenario.yaml']!.replace('\nrules:\n', () => entry(until)),
      files,
    });
    const longer = compareScenarios(withOverride('2026-06-30'), withOverride('2026-12-31'));
    expect(words(longer)).toEqual(['override agreed changed: ends on 2026-12-31 instead of 2026-06-30']);
    expect(stale(longer)).toContain('override agreed: it has changed, and is version 1 still');
  });

  it('are not compared where one of them cannot be used', () => {
    expect(() =>
      compareScenarios(base, changed(inScenario('lane_risk == "high" && (c', 'lane == "high" && (c'))),
    ).toThrow(/after\/scenario\.yaml:\d+:\d+ rule light-gift/);
  });
});
