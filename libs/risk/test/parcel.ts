import type { Address, Article, Party, Shipment } from '@watchpost/domain';
import { type AssessmentInput, type Knowledge, neverSeen, type Sightings } from '../src/index.ts';

export const article = (change: Partial<Article> = {}): Article => ({
  description: 'Cotton t-shirts, two, blue',
  hs: '610910',
  quantity: 2,
  netMassKg: 0.4,
  value: { amount: '19.90', currency: 'EUR' },
  origin: 'DE',
  identifiers: [],
  ...change,
});

export const address = (change: Partial<Address> = {}): Address => ({
  lines: ['Lindenstraße 4'],
  city: 'Kassel',
  region: null,
  postcode: '34117',
  country: 'DE',
  ...change,
});

export const party = (change: Partial<Party> = {}): Party => ({
  name: 'Hanna Vogel',
  address: address(),
  phones: ['+49 561 2345678'],
  emails: [],
  identifiers: [],
  ...change,
});

/** A parcel with everything declared and nothing remarkable: two shirts from Kassel to Boise. */
export const parcel = (change: Partial<Shipment> = {}): Shipment => ({
  itemId: 'CP123456785DE',
  itemIdKind: 'S10',
  masterBill: null,
  receptacle: null,
  dispatch: null,
  containers: [],
  consignor: party(),
  consignee: party({
    name: 'Ruth Alder',
    address: address({ lines: ['18 Juniper Ct'], city: 'Boise', postcode: '83702', country: 'US' }),
    phones: ['208-555-0142'],
  }),
  notify: null,
  pieces: 1,
  grossMassKg: 0.5,
  value: { amount: '19.90', currency: 'EUR' },
  postage: null,
  category: 'sale of goods',
  articles: [article()],
  origin: 'DE',
  destination: 'US',
  route: ['DE', 'US'],
  conveyance: null,
  portOfArrival: 'USJFKA',
  postedAt: null,
  function: 'original',
  ...change,
});

export const seen = (change: Partial<Sightings> = {}): Sightings => ({ ...neverSeen, ...change });

/** Ninety days of history in which everybody has been seen now and then. */
export const knowledge = (
  change: Partial<Knowledge> = {},
  sightings: Partial<Knowledge['sightings']> = {},
): Knowledge => {
  const usual = seen({ in7Days: 1, in30Days: 2, in90Days: 5, linksIn7Days: 1n, linksIn30Days: 3n });
  return {
    historyDays: 90,
    otherView: 'none',
    transitPlace: null,
    ...change,
    sightings: {
      consignor: usual,
      consignee: usual,
      consignorAddress: usual,
      consigneeAddress: usual,
      consigneePhone: usual,
      ...sightings,
    },
  };
};

export const input = (shipment: Shipment, known: Knowledge = knowledge()): AssessmentInput => ({
  shipment,
  partner: 'de-post',
  asOf: Date.UTC(2026, 4, 4),
  knowledge: known,
});

/** A sketch of so many different members, spread as a hash spreads them. */
export const links = (members: number): bigint => (1n << BigInt(members)) - 1n;
