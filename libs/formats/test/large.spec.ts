import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { describe, expect, it } from '@jest/globals';
import { openDocument } from '../src/index.ts';
import { options } from './reading.ts';

/** What is alive, garbage taken out first: otherwise the figure says when the collector last came. */
setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
const liveBytes = (): number => {
  collect();
  return process.memoryUsage().heapUsed;
};

const LINES = 100_000;
const CHUNK_LINES = 500;

const documents = {
  'watchpost-json': {
    begin: '{"watchpost":"1","shipments":[',
    line: (n: number) =>
      `${n === 0 ? '' : ','}{"ids":{"itemId":"H${n}","itemIdKind":"HOUSE"},"consignor":{"name":"a"},"consignee":{"name":"b"},"articles":[{"description":"beads"}],"grossMassKg":1}`,
    end: ']}',
  },
  csv: {
    begin: 'item id,sender name,recipient name,contents,weight\n',
    line: (n: number) => `H${n},a,b,beads,1\n`,
    end: '',
  },
  x12: {
    begin: 'GS*SO*OCNW*CUSTOMS*20261118*0915*1*X*004010~ST*309*1~M10*OCNW*O*LR*1*HERON*1~P4*2704*20261129~',
    line: (n: number) => `LX*${n}~M11*H${n}*1*1*CTN*1*K******OCNW~N1*SH*A~N1*CN*B~N10*1*BEADS~`,
    end: 'SE*1*1~GE*1*1~',
  },
  'cargo-imp': {
    begin: 'FHL/4\nMBI/157-22044175DOHYYZ/T99999K1\n',
    line: (n: number) => `HBS/H${n}/DOHYYZ/1/K1/1/BEADS\nSHP/A\n/B\n/C\n/DE\nCNE/D\n/E\n/F\n/CA\n`,
    end: '',
  },
  edifact: {
    begin: "UNB+UNOA:3+A+B+261118:0930+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M+9'",
    line: (n: number) => `CNI+${n}'RFF+BM:H${n}'NAD+CZ+++a'NAD+CN+++b'GID+1'FTX+AAA+++beads'MEA+AAE+G+KGM:1'\n`,
    end: "UNT+700004+1'UNZ+1+1'",
  },
  'ics-ie315': {
    begin: '<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>',
    line: (n: number) =>
      `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23><GroMasGDS46>1</GroMasGDS46></GOOITEGDS>`,
    end: '</CC315A>',
  },
  'ics2-ens': {
    begin: '<IE3F43><LRN>L</LRN>',
    line: (n: number) =>
      `<consignmentHouseLevel><totalGrossMass>1</totalGrossMass><consignor><name>a</name></consignor><goodsItem><commodity><descriptionOfGoods>beads</descriptionOfGoods></commodity></goodsItem><transportDocumentHouseLevel><documentNumber>H${n}</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>`,
    end: '</IE3F43>',
  },
  'cargo-xml-xffm': {
    begin:
      '<FlightManifest xmlns="iata:flightmanifest:1"><MessageHeaderDocument><ID>M</ID></MessageHeaderDocument><ArrivalEvent>',
    line: (n: number) =>
      `<AssociatedTransportCargo><UtilizedUnitLoadTransportEquipment><ID>U${n}</ID></UtilizedUnitLoadTransportEquipment><IncludedMasterConsignment><GrossWeightMeasure>1</GrossWeightMeasure><TransportContractDocument><ID>U${n}</ID></TransportContractDocument></IncludedMasterConsignment></AssociatedTransportCargo>`,
    end: '</ArrivalEvent></FlightManifest>',
  },
};

describe.each(Object.entries(documents))('A document of 100,000 lines in %s', (_, { begin, line, end }) => {
  it('is read without being kept', () => {
    let lines = 0;
    const session = openDocument(options, {
      line: () => (lines += 1),
      finding: () => undefined,
      unit: () => undefined,
      message: () => undefined,
    });
    session.push(Buffer.from(begin));
    let early = 0;
    for (let from = 0; from < LINES; from += CHUNK_LINES) {
      session.push(Buffer.from(Array.from({ length: CHUNK_LINES }, (_, n) => line(from + n)).join('')));
      if (from === LINES / 5) early = liveBytes();
    }
    const late = liveBytes();
    session.push(Buffer.from(end));
    expect(session.end()).toMatchObject({ lines: LINES, accepted: LINES });
    expect(lines).toBe(LINES);
    // Item numbers are remembered, to notice one declared twice; kept lines would be more than ten times as much.
    expect(late - early).toBeLessThan(30e6);
  });
});
