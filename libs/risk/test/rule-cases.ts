import type { Shipment } from '@watchpost/domain';
import type { Knowledge } from '../src/index.ts';
import { noKnowledge } from '../src/index.ts';
import { address, article, knowledge, links, parcel, party, seen } from './parcel.ts';

/** Outcome of a rule for which something that it needs is not known. */
const CANNOT_DECIDE = 'cannot-decide';

/** A shipment that leads a rule of the shipped scenario to one of its outcomes. */
export interface RuleCase {
  readonly rule: string;
  readonly outcome: string;
  readonly shipment: Shipment;
  readonly known?: Knowledge;
}

export const hs = (code: string | null) => parcel({ articles: [article({ hs: code })] });
export const described = (description: string | null, code: string | null = '610910') =>
  parcel({ articles: [article({ description, hs: code })] });
const nothingSaid = parcel({ articles: [article({ description: null, hs: null })] });
const worth = (amount: string | null, grossMassKg: number | null) =>
  parcel({
    value: amount === null ? null : { amount, currency: 'USD' },
    grossMassKg,
    articles: [article({ value: null, netMassKg: null })],
  });
const fromChina = party({ address: address({ country: 'CN', city: 'Wuhan', postcode: '430000' }) });
const light = (category: string | null, grossMassKg: number) =>
  parcel({ origin: 'CN', consignor: fromChina, category, grossMassKg });

/** Every outcome of every rule. */
export const ruleCases: readonly RuleCase[] = [
  { rule: 'hs-fentanyl-family', outcome: 'fentanyl', shipment: hs('29333300') },
  { rule: 'hs-fentanyl-family', outcome: 'precursor', shipment: hs('293336') },
  { rule: 'hs-fentanyl-family', outcome: 'related', shipment: hs('2933399990') },
  { rule: 'hs-fentanyl-family', outcome: 'acyl', shipment: hs('291590') },
  { rule: 'hs-fentanyl-family', outcome: 'none', shipment: hs('610910') },
  { rule: 'hs-fentanyl-family', outcome: CANNOT_DECIDE, shipment: hs(null) },

  { rule: 'press-equipment', outcome: 'machine', shipment: hs('847989') },
  { rule: 'press-equipment', outcome: 'die', shipment: hs('820730') },
  { rule: 'press-equipment', outcome: 'mould', shipment: hs('848071') },
  { rule: 'press-equipment', outcome: 'capsule', shipment: hs('960200') },
  { rule: 'press-equipment', outcome: 'none', shipment: hs('847130') },
  { rule: 'press-equipment', outcome: CANNOT_DECIDE, shipment: hs(null) },

  { rule: 'press-words', outcome: 'named', shipment: described('TDP-5 tablet press with M30 punch') },
  { rule: 'press-words', outcome: 'none', shipment: described('Garlic press, steel') },
  { rule: 'press-words', outcome: CANNOT_DECIDE, shipment: nothingSaid },

  { rule: 'cas-number', outcome: 'controlled', shipment: described('Sample CAS 437-38-7') },
  { rule: 'cas-number', outcome: 'precursor', shipment: described('４１６６１－４７－６ 25 g') },
  { rule: 'cas-number', outcome: 'adulterant', shipment: described('Xylazine base 7361-61-7') },
  {
    rule: 'cas-number',
    outcome: 'unlisted',
    shipment: parcel({ articles: [article({ identifiers: [{ scheme: 'CAS', value: '58-08-2' }] })] }),
  },
  { rule: 'cas-number', outcome: 'none', shipment: described('Part no. 437-38-8') },
  { rule: 'cas-number', outcome: CANNOT_DECIDE, shipment: nothingSaid },

  { rule: 'substance-name', outcome: 'controlled', shipment: described('butyryl-parafluorfentanyl powder') },
  { rule: 'substance-name', outcome: 'precursor', shipment: described('1-Boc-4-piperidone, 500 g') },
  { rule: 'substance-name', outcome: 'adulterant', shipment: described('ксилазин') },
  { rule: 'substance-name', outcome: 'hint', shipment: described('Research chemicals, not for human consumption') },
  { rule: 'substance-name', outcome: 'none', shipment: described('Fountain pen') },
  { rule: 'substance-name', outcome: CANNOT_DECIDE, shipment: nothingSaid },

  { rule: 'vague-description', outcome: 'placeholder', shipment: described('XXXX') },
  { rule: 'vague-description', outcome: 'vague', shipment: described('Daily necessities') },
  { rule: 'vague-description', outcome: 'partly-vague', shipment: described('Spare parts for a sewing machine') },
  { rule: 'vague-description', outcome: 'specific', shipment: described('Fountain pen, blue') },
  { rule: 'vague-description', outcome: CANNOT_DECIDE, shipment: nothingSaid },

  { rule: 'value-against-weight', outcome: 'implausibly-high', shipment: worth('9000', 0.2) },
  { rule: 'value-against-weight', outcome: 'implausibly-low', shipment: worth('1.00', 2) },
  { rule: 'value-against-weight', outcome: 'plausible', shipment: worth('25.50', 0.5) },
  { rule: 'value-against-weight', outcome: CANNOT_DECIDE, shipment: worth('25.50', 0) },

  { rule: 'value-shape', outcome: 'zero', shipment: worth('0.00', 1) },
  { rule: 'value-shape', outcome: 'absent', shipment: worth(null, 1) },
  { rule: 'value-shape', outcome: 'round', shipment: worth('50', 1) },
  { rule: 'value-shape', outcome: 'plain', shipment: worth('51.20', 1) },

  {
    rule: 'goods-of-other-origin',
    outcome: 'high-risk-origin',
    shipment: parcel({ articles: [article({ origin: 'CN' })] }),
  },
  {
    rule: 'goods-of-other-origin',
    outcome: 'other-origin',
    shipment: parcel({ articles: [article({ origin: 'PT' })] }),
  },
  { rule: 'goods-of-other-origin', outcome: 'same-country', shipment: parcel() },
  {
    rule: 'goods-of-other-origin',
    outcome: CANNOT_DECIDE,
    shipment: parcel({ articles: [article({ origin: null })] }),
  },

  {
    rule: 'third-country-route',
    outcome: 'high-risk-lane',
    shipment: parcel({ origin: 'CN', consignor: fromChina, route: ['CN', 'KR', 'US'] }),
  },
  {
    rule: 'third-country-route',
    outcome: 'third-country',
    shipment: parcel({ route: [] }),
    known: knowledge({ transitPlace: 'NLAMSA' }),
  },
  { rule: 'third-country-route', outcome: 'direct', shipment: parcel() },
  { rule: 'third-country-route', outcome: CANNOT_DECIDE, shipment: parcel({ route: [] }) },

  { rule: 'number-of-other-country', outcome: 'differs', shipment: parcel({ itemId: 'RB123456785GB' }) },
  { rule: 'number-of-other-country', outcome: 'same', shipment: parcel() },
  {
    rule: 'number-of-other-country',
    outcome: CANNOT_DECIDE,
    shipment: parcel({ itemId: 'HAWB-1', itemIdKind: 'HOUSE' }),
  },

  { rule: 'light-gift', outcome: 'light-gift', shipment: light('Gift', 0.2) },
  { rule: 'light-gift', outcome: 'light', shipment: light('sale of goods', 0.08) },
  { rule: 'light-gift', outcome: 'none', shipment: light('Gift', 2) },
  { rule: 'light-gift', outcome: CANNOT_DECIDE, shipment: light(null, 0.2) },

  { rule: 'goods-against-hs', outcome: 'differs-chemical', shipment: described('Toy', '293399') },
  { rule: 'goods-against-hs', outcome: 'differs', shipment: described('Toy', '851712') },
  { rule: 'goods-against-hs', outcome: 'agrees', shipment: described('Toy train', '950300') },
  { rule: 'goods-against-hs', outcome: 'unknown-words', shipment: described('Fountain pen', '960830') },
  { rule: 'goods-against-hs', outcome: CANNOT_DECIDE, shipment: described('Toy train', null) },

  {
    rule: 'missing-data',
    outcome: 'much',
    shipment: parcel({ consignor: null, consignee: party({ address: null, phones: [] }) }),
  },
  { rule: 'missing-data', outcome: 'some', shipment: parcel({ consignor: party({ name: 'N/A', address: null }) }) },
  { rule: 'missing-data', outcome: 'little', shipment: hs(null) },
  { rule: 'missing-data', outcome: 'complete', shipment: parcel() },

  { rule: 'new-consignor', outcome: 'never-seen', shipment: parcel(), known: knowledge({}, { consignor: seen() }) },
  {
    rule: 'new-consignor',
    outcome: 'well-known',
    shipment: parcel(),
    known: knowledge({}, { consignor: seen({ in90Days: 20 }) }),
  },
  { rule: 'new-consignor', outcome: 'seen', shipment: parcel() },
  { rule: 'new-consignor', outcome: CANNOT_DECIDE, shipment: parcel(), known: knowledge({ historyDays: 6 }) },

  {
    rule: 'new-consignor-many-consignees',
    outcome: 'many',
    shipment: parcel(),
    known: knowledge({}, { consignor: seen({ in7Days: 30, in90Days: 30, linksIn7Days: links(20) }) }),
  },
  {
    rule: 'new-consignor-many-consignees',
    outcome: 'several',
    shipment: parcel(),
    known: knowledge({}, { consignor: seen({ in7Days: 7, in90Days: 7, linksIn7Days: links(7) }) }),
  },
  {
    rule: 'new-consignor-many-consignees',
    outcome: 'none',
    shipment: parcel(),
    known: knowledge({}, { consignor: seen({ in7Days: 30, in90Days: 31, linksIn7Days: links(20) }) }),
  },
  { rule: 'new-consignor-many-consignees', outcome: CANNOT_DECIDE, shipment: parcel(), known: noKnowledge },

  {
    rule: 'many-consignors-one-consignee',
    outcome: 'many',
    shipment: parcel(),
    known: knowledge({}, { consignee: seen({ linksIn30Days: links(10) }) }),
  },
  {
    rule: 'many-consignors-one-consignee',
    outcome: 'business',
    shipment: parcel(),
    known: knowledge({}, { consignee: seen({ linksIn30Days: links(60) }) }),
  },
  { rule: 'many-consignors-one-consignee', outcome: 'few', shipment: parcel() },
  { rule: 'many-consignors-one-consignee', outcome: CANNOT_DECIDE, shipment: parcel(), known: noKnowledge },

  {
    rule: 'shared-address',
    outcome: 'consignee',
    shipment: parcel(),
    known: knowledge({}, { consigneeAddress: seen({ linksIn30Days: links(4) }) }),
  },
  {
    rule: 'shared-address',
    outcome: 'consignor',
    shipment: parcel(),
    known: knowledge({}, { consignorAddress: seen({ linksIn30Days: links(6) }) }),
  },
  { rule: 'shared-address', outcome: 'none', shipment: parcel() },
  { rule: 'shared-address', outcome: CANNOT_DECIDE, shipment: parcel(), known: noKnowledge },

  {
    rule: 'shared-phone',
    outcome: 'shared',
    shipment: parcel(),
    known: knowledge({}, { consigneePhone: seen({ linksIn30Days: links(3) }) }),
  },
  { rule: 'shared-phone', outcome: 'none', shipment: parcel() },
  { rule: 'shared-phone', outcome: CANNOT_DECIDE, shipment: parcel(), known: noKnowledge },

  {
    rule: 'partners-differ',
    outcome: 'parties',
    shipment: parcel(),
    known: knowledge({ otherView: 'parties-differ' }),
  },
  { rule: 'partners-differ', outcome: 'goods', shipment: parcel(), known: knowledge({ otherView: 'goods-differ' }) },
  { rule: 'partners-differ', outcome: 'none', shipment: parcel(), known: knowledge({ otherView: 'agrees' }) },
  { rule: 'partners-differ', outcome: CANNOT_DECIDE, shipment: parcel(), known: noKnowledge },
];
