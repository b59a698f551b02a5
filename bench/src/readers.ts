/**
 * How fast the readers are: megabytes a second, microseconds of CPU a line, and how the heap grows over 100,000 lines.
 * `npx node --conditions=@watchpost/source --experimental-transform-types bench/src/readers.ts`
 */
import { openDocument, type FormatId } from '@watchpost/formats';
import { composeS10 } from '@watchpost/domain';

const LINES = 100_000;
const CHUNK = 64 * 1024;

const number = (n: number) => composeS10('RB', String(n).padStart(8, '0'), 'CN');

const jsonLine = (n: number) =>
  JSON.stringify({
    ids: { itemId: number(n), receptacle: 'CNSHAAUSJFKAAUN60123001100045' },
    consignor: {
      name: `Shenzhen Trading ${n % 997} Ltd`,
      address: { lines: [`${n % 300} Longhua Road`], city: 'Shenzhen', postcode: '518000', country: 'CN' },
      phones: ['+8675512345678'],
    },
    consignee: {
      name: `John Smith ${n % 8009}`,
      address: { lines: [`${n % 900} Main Street`], city: 'Columbus', region: 'OH', postcode: '43215', country: 'US' },
    },
    pieces: 1,
    grossMassKg: 0.42,
    value: { amount: '19.90', currency: 'USD' },
    articles: [{ description: 'cotton t-shirt', hs: '610910', quantity: 2, origin: 'CN' }],
    origin: 'CN',
    destination: 'US',
    route: ['CN', 'KR', 'US'],
    portOfArrival: 'USJFKA',
  });

const item = (n: number) => `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>cotton t-shirt</GooDesGDS23>
<GroMasGDS46>0.42</GroMasGDS46><PRODOCDC2><DocTypDC21>N703</DocTypDC21><DocRefDC23>${number(n)}</DocRefDC23></PRODOCDC2>
<TRACONCO2><NamCO27>Shenzhen Trading</NamCO27><StrAndNumCO222>${n} Longhua Road</StrAndNumCO222><CitCO224>Shenzhen</CitCO224><CouCO225>CN</CouCO225></TRACONCO2>
<COMCODGODITM><ComNomCMD1>610910</ComNomCMD1></COMCODGODITM>
<TRACONCE2><NamCE27>John Smith</NamCE27><StrAndNumCE222>${n} Main Street</StrAndNumCE222><CitCE224>Columbus</CitCE224><CouCE225>US</CouCE225></TRACONCE2>
<PACGS2><KinOfPacGS23>PC</KinOfPacGS23><NumOfPacGS24>1</NumOfPacGS24></PACGS2></GOOITEGDS>`;

const bill = (n: number) => `LX*${n}~
M11*OCNW${String(n).padStart(8, '0')}*57035*40*CTN*812.5*K*3.2*X**NINGBO**OCNW~
N1*SH*HUAXIN GARDEN SUPPLY CO*ZZ*91330200X~
N3*88 JIANGNAN ROAD*BUILDING 4~
N4*NINGBO**315000*CN~
PER*IC*MS LIN*TE*+8657412345678*EM*lin@huaxin.example~
N1*CN*PINE HILL NURSERIES LLC~
N3*${n} ORCHARD LANE~
N4*FRESNO*CA*93650*US~
VID*CN*OCNU*4000015*SEAL7781~
N10*40*PLASTIC PLANT POTS ROUND 20 CM BROWN WITH DRA*PINE HILL 1-25*J*3926.90*1850*K*812.5~
N10**INAGE HOLES AND MATCHING SAUCERS~
`;

const house = (n: number) => `HBS/H${n}/DOHYYZ/4/K50/4/COTTON SHIRTS
/EAP
TXT/COTTON SHIRTS FOR MEN KNITTED LONG SLEEVED
HTS/610510
SHP/DESERT TEXTILES WLL
/12 SOUK ROAD
/DOHA
/QA/0000/TE/97441234567
CNE/MAPLE APPAREL
/${n} KING ST
/TORONTO/ON
/CA/M5V1A1/TE/14165551234
CVD/USD/PP/NVD/250.00/XXX
`;

const houseConsignment = (
  n: number,
) => `<IncludedHouseConsignment><GrossWeightMeasure unitCode="KGM">0.42</GrossWeightMeasure><TotalPieceQuantity>1</TotalPieceQuantity><SummaryDescription>cotton t-shirt</SummaryDescription>
<ConsignorParty><Name>Shenzhen Trading</Name><PostalStructuredAddress><StreetName>${n} Longhua Road</StreetName><CityName>Shenzhen</CityName><CountryID>CN</CountryID></PostalStructuredAddress></ConsignorParty>
<ConsigneeParty><Name>John Smith</Name><PostalStructuredAddress><StreetName>${n} Main Street</StreetName><CityName>Columbus</CityName><CountryID>US</CountryID></PostalStructuredAddress></ConsigneeParty>
<TransportContractDocument><ID>H${n}</ID></TransportContractDocument></IncludedHouseConsignment>`;

const houseLevel = (n: number) => `<consignmentHouseLevel><totalGrossMass>0.42</totalGrossMass>
<consignee><name>John Smith</name><address><city>Kassel</city><country>DE</country><street>Gartenweg</street><number>${n}</number></address></consignee>
<consignor><name>Shenzhen Trading</name><address><city>Shenzhen</city><country>CN</country><street>${n} Longhua Road</street></address></consignor>
<goodsItem><commodity><descriptionOfGoods>cotton t-shirt</descriptionOfGoods><commodityCode><harmonizedSystemSubHeadingCode>610910</harmonizedSystemSubHeadingCode></commodityCode></commodity><packaging><numberOfPackages>1</numberOfPackages></packaging></goodsItem>
<transportDocumentHouseLevel><documentNumber>${number(n)}</documentNumber></transportDocumentHouseLevel></consignmentHouseLevel>`;

const consignment = (n: number) => `CNI+${n}'RFF+MB:NBLUSHA90012'RFF+BM:${number(n)}'LOC+28+US:162:5'
NAD+CZ+++SHENZHEN TRADING ${n % 997} LTD+${n % 300} LONGHUA ROAD+SHENZHEN++518000+CN'CTA+IC+:SALES'COM+8675512345678:TE'
NAD+CN+++JOHN SMITH ${n % 8009}+${n % 900} MAIN STREET:UNIT 4+COLUMBUS+OH+43215+US'
GID+1+1:PK'FTX+AAA+++COTTON T-SHIRT FOR MEN, ASSORTED COLOURS'MEA+AAE+G+KGM:0.42'MOA+43:19.90:USD'CST+1+610910:122'
`;

const numbers = Array.from({ length: LINES }, (_, n) => n + 1);
const documents: Readonly<Partial<Record<FormatId, () => string>>> = {
  'watchpost-json': () => numbers.map(jsonLine).join('\n'),
  csv: () =>
    [
      'item id,sender name,sender address,sender city,sender country,recipient name,recipient address,recipient country,weight,contents,hs code,value,currency',
    ]
      .concat(
        numbers.map(
          (n) =>
            `${number(n)},"Shenzhen, Trading",${n} Longhua Road,Shenzhen,CN,John Smith,${n} Main Street,US,0.42,cotton t-shirt,610910,19.90,USD`,
        ),
      )
      .join('\n'),
  'ics-ie315': () =>
    `<ie:CC315A xmlns:ie="http://ics.dgtaxud.ec/CC315A"><MesTypMES20>CC315A</MesTypMES20><HEAHEA><RefNumHEA4>R1</RefNumHEA4></HEAHEA>${numbers.map(item).join('')}</ie:CC315A>`,
  x12: () =>
    `GS*SO*OCNW*CUSTOMS*20261118*0915*1*X*004010~
ST*309*0001~
M10*OCNW*O*LR*9300001*MV NORTHERN HERON*014E~
P4*2704*20261129~
${numbers.map(bill).join('')}SE*${LINES * 12 + 4}*0001~
GE*1*1~
`,
  'cargo-imp': () => `FHL/4\nMBI/157-22044175DOHYYZ/T99999K1\n${numbers.map(house).join('')}`,
  'cargo-xml-xfhl': () =>
    `<r:HouseManifest xmlns:r="iata:housemanifest:1" xmlns="iata:datamodel:3"><r:MasterConsignment><TransportContractDocument><ID>180-12345675</ID></TransportContractDocument>${numbers.map(houseConsignment).join('')}</r:MasterConsignment></r:HouseManifest>`,
  'ics2-ens': () => `<IE3F43><LRN>R1</LRN>${numbers.map(houseLevel).join('')}</IE3F43>`,
  edifact: () =>
    `UNB+UNOC:3+SHIPLINE+CUSTOMS+261118:0930+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M1+9'DTM+137:202611180915:203'TDT+20+118W+1++NBLU:172:20+++9321483:146::NORDBLUE TERN'LOC+9+CNSHA:139:6'LOC+11+USLAX:139:6'${numbers.map(consignment).join('')}UNT+1+1'UNZ+1+1'`,
};

for (const write of Object.values(documents)) {
  const bytes = Buffer.from(write());
  if (bytes.length === 0) continue;
  let accepted = 0;
  let peak = 0;
  const began = process.cpuUsage();
  const session = openDocument(
    { partner: 'bench', receivedAt: Date.UTC(2026, 10, 24), charset: null, format: null },
    {
      line: ({ kind }) => (accepted += kind === 'rejected' ? 0 : 1),
      finding: () => undefined,
      message: () => undefined,
    },
  );
  for (let at = 0; at < bytes.length; at += CHUNK) {
    session.push(bytes.subarray(at, at + CHUNK));
    peak = Math.max(peak, process.memoryUsage().heapUsed);
  }
  const summary = session.end();
  const used = process.cpuUsage(began);
  const seconds = (used.user + used.system) / 1e6;
  const rate = bytes.length / 1e6 / seconds;
  console.log(
    JSON.stringify({
      format: summary.format,
      lines: summary.lines,
      accepted,
      megabytesASecond: Number(rate.toFixed(1)),
      microsecondsALine: Number(((seconds * 1e6) / summary.lines).toFixed(1)),
      peakHeapMb: Math.round(peak / 1e6),
      findings: summary.findings,
    }),
  );
}
