import { describe, expect, it } from '@jest/globals';
import { codesOf, read } from './reading.ts';

const ie315 = (inside: string, prolog = '') =>
  `${prolog}<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>${inside}</CC315A>`;
const item = (n: number, more = '') =>
  `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>glass beads</GooDesGDS23><GroMasGDS46>1</GroMasGDS46>${more}</GOOITEGDS>`;
const outcomes = (reading: ReturnType<typeof read>) => reading.lines.map(({ kind }) => kind);

describe('Hostile XML', () => {
  it('with a document type is refused, entities and all', () => {
    const levels = Array.from({ length: 10 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('');
    const laughs = `<!DOCTYPE CC315A [<!ENTITY l0 "lol">${levels}]>`;
    const reading = read(ie315(item(1, '<ComRefNumGIM1>&l10;</ComRefNumGIM1>'), laughs));
    expect(codesOf(reading)).toContain('xml.doctype');
    expect(reading.lines).toEqual([]);
  });

  it('with an external entity reads no file', () => {
    const prolog = '<?xml version="1.0"?><!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/hostname">]>';
    expect(codesOf(read(ie315(item(1, '<ComRefNumGIM1>&x;</ComRefNumGIM1>'), prolog)))).toContain('xml.doctype');
  });

  it('with an entity that nobody declared stops there: the item it is in is incomplete, the message of those before it', () => {
    const reading = read(ie315(item(1) + item(2, '<ComRefNumGIM1>&nosuch;</ComRefNumGIM1>')));
    expect(codesOf(reading)).toContain('xml.entity');
    expect(reading.lines.map((line) => line.kind === 'rejected' && line.because.code)).toEqual([
      'message.incomplete',
      'line.incomplete',
    ]);
  });

  it('nested too deeply costs the item it is in', () => {
    const deep = '<a>'.repeat(200) + '</a>'.repeat(200);
    const reading = read(ie315(item(1) + item(2, deep) + item(3)));
    expect(outcomes(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(codesOf(reading)).toContain('xml.depth');
  });

  it('nested without end is given up', () => {
    const reading = read(ie315(item(1) + '<GOOITEGDS>' + '<a>'.repeat(100_000)));
    expect(codesOf(reading)).toContain('xml.depth');
  });

  it('with a hundred attributes costs the item it is in, with fifty thousand the rest', () => {
    const attributes = (count: number) => Array.from({ length: count }, (_, n) => ` a${n}="1"`).join('');
    const some = read(ie315(item(1) + item(2, `<x${attributes(100)}/>`) + item(3)));
    expect(outcomes(some)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(codesOf(read(ie315(item(1) + item(2, `<x${attributes(50_000)}/>`))))).toContain('xml.attributes');
  });

  it('with an item of two megabytes costs that item; a text of two megabytes cannot be passed over', () => {
    const many = '<NADLNGGTCO>en</NADLNGGTCO>'.repeat(80_000);
    const reading = read(ie315(item(1) + item(2, many) + item(3)));
    expect(outcomes(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(codesOf(reading)).toContain('line.too-large');
    const text = read(ie315(item(1) + item(2, `<ComRefNumGIM1>${'x'.repeat(2_000_000)}</ComRefNumGIM1>`)));
    expect(codesOf(text)).toContain('xml.too-large');
  });

  it('with a text longer than any is told so', () => {
    const reading = read(ie315(item(1, `<ComRefNumGIM1>${'x'.repeat(20_000)}</ComRefNumGIM1>`) + item(2)));
    expect(outcomes(reading)).toEqual(['rejected', 'shipment']);
    expect(codesOf(reading)).toContain('text.too-long');
  });

  it('with many children of one name is read in no more than linear time', () => {
    const began = process.cpuUsage();
    read(ie315(item(1, '<a/>'.repeat(200_000))));
    const { user } = process.cpuUsage(began);
    expect(user / 1e6).toBeLessThan(5);
  });

  it('whose names are those of JavaScript objects is read like any other', () => {
    const xfzb = `<HouseWaybill xmlns="iata:housewaybill:1"><MessageHeaderDocument><PurposeCode>constructor</PurposeCode></MessageHeaderDocument><MasterConsignment>
      <IncludedHouseConsignment><ID>__proto__</ID><SummaryDescription>x</SummaryDescription><IncludedCustomsNote><ContentCode>constructor</ContentCode><Content>x</Content><SubjectCode>toString</SubjectCode></IncludedCustomsNote></IncludedHouseConsignment></MasterConsignment></HouseWaybill>`;
    expect(codesOf(read(xfzb))).toContain('code.function');
    const csv = 'item id,sender name,contents,mode,function\nH1,A,b,constructor,__proto__\n';
    expect(codesOf(read(csv))).toEqual(expect.arrayContaining(['code.mode', 'code.function']));
    const json =
      '{"ids":{"itemId":"H1"},"__proto__":{"polluted":1},"consignee":{"name":"constructor"},"articles":[{"description":"x"}]}';
    expect(read(json).summary).toMatchObject({ accepted: 1 });
    expect(({} as { polluted?: number }).polluted).toBeUndefined();
  });
});

describe('Character sets', () => {
  const accented = ie315(item(1).replace('glass beads', 'Cr\u00e8me br\u00fbl\u00e9e'));
  const descriptionOf = (reading: ReturnType<typeof read>) =>
    reading.lines.map((line) => (line.kind === 'shipment' ? line.shipment.articles[0]!.description : line.kind));

  it('that the document declares are followed', () => {
    for (const name of ['ISO-8859-1', 'windows-1252', 'iso-8859-15']) {
      const bytes = Buffer.from(`<?xml version="1.0" encoding="${name}"?>${accented}`, 'latin1');
      expect(descriptionOf(read(bytes))).toEqual(['Cr\u00e8me br\u00fbl\u00e9e']);
    }
  });

  it('that a byte order mark tells are followed', () => {
    expect(descriptionOf(read(Buffer.from(`\ufeff${accented}`)))).toEqual(['Cr\u00e8me br\u00fbl\u00e9e']);
    expect(descriptionOf(read(Buffer.from(`\ufeff${accented}`, 'utf16le')))).toEqual(['Cr\u00e8me br\u00fbl\u00e9e']);
  });

  it('that nobody declared and that are not UTF-8 are an error at the byte where they show', () => {
    const bytes = Buffer.from(accented, 'latin1');
    const reading = read(bytes);
    const found = reading.findings.find(({ code }) => code === 'charset.invalid');
    expect(found?.place?.offset).toBe(bytes.indexOf(0xe8));
  });

  it('that nobody knows are told', () => {
    expect(codesOf(read(`<?xml version="1.0" encoding="KLINGON-1"?>${ie315(item(1))}`))).toEqual([
      'charset.unknown',
      'id.none',
      'field.missing',
    ]);
  });

  it('with a NUL in a row of CSV concern that row, near the beginning as well as far behind', () => {
    const rows = Array.from({ length: 2_000 }, (_, n) => `H${n},M${n % 1_500 === 1 ? '\0' : ''}ller,beads\n`);
    const reading = read('item id,sender name,contents\n' + rows.join(''));
    expect(reading.summary.format).toBe('csv');
    expect(reading.lines).toHaveLength(2_000);
    expect(reading.findings.filter(({ code }) => code === 'text.control-character').map(({ line }) => line)).toEqual([
      2, 1_502,
    ]);
    expect(codesOf(read(Buffer.from('item id,sender name,contents\nH1,A,b\n', 'utf16le')))).toEqual(['format.unknown']);
  });

  it('that the sender names are followed for CSV', () => {
    const csv = Buffer.from('item id,sender name,contents\nH1,M\u00fcller,Lebkuchen\n', 'latin1');
    expect(codesOf(read(csv))).toContain('charset.invalid');
    const [line] = read(csv, { charset: 'iso-8859-1' }).lines;
    expect(line).toMatchObject({ shipment: { consignor: { name: 'M\u00fcller' } } });
  });
});

describe('Hostile JSON', () => {
  const good = '{"ids":{"itemId":"H1","itemIdKind":"HOUSE"},"consignee":{"name":"a"},"articles":[{"description":"b"}]}';

  it('nested too deeply costs its line', () => {
    for (const depth of [100, 100_000]) {
      const deep = `{"ids":${'['.repeat(depth)}${']'.repeat(depth)}}`;
      const reading = read([good, deep, good].join('\n'));
      expect(outcomes(reading)).toEqual(['shipment', 'rejected', 'shipment']);
      expect(codesOf(reading)).toContain('json.depth');
    }
  });

  it('with a line of two megabytes costs that line', () => {
    const huge = `{"consignee":{"name":"${'x'.repeat(2_000_000)}"}}`;
    const reading = read(`{"watchpost":"1","shipments":[${[good, huge, good].join(',')}]}`);
    expect(outcomes(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(codesOf(reading)).toContain('line.too-large');
  });

  it('that forgets a bracket or a quotation mark costs the line in which it is forgotten', () => {
    for (const broken of [
      '{"ids":{"itemId":"H2"},"consignee":{"name":"a"}',
      '{"ids":{"itemId":"H2},"pieces":1}',
      '{"ids":{"itemId":"H2"}}}',
      '{"route":["CN"}',
    ]) {
      for (const frame of [
        ['', '\n', ''],
        ['{"watchpost":"1","shipments":[\n', ',\n', ']}'],
      ]) {
        const reading = read(frame[0] + [good, broken, good].join(frame[1]) + frame[2]);
        expect(outcomes(reading).filter((kind) => kind === 'shipment').length).toBeGreaterThanOrEqual(2);
        expect(reading.summary.findings.error).toBeGreaterThan(0);
      }
    }
  });

  it('that is cut off says so, and keeps what was whole', () => {
    const reading = read(`{"watchpost":"1","shipments":[${good},${good.slice(0, 40)}`);
    expect(outcomes(reading)).toEqual(['shipment', 'rejected']);
    expect(codesOf(reading)).toEqual(expect.arrayContaining(['line.incomplete', 'document.truncated']));
  });

  it('that says after its lines what should hold for them is told', () => {
    expect(codesOf(read(`{"watchpost":"1","shipments":[${good}],"issuedAt":"2026-11-01"}`))).toContain(
      'json.member-late',
    );
  });

  it('with bytes that are not UTF-8 costs the line they are in', () => {
    const bytes = Buffer.concat([
      Buffer.from(`${good}\n{"consignee":{"name":"`),
      Buffer.from([0xff]),
      Buffer.from(`"}}\n${good}`),
    ]);
    const reading = read(bytes);
    expect(outcomes(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(reading.findings.find(({ code }) => code === 'charset.invalid')?.place?.offset).toBe(bytes.indexOf(0xff));
  });
});

describe('Documents of another kind', () => {
  it.each([
    ['nothing', ''],
    ['a letter', 'Dear colleagues,\nplease find attached.'],
    ['an archive', Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0, 0, 0])],
    ['other XML', '<invoice><total>1</total></invoice>'],
  ])('%s is unknown', (_, document) => {
    const reading = read(document);
    expect(reading.summary).toMatchObject({ format: 'unknown', lines: 0 });
    expect(codesOf(reading)).toEqual(['format.unknown']);
  });

  it('sent under another name are read as what they are', () => {
    const reading = read(ie315(item(1)), { format: 'csv' });
    expect(reading.summary.format).toBe('ics-ie315');
    expect(codesOf(reading)).toContain('format.not-as-named');
    expect(codesOf(read(ie315(item(1)), { format: 'gibberish' }))).toContain('format.name-unknown');
  });

  it('without a line are told so', () => {
    expect(codesOf(read('{"watchpost":"1","shipments":[]}'))).toEqual(['document.no-lines']);
    expect(codesOf(read('item id,sender name,contents\n'))).toEqual(['document.no-lines']);
    expect(codesOf(read(ie315('')))).toEqual(['document.no-lines']);
  });
});
