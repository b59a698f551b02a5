import { type Shipment } from '@watchpost/domain';
import { type AlertProgressed, type ShipmentDeclared } from '../src/generated/events.ts';

/** A shipment in which every field is stated, so that every branch of its schema is written. */
export const fullShipment: Shipment = {
  itemId: 'RB123456785CN',
  itemIdKind: 'S10',
  masterBill: '160-12345675',
  receptacle: 'CNBJSAUSJFKADUN60512001110125',
  dispatch: 'CNBJSAUSJFKADUN60512',
  containers: ['MSKU1234565'],
  consignor: {
    name: 'Hebei Fine Trading Co',
    address: {
      lines: ['Building 4', '18 Zhonghua Road'],
      city: 'Shijiazhuang',
      region: 'Hebei',
      postcode: '050000',
      country: 'CN',
    },
    phones: ['+8631188880000'],
    emails: ['sales@example.com'],
    identifiers: [{ scheme: 'USCC', value: '91130100MA07XXXX0X' }],
  },
  consignee: { name: 'J Doe', address: null, phones: [], emails: [], identifiers: [] },
  notify: { name: null, address: null, phones: [], emails: [], identifiers: [] },
  pieces: 1,
  grossMassKg: 0.42,
  value: { amount: '19.90', currency: 'USD' },
  postage: { amount: '7', currency: null },
  category: 'sale of goods',
  articles: [
    {
      description: 'pigment – Δ9, 颜料',
      hs: '293333',
      quantity: 2,
      netMassKg: 0.3,
      value: { amount: '19.90', currency: 'USD' },
      origin: 'CN',
      identifiers: [{ scheme: 'CAS', value: '437-38-7' }],
    },
    { description: null, hs: null, quantity: null, netMassKg: null, value: null, origin: null, identifiers: [] },
  ],
  origin: 'CN',
  destination: 'US',
  route: ['CN', 'KR', 'US'],
  conveyance: {
    mode: 'air',
    id: 'KE081',
    departsAt: 1_795_400_000_000,
    arrivesAt: 1_795_450_000_000,
    arrivesPrecision: 'hour',
  },
  portOfArrival: 'USJFKA',
  postedAt: 1_795_300_000_000,
  function: 'original',
};

export const declaredEvent: ShipmentDeclared = {
  lineId: '7b7e2ad4-9a20-5f6c-8a35-3f3d5ecf0a01',
  manifestId: '019aa2b3-2f5e-7c10-9d9f-1f2e3d4c5b6a',
  ordinal: 3,
  partner: 'china-post',
  testMode: false,
  shipmentId: '0c3f2e51-0c43-5a0f-8a2e-0e6a7b1c2d3e',
  version: { issuedAt: 1_795_499_000_000, sequence: 4_294_967_296, ordinal: 3 },
  receivedAt: 1_795_500_000_000,
  format: 'watchpost-json',
  place: { offset: 1_024, row: 12, segment: null, path: '/shipments/2' },
  shipment: fullShipment,
};

export const progressedEvent: AlertProgressed = {
  progressId: '2b1a6a10-7f5e-5d9e-8c0b-4d2f1e0a9b8c',
  alertId: '9e8d7c6b-5a49-5838-a716-051423324150',
  revision: 1,
  port: 'jfk-isc',
  shipmentId: '0c3f2e51-0c43-5a0f-8a2e-0e6a7b1c2d3e',
  step: 'ACKNOWLEDGED',
  at: 1_795_500_100_000,
  recordedAt: 1_795_500_100_050,
  by: 'officer-7',
  evidence: { note: 'in cage 4' },
};
