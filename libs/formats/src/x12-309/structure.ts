import { loop } from '../x12/loops.ts';

const party = loop('N1', { N2: '0..2', N3: '0..2', N4: '0..1', PER: '0..2', X1: '0..1' });
const hazard = loop('H1', { H2: '0..99' });
const goods = loop('N10', { VC: '0..999', MAN: '0..9999' }, [hazard]);
const equipment = loop('VID', { M7: '0..5', M7A: '0..5', N9: '0..9' }, [goods]);
const inBond = loop('M12', { R4: '0..10', P5: '0..5' });
const broker = loop('NM1', { REF: '0..9', N3: '0..2', N4: '0..1' });

/** Transaction set 309, customs manifest, 004010 and later: a port of the voyage holds bills of lading. */
export const structure309 = loop('ST', { M10: '1' }, [
  broker,
  loop('P4', {}, [
    loop(
      'LX',
      { M13: '0..1', M11: '0..1', N9: '0..999', SG: '0..9', M14: '0..9' },
      [party, inBond, equipment, goods, broker],
      'line',
    ),
  ]),
]);
