import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { readCut, codesOf, read, type Reading, samples } from '../reading.ts';

/** A message of a family: its root, and lines of it. */
interface Family {
  readonly format: string;
  readonly root: string;
  readonly namespace: string;
  /** Whether the elements within the root are in the namespace of the IATA data model. */
  readonly inner: string | null;
  readonly head: string;
  line(n: number, name: string): string;
  readonly tail: string;
}

const families: readonly Family[] = [
  {
    format: 'ics-ie315',
    root: 'CC315A',
    namespace: 'http://ics.dgtaxud.ec/CC315A',
    inner: null,
    head: '<HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>',
    line: (n, name) =>
      `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23><GroMasGDS46>1</GroMasGDS46><TRACONCO2><NamCO27>${name}</NamCO27></TRACONCO2></GOOITEGDS>`,
    tail: '',
  },
  {
    format: 'cargo-xml-xfhl',
    root: 'HouseManifest',
    namespace: 'iata:housemanifest:1',
    inner: 'iata:datamodel:3',
    head: '<MasterConsignment>',
    line: (n, name) =>
      `<IncludedHouseConsignment><TransportContractDocument><ID>H${n}</ID></TransportContractDocument><SummaryDescription>beads</SummaryDescription><ConsignorParty><Name>${name}</Name></ConsignorParty></IncludedHouseConsignment>`,
    tail: '</MasterConsignment>',
  },
  {
    format: 'ics2-ens',
    root: 'IE3F43',
    namespace: 'urn:example:ics2',
    inner: 'urn:example:ics2',
    head: '<LRN>L</LRN>',
    line: (n, name) =>
      `<ConsignmentHouseLevel><TotalGrossMass>1</TotalGrossMass><Consignor><Name>${name}</Name></Consignor><GoodsItem><Commodity><DescriptionOfGoods>beads</DescriptionOfGoods></Commodity></GoodsItem><TransportDocumentHouseLevel><DocumentNumber>H${n}</DocumentNumber></TransportDocumentHouseLevel></ConsignmentHouseLevel>`,
    tail: '',
  },
  {
    format: 'asycuda-manifest',
    root: 'Awmds',
    namespace: '',
    inner: null,
    head: '<General_segment><General_segment_id><Voyage_number>V</Voyage_number></General_segment_id></General_segment>',
    line: (n, name) =>
      `<Bol_segment><Bol_id><Bol_reference>B${n}</Bol_reference></Bol_id><Traders_segment><Exporter><Exporter_name>${name}</Exporter_name></Exporter></Traders_segment><Goods_segment><Goods_description>beads</Goods_description></Goods_segment></Bol_segment>`,
    tail: '',
  },
  {
    format: 'wco-declaration',
    root: 'Declaration',
    namespace: 'urn:wco:datamodel:WCO:DEC-DMS:2',
    inner: 'urn:wco:datamodel:WCO:DEC-DMS:2',
    head: '<FunctionalReferenceID>R</FunctionalReferenceID><GoodsShipment>',
    line: (n, name) =>
      `<GovernmentAgencyGoodsItem><SequenceNumeric>${n}</SequenceNumeric><Consignor><Name>${name}</Name></Consignor><Commodity><Description>beads</Description></Commodity></GovernmentAgencyGoodsItem>`,
    tail: '</GoodsShipment>',
  },
];

const prefixed = (xml: string, prefix: string): string =>
  prefix === '' ? xml : xml.replace(/<(\/?)(?=[A-Za-z])/g, `<$1${prefix}:`);

const escaped = (text: string): string =>
  text.replace(/[<>&"']/g, (letter) => `&#${letter.charCodeAt(0)};`).replace(/[\p{C}\s]+/gu, ' ');

const name = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 30 }).map((text) => `N ${escaped(text)}`);
const prefix = fc.constantFrom('', 'ns2', 'rsm', 'ie', '_x', 'a.b-c');
const envelope = fc.constantFrom(
  ['', ''],
  ['<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Header/><s:Body>', '</s:Body></s:Envelope>'],
  ['<wrapper>\r\n<!-- from a queue --><payload kind="x">', '</payload></wrapper>'],
);
const shape = fc.record({
  family: fc.constantFrom(...families),
  names: fc.array(name, { minLength: 1, maxLength: 8 }),
  prefix,
  envelope,
  blank: fc.constantFrom('', '\n', ' <!-- between -->\r\n', '<?keep going?>'),
});

/** A message as a sender may write it: its own prefixes, in an envelope or none, comments and blanks between its parts. */
function written({
  family,
  names,
  prefix: own,
  envelope: [open, close],
  blank,
}: typeof shape extends fc.Arbitrary<infer T> ? T : never) {
  const isNamed = family.namespace !== '';
  const rootPrefix = isNamed ? own : '';
  const root = rootPrefix === '' ? family.root : `${rootPrefix}:${family.root}`;
  const innerPrefix = family.inner !== null && rootPrefix !== '' ? 'inner' : '';
  const declared = [
    isNamed ? ` xmlns${rootPrefix === '' ? '' : `:${rootPrefix}`}="${family.namespace}"` : '',
    innerPrefix === '' ? '' : ` xmlns:inner="${family.inner!}"`,
  ].join('');
  const lines = names.map((name, n) => family.line(n + 1, name)).join(blank);
  const inside = prefixed(`${family.head}${blank}${lines}${family.tail}`, innerPrefix).replace(
    /<(\/?)inner:(?=!|\?)/g,
    '<$1',
  );
  return `<?xml version="1.0" encoding="UTF-8"?>${open}<${root}${declared}>${inside}</${root}>${close}`;
}

const plain = (reading: Reading): unknown => JSON.parse(JSON.stringify(reading)) as unknown;

describe('A valid message of any XML format', () => {
  it('has as many lines as it declares, and no error, whatever prefixes and envelopes its sender uses', () => {
    fc.assert(
      fc.property(shape, (made) => {
        const reading = read(written(made));
        expect(reading.summary).toMatchObject({ format: made.family.format, accepted: made.names.length, rejected: 0 });
        expect(reading.summary.findings.error).toBe(0);
        expect(reading.messages).toHaveLength(1);
      }),
      { numRuns: 400 },
    );
  });

  it('is read the same wherever its bytes are cut', () => {
    fc.assert(
      fc.property(shape, fc.array(fc.nat(4_000), { maxLength: 6 }), (made, cuts) => {
        const bytes = Buffer.from(written(made));
        const within = cuts.filter((cut) => cut <= bytes.length).sort((a, b) => a - b);
        expect(plain(readCut(bytes, within))).toEqual(plain(readCut(bytes, [])));
      }),
      { numRuns: 150 },
    );
  });

  it('never throws when it is mutated, and tells each line once', () => {
    const change = fc.record({ at: fc.nat(), cut: fc.nat(30), put: fc.uint8Array({ maxLength: 12 }) });
    fc.assert(
      fc.property(shape, fc.array(change, { minLength: 1, maxLength: 4 }), (made, changes) => {
        let bytes = Buffer.from(written(made));
        for (const { at, cut, put } of changes) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + cut)]);
        }
        const { lines, summary } = readCut(bytes, []);
        expect(lines.map(({ ordinal }) => ordinal)).toEqual(lines.map((_, at) => at + 1));
        expect(summary.accepted + summary.rejected).toBe(summary.lines);
      }),
      { numRuns: 400 },
    );
  });
});

describe('Packages of an ICS1 item', () => {
  it('have their marks among what identifies the goods', () => {
    const packages = ['BX 1-4', 'C/NO 7'].map(
      (marks) => `<PACGS2><MarNumOfPacGSL21>${marks}</MarNumOfPacGSL21></PACGS2>`,
    );
    const item = `<GOOITEGDS><IteNumGDS7>1</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23>${packages.join('')}</GOOITEGDS>`;
    const { lines } = read(
      `<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>${item}</CC315A>`,
    );
    expect(lines).toMatchObject([
      {
        shipment: {
          articles: [
            {
              identifiers: [
                { scheme: 'MARKS', value: 'BX 1-4' },
                { scheme: 'MARKS', value: 'C/NO 7' },
              ],
            },
          ],
        },
      },
    ]);
  });
});

describe('Several messages in one document', () => {
  it('are each read by their own tables, of whatever format the document is', () => {
    const ics = '<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA></CC315A>';
    const answer = '<CC304A xmlns="http://ics.dgtaxud.ec/CC304A"><HEAHEA><DocNumHEA5>M</DocNumHEA5></HEAHEA></CC304A>';
    const house =
      '<HouseWaybill xmlns="iata:housewaybill:1"><MasterConsignment><IncludedHouseConsignment><ID>H1</ID><SummaryDescription>lamps</SummaryDescription></IncludedHouseConsignment></MasterConsignment></HouseWaybill>';
    const reading = read(`<batch>${ics}${answer}${house}</batch>`);
    expect(reading.messages.map(({ type, role }) => [type, role])).toEqual([
      ['CC315A', 'declaration'],
      ['CC304A', 'response'],
      ['XFZB', 'declaration'],
    ]);
    expect(reading.summary).toMatchObject({ format: 'ics-ie315', lines: 1 });
  });

  it('are told apart by namespace where their roots are called alike', () => {
    const iata = read('<r:Response xmlns:r="iata:response:3"/>');
    const wco = read('<MetaData><Response><FunctionCode>01</FunctionCode></Response></MetaData>');
    expect([iata, wco].map(({ messages }) => messages[0]?.type)).toEqual(['XFNM', 'WCO RES']);
    expect(read('<Response><status>1</status></Response>').summary.format).toBe('unknown');
  });
});

describe('A document that ends before it is complete', () => {
  it('is told so at its end, whatever it breaks off in', () => {
    for (const last of ['', '<GOOITEGDS>', '<GOOITEGDS>\r\n', '<GOOITEGDS><IteNum', '<GOOITEGDS><!-- x', '\u4e2d']) {
      const bytes = Buffer.from(`<CC315A xmlns="http://ics.dgtaxud.ec/CC315A">\n${last}`);
      const found = read(bytes).findings.find(({ code }) => code === 'document.truncated');
      expect(found?.place?.offset).toBe(bytes.length);
    }
  });
});

describe('Headers that never end', () => {
  it('are cut off, with a finding, and the lines go on', () => {
    const many = '<ITI><CouOfRouCodITI1>CN</CouOfRouCodITI1></ITI>'.repeat(60_000);
    const family = families[0]!;
    const reading = read(`<CC315A xmlns="${family.namespace}">${family.head}${many}${family.line(1, 'a')}</CC315A>`);
    expect(reading.summary).toMatchObject({ accepted: 1 });
    const deep = `<HEAHEA>${'<PRODOCDC2>'.repeat(200)}${'</PRODOCDC2>'.repeat(200)}</HEAHEA>`;
    const nested = read(`<CC315A xmlns="${family.namespace}">${deep}${family.head}${family.line(1, 'a')}</CC315A>`);
    expect(codesOf(nested)).toContain('xml.depth');
    expect(nested.summary.lines).toBe(1);
    const text = `<HEAHEA>${'<RefNumHEA4>x</RefNumHEA4>'.repeat(900)}</HEAHEA>`.replaceAll(
      '>x<',
      `>${'x'.repeat(2_000)}<`,
    );
    expect(codesOf(read(`<CC315A xmlns="${family.namespace}">${text}${family.line(1, 'a')}</CC315A>`))).toContain(
      'xml.too-large',
    );
  });
});

/** What is known of the real messages, where they are at hand beside the repository. */
const known: Readonly<
  Record<string, { readonly type: string; readonly lines: number; readonly codes: readonly string[] }>
> = {
  'CC315A_full.xml': { type: 'CC315A', lines: 1, codes: ['envelope.package-count'] },
  'CC315A-schemaInvalidSample-v11-2.xml': { type: 'CC315A', lines: 2, codes: ['number.form', 'code.mode', 'ics.rule'] },
  'CC315A-schemaValidSampleWithEnvelope-v11-2.xml': { type: 'CC315A', lines: 1, codes: ['envelope.item-count'] },
  'validSubmission.xml': { type: 'CC315A', lines: 1, codes: [] },
  '888-11111111_XFWB.xml': { type: 'XFWB', lines: 1, codes: [] },
  'SEL22222222_XFZB.xml': { type: 'XFZB', lines: 1, codes: [] },
  'Step1_TT_IM001a.xml': { type: 'WCO DEC IMA', lines: 1, codes: [] },
  '01_DMSACC.xml': { type: 'WCO RES', lines: 0, codes: [] },
  '03_DMSREJ.xml': { type: 'WCO RES', lines: 0, codes: [] },
};
const real = samples.flatMap(([path, bytes]) => {
  const expected = known[path.split('/').at(-1)!];
  return expected ? [[path, bytes, expected] as const] : [];
});

(real.length === 0 ? describe.skip : describe)('The real messages (skipped where there are no samples)', () => {
  it.each(real)('%s is read as what it is', (_, bytes, { type, lines, codes }) => {
    const reading = read(bytes);
    expect(reading.messages.map((message) => message.type)).toEqual([type]);
    expect(reading.summary.lines).toBe(lines);
    expect(codesOf(reading)).toEqual(expect.arrayContaining([...codes]));
  });
});
