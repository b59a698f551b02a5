import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { expectReadWhenChanged, expectSameInChunks } from '../changed-text.ts';
import { faultsOfForm } from '../faults-of-form.ts';
import { read } from '../reading.ts';

interface Kind {
  readonly root: string;
  /** null where the standard documents none. */
  readonly namespace: string | null;
  /** What the root holds. @param goods for each line, if it has any, what it holds */
  readonly inside: (goods: readonly string[]) => string;
  /** Lines that come of so many. */
  readonly lines: (count: number) => number;
}

const each = (count: number): number => count;
const none = (): number => 0;
const mapped = (goods: readonly string[], line: (text: string, n: number) => string): string =>
  goods.map((text, at) => line(text, at + 1)).join('');

const item = (text: string, n: number): string =>
  `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>${text}</GooDesGDS23><GroMasGDS46>1.5</GroMasGDS46></GOOITEGDS>`;
const houses = (goods: readonly string[]): string =>
  `<MessageHeaderDocument><ID>M1</ID></MessageHeaderDocument><MasterConsignment><TotalPieceQuantity>${goods.length}</TotalPieceQuantity>${mapped(
    goods,
    (text, n) =>
      `<IncludedHouseConsignment><GrossWeightMeasure unitCode="KGM">2</GrossWeightMeasure><TotalPieceQuantity>1</TotalPieceQuantity><SummaryDescription>${text}</SummaryDescription><TransportContractDocument><ID>H${n}</ID></TransportContractDocument></IncludedHouseConsignment>`,
  )}</MasterConsignment>`;
const houseLevel = (goods: readonly string[]): string =>
  `<LRN>L1</LRN>${mapped(
    goods,
    (text, n) =>
      `<consignmentHouseLevel><totalGrossMass>1</totalGrossMass><goodsItem><commodity><descriptionOfGoods>${text}</descriptionOfGoods></commodity></goodsItem><transportDocumentHouseLevel><documentNumber>H${n}</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>`,
  )}`;
const masterLevel = (): string => '<LRN>L1</LRN>';
const answer = (): string =>
  '<MesIdeMES19>A1</MesIdeMES19><HEAHEA><DocNumHEA5>26GB12345678901234</DocNumHEA5></HEAHEA>';
const notice = (): string =>
  '<MessageHeaderDocument><ID>R1</ID></MessageHeaderDocument><BusinessHeaderDocument><ID>180-12345675</ID></BusinessHeaderDocument>';

const kinds: readonly Kind[] = [
  ...(['CC315A', 'CC313A'] as const).map((root) => ({
    root,
    namespace: `http://ics.dgtaxud.ec/${root}`,
    inside: (goods: readonly string[]) =>
      `<HEAHEA><RefNumHEA4>R1</RefNumHEA4><DocNumHEA5>26GB12345678901234</DocNumHEA5><TotNumOfIteHEA305>${goods.length}</TotNumOfIteHEA305></HEAHEA>${mapped(goods, item)}`,
    lines: each,
  })),
  ...(['CC304A', 'CC305A', 'CC316A', 'CC328A'] as const).map((root) => ({
    root,
    namespace: `http://ics.dgtaxud.ec/${root}`,
    inside: answer,
    lines: none,
  })),
  {
    root: 'HouseWaybill',
    namespace: 'iata:housewaybill:1',
    inside: (goods) =>
      `<MessageHeaderDocument><ID>M1</ID></MessageHeaderDocument><MasterConsignment><IncludedHouseConsignment><ID>H1</ID><SummaryDescription>${goods[0]}</SummaryDescription></IncludedHouseConsignment></MasterConsignment>`,
    lines: () => 1,
  },
  {
    root: 'Waybill',
    namespace: 'iata:waybill:1',
    inside: (goods) =>
      `<MessageHeaderDocument><ID>180-12345675_1</ID></MessageHeaderDocument><BusinessHeaderDocument><ID>180-12345675</ID></BusinessHeaderDocument><MasterConsignment><TotalPieceQuantity>1</TotalPieceQuantity><ConsignorParty><Name>${goods[0]}</Name></ConsignorParty></MasterConsignment>`,
    lines: () => 1,
  },
  { root: 'HouseManifest', namespace: 'iata:housemanifest:1', inside: houses, lines: each },
  {
    root: 'FlightManifest',
    namespace: 'iata:flightmanifest:1',
    inside: (goods) =>
      `<MessageHeaderDocument><ID>M1</ID></MessageHeaderDocument><ArrivalEvent>${mapped(
        goods,
        (text, n) =>
          `<AssociatedTransportCargo><IncludedMasterConsignment><GrossWeightMeasure>1</GrossWeightMeasure><SummaryDescription>${text}</SummaryDescription><TransportContractDocument><ID>B${n}</ID></TransportContractDocument></IncludedMasterConsignment></AssociatedTransportCargo>`,
      )}</ArrivalEvent>`,
    lines: each,
  },
  { root: 'Response', namespace: 'iata:response:3', inside: notice, lines: none },
  { root: 'CustomsStatusNotification', namespace: 'iata:customsstatusnotification:1', inside: notice, lines: none },
  { root: 'IE3F43', namespace: null, inside: houseLevel, lines: each },
  { root: 'IE3A43', namespace: null, inside: houseLevel, lines: each },
  { root: 'IE3F42', namespace: null, inside: masterLevel, lines: none },
  { root: 'IE3F44', namespace: null, inside: masterLevel, lines: none },
  {
    root: 'Declaration',
    namespace: 'urn:wco:datamodel:WCO:DEC-DMS:2',
    inside: (goods) =>
      `<FunctionCode>9</FunctionCode><FunctionalReferenceID>F1</FunctionalReferenceID><GoodsItemQuantity>${goods.length}</GoodsItemQuantity><GoodsShipment>${mapped(
        goods,
        (text, n) =>
          `<GovernmentAgencyGoodsItem><SequenceNumeric>${n}</SequenceNumeric><Commodity><Description>${text}</Description></Commodity></GovernmentAgencyGoodsItem>`,
      )}</GoodsShipment>`,
    lines: each,
  },
  {
    root: 'Response',
    namespace: 'urn:wco:datamodel:WCO:RES-DMS:2',
    inside: () => '<FunctionCode>05</FunctionCode><FunctionalReferenceID>F1</FunctionalReferenceID>',
    lines: none,
  },
  {
    root: 'Awmds',
    namespace: null,
    inside: (goods) =>
      `<General_segment><General_segment_id><Voyage_number>V1</Voyage_number></General_segment_id><Totals_segment><Total_number_of_bols>${goods.length}</Total_number_of_bols></Totals_segment></General_segment>${mapped(
        goods,
        (text, n) =>
          `<Bol_segment><Bol_id><Bol_reference>B${n}</Bol_reference></Bol_id><Goods_segment><Number_of_packages>1</Number_of_packages><Goods_description>${text}</Goods_description></Goods_segment></Bol_segment>`,
      )}`,
    lines: each,
  },
];

const escaped = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** Texts as XML may write them: letters beyond ASCII, entities, characters by number, sections. */
const text = fc.oneof(
  fc.stringMatching(/^[A-Za-z][A-Za-z &<>'"-]{3,30}[a-z]$/).map(escaped),
  fc.constantFrom(
    'Gl\u00e4ser &#38; Kr\u00fcge',
    'caf&#xe9; au lait',
    '<![CDATA[cups & <saucers>]]>',
    'cups<!-- blue --> and saucers',
  ),
);
const layout = fc.constantFrom('', '\n', '\r\n  ', '<!-- a comment -->', '<?a note?>');
const prologue = fc.constantFrom(
  '',
  '<?xml version="1.0"?>',
  '<?xml version="1.0" encoding="UTF-8"?>\n',
  '\ufeff<?xml version="1.0"?>',
  '<!-- first -->\n',
);
const wrapper = fc.constantFrom(
  { begin: '', end: '' },
  { begin: '<S:Envelope xmlns:S="urn:soap"><S:Header/><S:Body>', end: '</S:Body></S:Envelope>' },
);

const message = fc.record({
  kind: fc.constantFrom(...kinds),
  goods: fc.array(text, { minLength: 1, maxLength: 5 }),
  prefix: fc.constantFrom('', 'ns2:', 'rsm:', 'a:'),
  layout,
});

const written = ({ kind, goods, prefix, layout }: typeof message extends fc.Arbitrary<infer T> ? T : never): string => {
  const name = kind.namespace === null ? kind.root : `${prefix}${kind.root}`;
  const declared =
    kind.namespace === null ? '' : ` xmlns${prefix === '' ? '' : `:${prefix.slice(0, -1)}`}="${kind.namespace}"`;
  return `<${name}${declared}>${layout}${kind.inside(goods).replaceAll('><', `>${layout}<`)}${layout}</${name}>`;
};

const document = fc
  .record({ messages: fc.array(message, { minLength: 1, maxLength: 3 }), prologue, wrapper, behind: layout })
  .map(({ messages, prologue, wrapper, behind }) => ({
    messages: messages.length,
    lines: messages.reduce((sum, { kind, goods }) => sum + kind.lines(goods.length), 0),
    // Each message is a document of its own, one behind another.
    // Behind a comment no byte order mark can stand.
    text: messages
      .map(
        (one) =>
          `${prologue}${wrapper.begin}${written(one)}${wrapper.end}${prologue.startsWith('\ufeff') ? '' : behind}`,
      )
      .join('\n'),
  }));

describe('XML of any kind', () => {
  it('that is well formed is read without a fault of form, each line of each message', () => {
    fc.assert(
      fc.property(document, ({ text, messages, lines }) => {
        const reading = read(text);
        expect(faultsOfForm(reading)).toEqual([]);
        expect(reading.summary).toMatchObject({ messages, lines });
      }),
      { numRuns: 400 },
    );
  });

  it.each(kinds.map((kind) => [`${kind.root} ${kind.namespace}`, kind] as const))(
    'reads %s in any layout',
    (_, kind) => {
      fc.assert(
        fc.property(
          fc.array(text, { minLength: 1, maxLength: 4 }),
          layout,
          wrapper,
          (goods, layout, { begin, end }) => {
            const reading = read(begin + written({ kind, goods, prefix: 'a:', layout }) + end);
            expect(faultsOfForm(reading)).toEqual([]);
            expect(reading.summary).toMatchObject({ messages: 1, lines: kind.lines(goods.length) });
          },
        ),
        { numRuns: 30 },
      );
    },
  );

  it('gives the same wherever it is cut into chunks', () => expectSameInChunks(document));

  it('that was changed anywhere is read to its end', () => expectReadWhenChanged(document, 'ics-ie315'));
});
