import { loop } from '../x12/loops.ts';

const party = loop('N1', { N2: '0..2', N3: '0..2', N4: '0..1', G61: '0..3', PER: '0..3' });
const port = loop('R4', { DTM: '0..15', V9: '0..9' });
const hazard = loop('H1', { H2: '0..10', H3: '0..10', H4: '0..10' });
const charge = loop('L1', { C3: '0..1' });
const lading = loop('L0', { L5: '0..999', L4: '0..99', PWK: '0..9', X1: '0..6', X2: '0..1', L7: '0..10' }, [
  charge,
  hazard,
]);
const equipment = loop(
  'N7',
  { QTY: '0..5', V4: '0..1', N12: '0..1', M7: '0..5', W09: '0..1', N9: '0..99', Y2: '0..9', GA: '0..99' },
  [hazard],
);

const heading = {
  B3: '1',
  B2A: '0..1',
  Y6: '0..2',
  G3: '0..1',
  N9: '0..15',
  V1: '0..2',
  M0: '0..1',
  M1: '0..5',
  C2: '0..1',
  C3: '0..1',
  Y2: '0..10',
  G62: '0..6',
  PWK: '0..9',
  R2A: '0..25',
  R2: '0..13',
  K1: '0..12',
  H3: '0..20',
  L5: '0..999',
  C8: '0..60',
  C8C: '0..60',
  L3: '0..1',
  L11: '0..99',
} as const;

/** Transaction set 310, freight receipt and invoice (ocean), 004010 and later: the message is one bill of lading. */
export const structure310 = loop(
  'ST',
  heading,
  [party, port, charge, loop('LX', { L7: '0..10' }, [equipment, lading, charge])],
  'line',
);
