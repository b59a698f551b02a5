import { describe, expect, it } from '@jest/globals';
import { shippedFiles } from '../../test/shipped-scenario.ts';
import { compileScenario, ScenarioError } from './compile.ts';

const files = shippedFiles();
const shipped = files['scenario.yaml']!;

/** The shipped scenario with one text replaced, which must be there. */
function changed(from: string, to: string): string {
  expect(shipped).toContain(from);
  return shipped.replace(from, to);
}

function faultsOf(text: string, lists = files): readonly string[] {
  try {
    compileScenario(text, { file: 'mine.yaml', files: lists });
  } catch (error) {
    if (error instanceof ScenarioError) return error.message.split('\n');
    throw error;
  }
  return [];
}

describe('compileScenario', () => {
  it('compiles the scenario that ships', () => {
    const scenario = compileScenario(shipped, { files });
    expect(scenario.label).toBe(`fentanyl-mail@${scenario.version}`);
    expect(scenario.rules.length).toBeGreaterThanOrEqual(12);
  });

  it('names file, place and rule of a feature that does not exist', () => {
    const [fault] = faultsOf(changed('needs: [value_per_kg]', 'needs: [value_per_ton, value_per_kg]'));
    expect(fault).toMatch(
      /^mine\.yaml:\d+:\d+ rule value-against-weight: value_per_ton is no feature; did you mean value_per_kg\?$/,
    );
  });

  it('refuses a condition that reads what its rule does not need', () => {
    const [fault] = faultsOf(changed("when: 'value_per_kg < 0.8'", "when: 'missing_count > 2.0'"));
    expect(fault).toMatch(
      /rule value-against-weight: condition `missing_count > 2.0`: reads missing_count, which is not among/,
    );
  });

  it('names the column within the condition or the sentence', () => {
    const rows = shipped.split('\n');
    const columnOf = (part: string) => rows.find((row) => row.includes(part))!.indexOf(part) + 1;
    const [inCondition] = faultsOf(
      changed('lane_risk == "high" && (category_kind', 'lane_rsk == "high" && (category_kind'),
    );
    expect(inCondition).toMatch(/reads lane_rsk, which is no feature; did you mean lane_risk\?$/);
    expect(Number(/:(\d+) rule/.exec(inCondition!)![1])).toBe(columnOf('lane_risk == "high" && (category_kind'));
    const [inSentence] = faultsOf(changed('{gross_mass_kg} kg on a high', '{gross_mas} kg on a high'));
    expect(Number(/:(\d+) rule/.exec(inSentence!)![1])).toBe(columnOf('{gross_mass_kg} kg on a high'));
  });

  it('refuses a condition whose types do not fit, one that is no condition, and one that cannot be read', () => {
    expect(faultsOf(changed("when: 'value_per_kg < 0.8'", 'when: \'value_per_kg < "x"\''))[0]).toMatch(
      /no such overload/,
    );
    expect(faultsOf(changed("when: 'value_per_kg < 0.8'", "when: 'value_per_kg + 1.0'"))[0]).toMatch(/gives double/);
    expect(faultsOf(changed("when: 'value_per_kg < 0.8'", "when: 'value_per_kg <'"))[0]).toMatch(/Unexpected token/);
  });

  it('says all faults at once', () => {
    const text = changed("when: 'value_per_kg < 0.8'", "when: 'nothing'").replace(
      '{hs_code} is the subheading of an',
      '{hs} is an',
    );
    expect(faultsOf(text)).toHaveLength(2);
  });

  it('names the row of a field that is misspelt', () => {
    const row = shipped.split('\n').findIndex((line) => line.includes('id: press-words'));
    const [fault] = faultsOf(changed('- id: press-words\n    version: 2', '- id: press-words\n    versoin: 2'));
    expect(fault).toContain('rule press-words');
    expect(Number(/mine\.yaml:(\d+)/.exec(fault!)![1])).toBeGreaterThan(row);
  });

  it('refuses repeated rules and outcomes, unknown bands, and bands out of order', () => {
    expect(faultsOf(changed('- id: press-words', '- id: press-equipment'))[0]).toMatch(
      /press-equipment is there twice/,
    );
    expect(faultsOf(changed('- outcome: precursor', '- outcome: fentanyl'))[0]).toMatch(/fentanyl is there twice/);
    expect(faultsOf(changed('atLeast: critical', 'atLeast: red'))[0]).toMatch(/red is no band/);
    expect(faultsOf(changed('from: 0.02', 'from: 0.2'))[0]).toMatch(/from the lowest to the highest/);
  });

  it('names the list that is missing, and the place of a fault within one', () => {
    const { 'lanes.yaml': _, ...withoutLanes } = files;
    expect(faultsOf(shipped, withoutLanes)[0]).toMatch(/^mine\.yaml:\d+:\d+ the list lanes\.yaml is not there$/);
    const wrong = { ...files, 'substances.yaml': files['substances.yaml']!.replace('437-38-7', '437-38-8') };
    expect(faultsOf(shipped, wrong)[0]).toMatch(/^substances\.yaml:\d+:\d+ .*wrong check digit$/);
  });

  it('refuses names that stand for names without end', () => {
    const bomb = [
      'a: &a [x]',
      ...'bcdefghij'
        .split('')
        .map((name, i) =>
          `${name}: &${name} [${'*abcdefghi'[i + 1]}]`.replace(
            /\[(.)\]/,
            (_, of) => `[${Array(9).fill(`*${of}`).join(', ')}]`,
          ),
        ),
    ].join('\n');
    expect(faultsOf(bomb)[0]).toMatch(/^mine\.yaml:1:1 Excessive alias count/);
  });

  it('points at YAML that cannot be read', () => {
    expect(faultsOf('scenario: [')[0]).toMatch(/^mine\.yaml:1:\d+ /);
  });
});
