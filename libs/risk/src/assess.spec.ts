import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { Article, Party, Shipment } from '@watchpost/domain';
import { input, knowledge, parcel } from '../test/parcel.ts';
import { shippedFiles, shippedScenario } from '../test/shipped-scenario.ts';
import { assess } from './assess.ts';
import { entitySaltOf } from './entities/entity-salt.ts';
import { entityTraitsOf } from './entities/entity-keys.ts';
import { noKnowledge } from './entities/knowledge.ts';
import { compileScenario } from './scenario/compile.ts';

const scenario = shippedScenario();
const salt = entitySaltOf('of the tests');

const orNull = <T>(of: fc.Arbitrary<T>) => fc.option(of, { nil: null });
const text = fc.oneof(
  fc.string({ unit: 'binary' }),
  fc.string(),
  fc.constantFrom('gift', 'CAS 437-38-7', '芬太尼', '４３７－３８－７', '{hs_code}', 'M30', 'é́'.repeat(500)),
);
const number = fc.oneof(fc.double(), fc.constantFrom(0, -0, -1, 1e-320, Number.MAX_VALUE, Number.NaN, Infinity));
const money = fc.record({
  amount: fc.oneof(text, fc.constantFrom('0', '1e999', '-5', '19.90')),
  currency: orNull(text),
});
const identifiers = fc.array(fc.record({ scheme: fc.constantFrom('CAS', 'EORI'), value: text }), { maxLength: 3 });
const address = fc.record({
  lines: fc.array(text, { maxLength: 4 }),
  city: orNull(text),
  region: orNull(text),
  postcode: orNull(text),
  country: orNull(text),
});
const party: fc.Arbitrary<Party> = fc.record({
  name: orNull(text),
  address: orNull(address),
  phones: fc.array(text, { maxLength: 2 }),
  emails: fc.array(text, { maxLength: 2 }),
  identifiers,
});
const article: fc.Arbitrary<Article> = fc.record({
  description: orNull(text),
  hs: orNull(fc.oneof(text, fc.constantFrom('2933', '293333', '9503'))),
  quantity: orNull(number),
  netMassKg: orNull(number),
  value: orNull(money),
  origin: orNull(text),
  identifiers,
});
const shipment: fc.Arbitrary<Shipment> = fc.record({
  itemId: orNull(text),
  itemIdKind: orNull(fc.constantFrom('S10', 'HOUSE', 'AWB', 'REFERENCE')),
  masterBill: orNull(text),
  receptacle: orNull(text),
  dispatch: orNull(text),
  containers: fc.array(text, { maxLength: 2 }),
  consignor: orNull(party),
  consignee: orNull(party),
  notify: orNull(party),
  pieces: orNull(number),
  grossMassKg: orNull(number),
  value: orNull(money),
  postage: orNull(money),
  category: orNull(text),
  articles: fc.array(article, { maxLength: 4 }),
  origin: orNull(text),
  destination: orNull(text),
  route: fc.array(text, { maxLength: 4 }),
  conveyance: fc.constant(null),
  portOfArrival: orNull(text),
  postedAt: fc.constant(null),
  function: fc.constantFrom('original', 'amend', 'cancel'),
});

describe('assess', () => {
  it('never throws, and answers a score between 0 and 1, a band and reasons in order, whatever the shipment', () => {
    fc.assert(
      fc.property(shipment, fc.constantFrom(noKnowledge, knowledge()), (each, known) => {
        const decision = assess(scenario, { shipment: each, partner: 'p', asOf: 0, knowledge: known });
        expect(decision.score).toBeGreaterThanOrEqual(0);
        expect(decision.score).toBeLessThanOrEqual(1);
        expect(scenario.bands.map((band) => band.name)).toContain(decision.band);
        const weights = decision.reasons.map((reason) => Math.abs(reason.weight));
        expect(weights).toEqual([...weights].sort((a, b) => b - a));
        expect(decision.reasons.every((reason) => reason.text !== '')).toBe(true);
        expect(Object.values(decision.features)).not.toContain(null);
        entityTraitsOf(each, salt);
      }),
      { numRuns: 500 },
    );
  });

  it('gives the same bytes for the same input', () => {
    fc.assert(
      fc.property(shipment, (each) => {
        const once = { shipment: each, partner: 'p', asOf: 0, knowledge: knowledge() };
        const again = { ...once, shipment: structuredClone(each) };
        expect(JSON.stringify(assess(scenario, again))).toBe(JSON.stringify(assess(scenario, once)));
      }),
    );
  });
});

describe('A rule that fails', () => {
  const files = shippedFiles();
  const failing = compileScenario(
    files['scenario.yaml']!.replace(`when: 'hs_group == "fentanyl"'`, `when: 'int(hs_group) > 1'`),
    { files },
  );

  it('cannot decide, says by what it failed, and leaves the others as they are', () => {
    const [usual, decision] = [assess(scenario, input(parcel())), assess(failing, input(parcel()))];
    const cause = '"other" is no whole number';
    expect(decision.failures).toEqual([{ rule: 'hs-fentanyl-family@2', cause }]);
    expect(decision.reasons).toContainEqual({
      factor: 'hs-fentanyl-family',
      outcome: 'cannot-decide',
      value: '610910',
      weight: 0,
      text: `The rule could not be worked out: ${cause}`,
      rule: 'hs-fentanyl-family@2',
    });
    expect(decision.score).toBe(usual.score);
    expect(usual.failures).toEqual([]);
  });
});
