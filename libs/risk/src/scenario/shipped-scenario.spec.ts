import { describe, expect, it } from '@jest/globals';
import { article, input, knowledge, links, parcel, party, seen } from '../../test/parcel.ts';
import { described, ruleCases } from '../../test/rule-cases.ts';
import { shippedScenario } from '../../test/shipped-scenario.ts';
import { assess } from '../assess.ts';
import { noKnowledge } from '../entities/knowledge.ts';
import { readFeatures } from '../features/catalogue.ts';
import { answer, CANNOT_DECIDE } from './compile-rule.ts';

const scenario = shippedScenario();

describe('The scenario that ships', () => {
  it.each(ruleCases)('$rule answers $outcome', ({ rule: id, outcome, shipment, known }) => {
    const rule = scenario.rules.find((each) => each.id === id)!;
    const features = readFeatures(input(shipment, known), scenario.lists);
    expect(answer(rule, features).outcome).toBe(outcome);
  });

  it('has a case for every outcome of every rule that data can lead to', () => {
    const covered = new Set(ruleCases.map((each) => `${each.rule} ${each.outcome}`));
    const all = scenario.rules.flatMap((rule) =>
      [...rule.outcomes, rule.cannotDecide].map(({ outcome }) => `${rule.id} ${outcome}`),
    );
    // These two read features that always have a value.
    const impossible = [`value-shape ${CANNOT_DECIDE}`, `missing-data ${CANNOT_DECIDE}`];
    expect(all.filter((each) => !covered.has(each))).toEqual(impossible);
  });

  it('finds nothing in shirts and books that are well described', () => {
    const book = parcel({ articles: [article({ description: 'Books, second hand novels', hs: '490199' })] });
    for (const shipment of [parcel(), book]) {
      const { band, score, recommendation } = assess(scenario, input(shipment));
      expect({ band, recommendation }).toEqual({ band: 'low', recommendation: 'NONE' });
      expect(score).toBeLessThan(0.003);
    }
  });

  it('asks to hold a powder that is declared by its CAS number, and says why first', () => {
    const shipment = parcel({
      articles: [article({ description: 'Pigment powder CAS 99-99-9 / 21409-26-7', hs: '320417' })],
    });
    const { band, recommendation, reasons } = assess(scenario, input(shipment));
    expect({ band, recommendation }).toEqual({ band: 'critical', recommendation: 'HOLD' });
    expect(reasons[0]).toMatchObject({
      factor: 'cas-number',
      outcome: 'precursor',
      value: '21409-26-7',
      text: 'CAS 21409-26-7 is a listed precursor of fentanyl',
      rule: 'cas-number@2',
    });
  });

  it('adds small circumstances up to an alert where many of them meet', () => {
    const shipment = parcel({
      origin: 'CN',
      consignor: party({ name: 'Li', address: null }),
      consignee: party({ phones: [] }),
      category: 'gift',
      grossMassKg: 0.05,
      articles: [article({ description: 'Gift', hs: null, origin: null })],
      itemId: 'LX123456785CN',
      route: ['CN', 'HK', 'US'],
    });
    const known = knowledge({}, { consignor: seen(), consigneeAddress: seen({ linksIn30Days: links(5) }) });
    expect(assess(scenario, input(shipment, known)).recommendation).toBe('RFS');
    expect(assess(scenario, input({ ...shipment, grossMassKg: 1, category: 'sale' }, knowledge())).recommendation).toBe(
      'NONE',
    );
  });

  it('leaves the score as it is where an outcome lifts the band', () => {
    const shipment = parcel({ articles: [article({ description: 'Fentanyl citrate, blotter, patient carries it' })] });
    const usual = knowledge({}, { consignor: seen({ in90Days: 30 }) });
    const { band, score } = assess(scenario, input(shipment, usual));
    expect(band).toBe('critical');
    expect(score).toBeLessThan(0.5);
  });

  it('cannot decide on history where there is none, and still scores the goods', () => {
    const { reasons, features, recommendation } = assess(
      scenario,
      input(described('Piperidine compound', '293333'), noKnowledge),
    );
    expect(recommendation).toBe('RFS');
    expect(reasons.filter((each) => each.outcome === CANNOT_DECIDE).map((each) => each.factor)).toEqual(
      expect.arrayContaining(['new-consignor', 'shared-address', 'partners-differ']),
    );
    expect(features).not.toHaveProperty('consignor_seen_90d');
  });
});
