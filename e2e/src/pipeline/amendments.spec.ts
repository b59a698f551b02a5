import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topics } from '@watchpost/contracts';
import { Pipeline } from './pipeline.ts';

const GOODS = '4-ANPP, CAS 21409-26-7, 99 % purity, lab standard';

/** A document that declares one item, stated at one of three times. */
interface Statement {
  /** Higher is newer. */
  readonly version: 1 | 2 | 3;
  readonly what: 'original' | 'amend' | 'cancel';
  readonly consignee: string;
  /** Number of the interchange or message, which differs where the same is sent again. */
  readonly reference: string;
  /** Tells the items of the tests apart. */
  readonly item: number;
}

interface Format {
  /** Of its content type. */
  readonly type: string;
  write(statement: Statement): string;
  /** Whether the standard has a cancellation. */
  readonly cancels: boolean;
  /** Whether a document says when it was issued; the order of receipt counts where it does not. */
  readonly dated?: false;
}

const minute = ({ version }: Statement): string => `2026112010${version}0`;
const iso = ({ version }: Statement): string => `2026-11-20T10:${version}0:00Z`;

/** S10 numbers that are right: the check digit of a registered item of China. */
function s10(item: number): string {
  const serial = String(40_000_000 + item);
  const sum = [8, 6, 4, 2, 3, 5, 9, 7].reduce((total, weight, at) => total + weight * Number(serial[at]), 0);
  const digit = 11 - (sum % 11);
  return `LX${serial}${digit === 10 ? 0 : digit === 11 ? 5 : digit}CN`;
}

const ics = (statement: Statement, number: string): string => {
  const root = statement.what === 'original' ? 'CC315A' : 'CC313A';
  const heading =
    statement.what === 'original'
      ? `<RefNumHEA4>LRN${statement.item}</RefNumHEA4><TraModAtBorHEA76>4</TraModAtBorHEA76><DecDatTimHEA114>${minute(statement)}</DecDatTimHEA114>`
      : `<DocNumHEA5>26GB${statement.item}</DocNumHEA5><TraModAtBorHEA76>4</TraModAtBorHEA76><DatTimAmeHEA113>${minute(statement)}</DatTimAmeHEA113>`;
  return `<q:${root} xmlns:q="http://ics.dgtaxud.ec/${root}"><MesIdeMES19>${statement.reference}</MesIdeMES19><HEAHEA>${heading}</HEAHEA><GOOITEGDS><IteNumGDS7>1</IteNumGDS7><GooDesGDS23>${GOODS}</GooDesGDS23><GroMasGDS46>0.5</GroMasGDS46>${number}<COMCODGODITM><ComNomCMD1>293336</ComNomCMD1></COMCODGODITM><TRACONCO2><NamCO27>Golden Bay Fine Chemical</NamCO27><CouCO225>CN</CouCO225></TRACONCO2><TRACONCE2><NamCE27>${statement.consignee}</NamCE27><CouCE225>US</CouCE225></TRACONCE2></GOOITEGDS><PERLODSUMDEC><TINPLD1>GB987</TINPLD1></PERLODSUMDEC><CUSOFFFENT730><RefNumCUSOFFFENT731>JFK</RefNumCUSOFFFENT731></CUSOFFFENT730></q:${root}>`;
};

const purposes = { original: 'Creation', amend: 'Update', cancel: 'Deletion' } as const;

const cargoParties = (consignee: string): string =>
  `<ConsignorParty><Name>Golden Bay Fine Chemical</Name><PostalStructuredAddress><CountryID>CN</CountryID></PostalStructuredAddress></ConsignorParty><ConsigneeParty><Name>${consignee}</Name><PostalStructuredAddress><CountryID>US</CountryID></PostalStructuredAddress></ConsigneeParty>`;

const cargoHeader = (statement: Statement): string =>
  `<MessageHeaderDocument><ID>${statement.reference}</ID><IssueDateTime>${iso(statement)}</IssueDateTime><PurposeCode>${purposes[statement.what]}</PurposeCode></MessageHeaderDocument>`;

const waybillNumber = (item: number): string => {
  const serial = 1_000_000 + item;
  return `999-${serial}${serial % 7}`;
};

const functions = { original: 9, amend: 4, cancel: 1 } as const;
const cuscar = (statement: Statement, document: string, header: string, references: string): string =>
  [
    `UNB+UNOC:3+SHIPLINE+CUSTOMS+261120:0900+${statement.reference}`,
    `UNH+1+CUSCAR:D:95B:UN`,
    `BGM+85+${document}+${functions[statement.what]}`,
    `DTM+137:${minute(statement)}:203`,
    ...(header === '' ? [] : [header]),
    'NAD+MS+SHIPLINE',
    'TDT+20+CA981+4',
    'LOC+11+JFK:139:6',
    'CNI+1',
    ...(references === '' ? [] : [references]),
    `NAD+CZ+++GOLDEN BAY FINE CHEMICAL+1 QUAY+SHANGHAI++200000+CN`,
    `NAD+CN+++${statement.consignee.toUpperCase()}+2 ROAD+NEW YORK++10001+US`,
    'GID+1+1:PK',
    `FTX+AAA+++${GOODS}`,
    'MEA+AAE+G+KGM:1',
    'CST++293336:122',
    'UNT+15+1',
    `UNZ+1+${statement.reference}`,
  ].join("'") + "'";

const x12 = (statement: Statement, whole: string, m13: string): string =>
  [
    `ISA*00*          *00*          *ZZ*OCNW           *ZZ*USCBP          *261120*10${statement.version}0*U*00401*${statement.reference.padStart(9, '0')}*0*P*:`,
    `GS*SO*OCNW*USCBP*20261120*10${statement.version}0*1*X*004010`,
    'ST*309*0001',
    `M10*OCNW*A*US*9300001*CA981*014E*M2026118*1*${whole}`,
    'P4*JFK*20261129',
    'LX*1',
    ...(m13 === '' ? [] : [m13]),
    `M11*OCNW${statement.item}*JFK*1*PKG*1*K`,
    'N1*SH*GOLDEN BAY FINE CHEMICAL',
    'N4*SHANGHAI***CN',
    `N1*CN*${statement.consignee.toUpperCase()}`,
    'N4*NEW YORK*NY*10001*US',
    'VID*CN*OCNU*4000015',
    `N10*1*${GOODS.slice(0, 45)}**J*293336`,
    `SE*${m13 === '' ? 12 : 13}*0001`,
    'GE*1*1',
    `IEA*1*${statement.reference.padStart(9, '0')}`,
  ].join('~\n') + '~\n';

const formats: Readonly<Record<string, Format>> = {
  'ICS1, an item with a postal number': {
    type: 'application/xml',
    cancels: false,
    write: (statement) =>
      ics(
        statement,
        `<PRODOCDC2><DocTypDC21>N820</DocTypDC21><DocRefDC23>${s10(statement.item)}</DocRefDC23></PRODOCDC2>`,
      ),
  },
  'ICS1, an item with a house bill': {
    type: 'application/xml',
    cancels: false,
    write: (statement) =>
      ics(statement, `<PRODOCDC2><DocTypDC21>703</DocTypDC21><DocRefDC23>HB${statement.item}</DocRefDC23></PRODOCDC2>`),
  },
  'CUSCAR, a house bill': {
    type: 'application/edifact',
    cancels: true,
    write: (statement) => cuscar(statement, `MAN${statement.item}`, '', `RFF+HWB:HB${statement.item}`),
  },
  'CUSCAR, a consignment without a number, by the document that is changed': {
    type: 'application/edifact',
    cancels: true,
    write: (statement) =>
      cuscar(
        statement,
        statement.what === 'original' ? `MAN${statement.item}` : `MAN${statement.item}-${statement.version}`,
        statement.what === 'original' ? '' : `RFF+ACW:MAN${statement.item}`,
        // No number of a bill: the reference of an invoice.
        'RFF+IV:4711',
      ),
  },
  'X12 309, by M13': {
    type: 'application/edi-x12',
    cancels: true,
    write: (statement) => {
      const code = { original: 'A', amend: 'C', cancel: 'D' }[statement.what];
      return x12(statement, '', `M13*OCNW*JFK*${code}*OCNW${statement.item}`);
    },
  },
  'X12 309, by M10': {
    type: 'application/edi-x12',
    cancels: true,
    write: (statement) => x12(statement, { original: 'A', amend: 'C', cancel: 'D' }[statement.what], ''),
  },
  XFWB: {
    type: 'application/xml',
    cancels: true,
    write: (statement) =>
      `<r:Waybill xmlns:r="iata:waybill:1" xmlns="iata:datamodel:3">${cargoHeader(statement)}<BusinessHeaderDocument><ID>${waybillNumber(statement.item)}</ID></BusinessHeaderDocument><MasterConsignment><IncludedTareGrossWeightMeasure unitCode="KGM">1</IncludedTareGrossWeightMeasure><TotalPieceQuantity>1</TotalPieceQuantity>${cargoParties(statement.consignee)}<FinalDestinationLocation><ID>JFK</ID></FinalDestinationLocation><ApplicableRating><IncludedMasterConsignmentItem><TypeCode>293336</TypeCode><NatureIdentificationTransportCargo><Identification>${GOODS}</Identification></NatureIdentificationTransportCargo></IncludedMasterConsignmentItem></ApplicableRating></MasterConsignment></r:Waybill>`,
  },
  XFHL: {
    type: 'application/xml',
    cancels: true,
    write: (statement) =>
      `<r:HouseManifest xmlns:r="iata:housemanifest:1" xmlns="iata:datamodel:3">${cargoHeader(statement)}<MasterConsignment><TransportContractDocument><ID>999-12345675</ID></TransportContractDocument><FinalDestinationLocation><ID>JFK</ID></FinalDestinationLocation><IncludedHouseConsignment><GrossWeightMeasure unitCode="KGM">1</GrossWeightMeasure><TotalPieceQuantity>1</TotalPieceQuantity><SummaryDescription>${GOODS}</SummaryDescription>${cargoParties(statement.consignee)}<TransportContractDocument><ID>H${statement.item}</ID></TransportContractDocument></IncludedHouseConsignment></MasterConsignment></r:HouseManifest>`,
  },
  FHL: {
    type: 'text/plain',
    cancels: false,
    dated: false,
    write: ({ item, consignee }) =>
      `FHL/4\nMBI/999-12345675PVGJFK/T1K1\nHBS/H${item}/PVGJFK/1/K1//CHEMICALS\nTXT/${GOODS}\nHTS/293336\nSHP/GOLDEN BAY FINE CHEMICAL\n/1 QUAY\n/SHANGHAI\n/CN/200000\nCNE/${consignee.toUpperCase()}\n/2 ROAD\n/NEW YORK/NY\n/US/10001\n`,
  },
  'ICS2, house level': {
    type: 'application/xml',
    cancels: false,
    write: (statement) => {
      const root = statement.what === 'original' ? 'IE3F43' : 'IE3A43';
      const number =
        statement.what === 'original' ? `<LRN>L${statement.item}</LRN>` : `<MRN>26DE${statement.item}</MRN>`;
      return `<${root}><documentIssueDate>${iso(statement)}</documentIssueDate>${number}<consignmentHouseLevel><totalGrossMass>1</totalGrossMass><transportDocumentHouseLevel><documentNumber>${s10(statement.item)}</documentNumber></transportDocumentHouseLevel><consignor><name>Golden Bay Fine Chemical</name><address><country>CN</country></address></consignor><consignee><name>${statement.consignee}</name><address><country>US</country></address></consignee><receptacle><identificationNumber>CNSHAAUSJFKAACN60123001110123</identificationNumber></receptacle><goodsItem><commodity><descriptionOfGoods>${GOODS}</descriptionOfGoods><commodityCode><harmonizedSystemSubHeadingCode>293336</harmonizedSystemSubHeadingCode></commodityCode></commodity></goodsItem></consignmentHouseLevel></${root}>`;
    },
  },
};

/** Amendments and cancellations, in every format that has them, in any order: documents in at one end, alerts out at the other. */
describe.each(Object.keys(formats))('An amendment by %s', (name) => {
  const format = formats[name]!;
  let pipeline: Pipeline;
  let item = 1_000 + Object.keys(formats).indexOf(name) * 100;

  beforeAll(async () => {
    pipeline = await Pipeline.start();
    await pipeline.admit('agency');
  }, 60_000);
  afterAll(() => pipeline.close());

  const first = { version: 1, what: 'original', consignee: 'R Holder' } as const;
  const second = { version: 2, what: 'amend', consignee: 'B Keeper' } as const;
  const third = { version: 3, what: 'cancel', consignee: 'B Keeper' } as const;

  type Sent = Pick<Statement, 'version' | 'what' | 'consignee'> & { readonly reference?: string };
  /** Sends statements of one item of its own; what comes of them. */
  async function send(...statements: readonly Sent[]) {
    const manifests: string[] = [];
    for (const [at, statement] of statements.entries()) {
      const reference = statement.reference ?? String(item * 10 + at);
      const payload = format.write({ ...statement, reference, item });
      const { status, body } = await pipeline.push('agency', payload, { 'content-type': format.type });
      // The same bytes are the same manifest: 200 with its first receipt.
      expect([200, 202]).toContain(status);
      manifests.push(String(body['manifestId']));
      await pipeline.driver.pump();
    }
    item += 1;
    const events = pipeline.driver
      .events(topics.shipmentsAssessed)
      .filter(({ declared }) => manifests.includes(declared.manifestId))
      .toSorted((x, y) => manifests.indexOf(x.declared.manifestId) - manifests.indexOf(y.declared.manifestId));
    const alerts = pipeline.driver
      .events(topics.alertsIssued)
      .filter(({ shipmentId }) => events.some(({ declared }) => declared.shipmentId === shipmentId));
    return {
      shipments: new Set(events.map(({ declared }) => declared.shipmentId)).size,
      outcomes: events.map(({ outcome }) => outcome),
      revisions: alerts.length,
      standing: [...new Map(alerts.map((alert) => [alert.alertId, alert])).values()].map(({ state, consignee }) => [
        state,
        consignee?.toLowerCase(),
      ]),
    };
  }

  it('is a version of the shipment that was declared', async () => {
    expect(await send(first, second)).toMatchObject({
      shipments: 1,
      outcomes: ['ASSESSED', 'ASSESSED'],
      standing: [['ISSUED', 'b keeper']],
    });
  });

  it('sent again, as the same bytes or under another reference, changes nothing', async () => {
    const once = { ...first, reference: '777' };
    const again = await send(once, once, { ...first, reference: '778' });
    expect(again).toMatchObject({ shipments: 1, revisions: 1, standing: [['ISSUED', 'r holder']] });
  });

  if (format.dated === false) return;

  it('that comes first stays', async () => {
    expect(await send(second, first)).toEqual({
      shipments: 1,
      outcomes: ['ASSESSED', 'SUPERSEDED'],
      revisions: 1,
      standing: [['ISSUED', 'b keeper']],
    });
  });

  if (!format.cancels) return;

  it('that takes the shipment back cancels the alert', async () => {
    expect(await send(first, third)).toMatchObject({
      shipments: 1,
      outcomes: ['ASSESSED', 'RECORDED'],
      standing: [['CANCELLED', 'r holder']],
    });
  });

  it('that takes the shipment back before it was declared leaves no alert', async () => {
    expect(await send(third, first)).toMatchObject({
      shipments: 1,
      outcomes: ['RECORDED', 'SUPERSEDED'],
      revisions: 0,
    });
  });
});
