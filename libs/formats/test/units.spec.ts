import { describe, expect, it } from '@jest/globals';
import { unitKey } from '@watchpost/domain';
import { fixtures, read, type Reading } from './reading.ts';

const fixture = (name: string): Reading => read(fixtures.find(([at]) => at === name)![1]);
const keys = ({ units }: Reading): readonly string[] => units.map(({ unit }) => unitKey(unit));
const unitIn = ({ units }: Reading, key: string) => units.find(({ unit }) => unitKey(unit) === key)?.unit;

const RECEPTACLE = 'KRSELAUSJFKAAEN60123001100045';

const manifest = (...stops: readonly (readonly [place: string, waybill: string])[]): string =>
  [
    'FFM/8',
    '1/KE0031/21NOV/ICN',
    ...stops.flatMap(([place, waybill], at) => [`${place}//21NOV1${at}40`, `${waybill}ICN${place}/T1K10/LAMPS`]),
    'LAST',
    '',
  ].join('\n');

const masterBill = (purpose: string): string =>
  `<r:Waybill xmlns:r="iata:waybill:1" xmlns="iata:datamodel:3"><r:MessageHeaderDocument><ID>M1</ID><IssueDateTime>2026-11-19T13:30:00Z</IssueDateTime><PurposeCode>${purpose}</PurposeCode></r:MessageHeaderDocument><r:BusinessHeaderDocument><ID>180-12345675</ID></r:BusinessHeaderDocument><r:MasterConsignment><TotalPieceQuantity>3</TotalPieceQuantity><ConsignorParty><Name>Han Lamps</Name></ConsignorParty><SpecifiedLogisticsTransportMovement><ID>KE031</ID><DepartureEvent><ScheduledOccurrenceDateTime>2026-11-20T01:00:00Z</ScheduledOccurrenceDateTime></DepartureEvent></SpecifiedLogisticsTransportMovement></r:MasterConsignment></r:Waybill>`;

describe('What a document says of units', () => {
  it('is told once for each unit of a message, however many lines name it', () => {
    const reading = fixture('cargo-imp/flight-manifest.imp');
    expect(keys(reading).filter((key) => key === 'MASTER_BILL 999-55110263')).toHaveLength(1);
    expect(unitIn(reading, 'MASTER_BILL 999-55110263')!.within.map(unitKey)).toEqual([
      'EQUIPMENT PMC22041QR',
      'CONVEYANCE QR763 2026-11-21',
      'EQUIPMENT AKE10077QR',
    ]);
  });

  it('is numbered through the document, and costs no line', () => {
    const { units, summary } = fixture('cargo-imp/flight-manifest.imp');
    expect(units.map(({ ordinal }) => ordinal)).toEqual(units.map((_, at) => at + 1));
    expect(summary.lines).toBe(4);
  });

  it('is, of a master bill, by what it goes and where to', () => {
    const { conveyance, portOfArrival } = unitIn(fixture('cargo-xml-xfwb/direct.xml'), 'MASTER_BILL 180-12345675')!;
    expect(conveyance).toMatchObject({ id: 'KE031', departsAt: Date.UTC(2026, 10, 20, 1) });
    expect(portOfArrival).toBe('DFW');
  });

  it('is taken back by a master bill that is called off', () => {
    expect(unitIn(read(masterBill('Creation')), 'MASTER_BILL 180-12345675')).toMatchObject({ function: 'original' });
    const calledOff = read(masterBill('Deletion'));
    expect(calledOff.units.map(({ unit }) => [unitKey(unit), unit.function])).toEqual([
      ['MASTER_BILL 180-12345675', 'cancel'],
    ]);
  });

  it('is, of a flight with several points of unloading, no arrival that holds for all aboard', () => {
    const one = read(manifest(['DFW', '180-12345675']));
    expect(unitIn(one, 'CONVEYANCE KE31 2026-11-21')).toMatchObject({ portOfArrival: 'DFW' });
    const several = read(manifest(['DFW', '180-12345675'], ['ORD', '180-11111114']));
    const flight = unitIn(several, 'CONVEYANCE KE31 2026-11-21')!;
    expect([flight.portOfArrival, flight.conveyance!.arrivesAt]).toEqual([null, null]);
    expect(unitIn(several, 'MASTER_BILL 180-11111114')).toMatchObject({
      portOfArrival: 'ORD',
      conveyance: { arrivesAt: Date.UTC(2026, 10, 21, 11, 40) },
    });
  });

  it('is, of a dispatch, its receptacles with what is in them', () => {
    const reading = fixture('edifact/postal.edi');
    const receptacle = unitIn(reading, `RECEPTACLE ${RECEPTACLE}`)!;
    expect(receptacle.items.map(({ itemId }) => itemId)).toEqual(['EE123456785KR', 'RB123456785GB']);
    expect(receptacle.within.map(unitKey)).toEqual([
      `DISPATCH ${RECEPTACLE.slice(0, 20)}`,
      'CONVEYANCE KE81 2026-11-18',
    ]);
    expect(unitIn(reading, `DISPATCH ${RECEPTACLE.slice(0, 20)}`)).toMatchObject({ conveyance: { id: 'KE81' } });
  });

  it('is, of receptacles and masters in a filing at master level, the flight', () => {
    const reading = fixture('ics2-ens/master-level.xml');
    expect(unitIn(reading, 'RECEPTACLE CNSHAADEFRAAAUN60123001100045')).toMatchObject({
      conveyance: { id: 'KE0907', arrivesAt: Date.UTC(2026, 10, 21, 11, 45) },
      within: [{ kind: 'MASTER_BILL', number: '180-12345675' }],
    });
  });

  it('is, of a container, where it was seen', () => {
    const { units } = fixture('x12/status.edi');
    expect(units.map(({ unit }) => [unitKey(unit), unit.scan?.event])).toEqual([
      ['EQUIPMENT OCNU4000015', 'EMC'],
      ['EQUIPMENT OCNU4000015', 'EMD'],
    ]);
  });

  it('is, of a vessel that is reported, when it arrives, and what is aboard', () => {
    const report =
      "UNB+UNOC:3+LINE+CUSTOMS+261118:0900+S1'UNH+2+CUSREP:D:99B:UN'BGM+85+77:1+9'DTM+132:202611290600:203'LOC+60+USLAX'TDT+20+118W+1++NBLU:172:20+++9321483:146::NORDBLUE TERN'EQD+CN+TEMU1234565'UNT+7+2'UNZ+1+S1'";
    const reading = read(report);
    expect(unitIn(reading, 'CONVEYANCE NORDBLUE TERN')).toMatchObject({
      portOfArrival: 'USLAX',
      conveyance: { arrivesAt: Date.UTC(2026, 10, 29, 6) },
    });
    expect(unitIn(reading, 'EQUIPMENT TEMU1234565')!.within.map(unitKey)).toEqual(['CONVEYANCE NORDBLUE TERN']);
  });

  it('of a house alone is nothing: its way is its own declaration', () => {
    expect(fixture('cargo-xml-xfzb/house.xml').units).toEqual([]);
    expect(fixture('ics-ie315/two-items.xml').units).toEqual([]);
  });
});
