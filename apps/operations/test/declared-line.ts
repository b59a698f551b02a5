import { type ShipmentDeclared } from '@watchpost/contracts';
import { type Shipment } from '@watchpost/domain';

const nobody = { name: null, address: null, phones: [], emails: [], identifiers: [] };

const shipment: Shipment = {
  itemId: 'RB123456785GB',
  itemIdKind: 'S10',
  masterBill: null,
  receptacle: null,
  dispatch: null,
  containers: [],
  consignor: { ...nobody, name: 'Severn Books' },
  consignee: { ...nobody, name: 'J Doe' },
  notify: nobody,
  pieces: 1,
  grossMassKg: 0.42,
  value: { amount: '19.90', currency: 'USD' },
  postage: null,
  category: 'sale of goods',
  articles: [],
  origin: 'GB',
  destination: 'US',
  route: ['GB', 'US'],
  conveyance: null,
  portOfArrival: 'USJFKA',
  postedAt: null,
  function: 'original',
};

/** A declared line as the normalizer writes it; tests say what is different. */
export const declaredLine: ShipmentDeclared = {
  lineId: '7b7e2ad4-9a20-5f6c-8a35-3f3d5ecf0a01',
  manifestId: '019aa2b3-2f5e-7c10-9d9f-1f2e3d4c5b6a',
  ordinal: 1,
  partner: 'royal-mail',
  testMode: false,
  shipmentId: '0c3f2e51-0c43-5a0f-8a2e-0e6a7b1c2d3e',
  version: { issuedAt: 1_795_499_000_000, sequence: 1, ordinal: 1 },
  receivedAt: 1_795_500_000_000,
  format: 'watchpost-json',
  place: { offset: 0, row: 1, segment: null, path: '/shipments/0' },
  shipment,
};
