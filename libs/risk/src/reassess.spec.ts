import { describe, expect, it } from '@jest/globals';
import { knowledge, parcel, seen } from '../test/parcel.ts';
import { ruleCases } from '../test/rule-cases.ts';
import { shippedFiles, shippedScenario } from '../test/shipped-scenario.ts';
import { assess } from './assess.ts';
import { reproduce, rescore } from './reassess.ts';
import { compileScenario } from './scenario/compile.ts';

const scenario = shippedScenario();
const about = { partner: 'de-post', asOf: Date.UTC(2026, 4, 4) };

/** The shipped scenario with one thing changed in its text. */
function changed(from: string, to: string) {
  const files = shippedFiles();
  const text = files['scenario.yaml']!;
  expect(text).toContain(from);
  return compileScenario(text.replace(from, to), { files });
}

describe('A decision made again from what it recorded', () => {
  it.each(ruleCases.map((each) => [`${each.rule} ${each.outcome}`, each] as const))(
    'is the same in every word: %s',
    (_name, { shipment, known }) => {
      const first = assess(scenario, { ...about, shipment, knowledge: known ?? knowledge() });
      expect(reproduce(scenario, { ...about, shipment }, first.features)).toEqual(first);
      expect(rescore(scenario, { ...about, shipment }, first.features)).toEqual(first);
    },
  );

  it('follows the recorded values, where reading the shipment would give others', () => {
    const shipment = parcel();
    const first = assess(scenario, { ...about, shipment, knowledge: knowledge() });
    const recorded = { ...first.features, hs_group: 'fentanyl' };
    expect(first.recommendation).toBe('NONE');
    expect(reproduce(scenario, { ...about, shipment }, recorded).recommendation).toBe('RFS');
  });
});

describe('A decision made anew by another scenario', () => {
  const busy = knowledge({}, { consignor: seen({ in7Days: 40, in90Days: 80, linksIn7Days: (1n << 30n) - 1n }) });

  it('keeps what was known at the time', () => {
    const shipment = parcel();
    const first = assess(scenario, { ...about, shipment, knowledge: busy });
    const other = changed('baseRate: 0.002', 'baseRate: 0.004');
    expect(rescore(other, { ...about, shipment }, first.features)).toEqual(
      assess(other, { ...about, shipment, knowledge: busy }),
    );
  });

  it('cannot decide by what was not recorded', () => {
    const first = assess(scenario, { ...about, shipment: parcel(), knowledge: busy });
    const { consignor_seen_90d: _left, ...recorded } = first.features;
    const { reasons } = rescore(scenario, { ...about, shipment: parcel() }, recorded);
    expect(reasons.filter(({ outcome }) => outcome === 'cannot-decide').length).toBeGreaterThan(0);
  });
});
