import { describe, expect, it } from '@jest/globals';
import { codesOf, read, readCut, type Reading } from './reading.ts';

/** `§` stands for a byte that is no UTF-8. */
const bytesOf = (text: string, byte = 0xff): Buffer => {
  const bytes = Buffer.from(text, 'latin1');
  return Buffer.from(bytes.map((at) => (at === 0xa7 ? byte : at)));
};
const item = (n: number, description = 'glass beads') =>
  `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7>\n<GooDesGDS23>${description}</GooDesGDS23><GroMasGDS46>1</GroMasGDS46></GOOITEGDS>\n`;
const message = (inside: string, head = '<HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>') =>
  `<CC315A xmlns="http://ics.dgtaxud.ec/CC315A">\n${head}\n${inside}</CC315A>`;

const kinds = ({ lines }: Reading) => lines.map(({ kind }) => kind);
const lost = ({ findings }: Reading) => findings.filter(({ code }) => code === 'charset.invalid');

/** The one finding stands at the one byte. */
function expectAt(reading: Reading, bytes: Buffer, line: number | null): void {
  const offset = bytes.indexOf(0xff);
  expect(lost(reading)).toMatchObject([
    {
      severity: 'error',
      line,
      place: { offset, row: bytes.toString('latin1', 0, offset).split('\n').length },
      value: '0xff',
      expected: 'utf-8',
    },
  ]);
}

describe('A byte that is no text', () => {
  it('in an item rejects that item, with the place of the byte', () => {
    const bytes = bytesOf(message(item(1) + item(2, 'gl§ss') + item(3)));
    const reading = read(bytes);
    expect(kinds(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expectAt(reading, bytes, 2);
    expect(lost(reading)[0]!.place).toMatchObject({ segment: 'GooDesGDS23', path: '/CC315A/GOOITEGDS[2]/GooDesGDS23' });
    expect(codesOf(reading)).not.toEqual(expect.arrayContaining(['line.incomplete']));
    expect(codesOf(reading)).not.toContain('text.replacement-character');
  });

  it.each([
    ['an attribute', '<GooDesGDS23 x="§">a</GooDesGDS23>'],
    ['an attribute of the item itself', '</GOOITEGDS><GOOITEGDS x="§">'],
    ['a comment', '<!-- § -->'],
    ['a processing instruction', '<?x §?>'],
    ['a section of characters', '<ComRefNumGIM1><![CDATA[§]]></ComRefNumGIM1>'],
    ['the text between two elements', ' § <PACGS2/>'],
  ])('in %s within an item belongs to the item', (_, inside) => {
    const bytes = bytesOf(message(`${item(1)}<GOOITEGDS><IteNumGDS7>2</IteNumGDS7>${inside}</GOOITEGDS>${item(3)}`));
    const reading = read(bytes);
    const line = inside.includes('<GOO') ? 3 : 2;
    expect(lost(reading).map((finding) => finding.line)).toEqual([line]);
    expect(reading.lines[line - 1]).toMatchObject({ kind: 'rejected', because: { code: 'charset.invalid' } });
    expect(reading.lines.at(-1)).toMatchObject({ kind: 'shipment' });
  });

  it.each([
    ['the header', message(item(1), '<HEAHEA><RefNumHEA4>R1</RefNumHEA4><DecPlaHEA394>K§ln</DecPlaHEA394></HEAHEA>')],
    ['a party of the header', message(item(1)).replace('<HEA', '<TRACONCO1><NamCO17>M§ller</NamCO17></TRACONCO1><HEA')],
    ['a comment between two items', message(`${item(1)}<!-- §\n -->`)],
    ['the text between two items', message(`${item(1)} § `)],
    ['the envelope', `<S:Envelope xmlns:S="urn:s">\n<S:Header>§</S:Header>${message(item(1))}</S:Envelope>`],
    ['front of the outermost element', `<?xml version="1.0"?>\n§\n${message(item(1))}`],
  ])('in %s concerns the document, and its lines go on', (_, document) => {
    const bytes = bytesOf(document);
    const reading = read(bytes);
    expect(kinds(reading)).toEqual(['shipment']);
    expectAt(reading, bytes, null);
    expect(codesOf(reading)).not.toContain('field.required');
    expect(codesOf(reading)).not.toContain('text.replacement-character');
  });

  it('behind the outermost element is no part of the message', () => {
    const reading = read(bytesOf(`${message(item(1))}\n§`));
    expect(kinds(reading)).toEqual(['shipment']);
    expect(lost(reading)).toEqual([]);
    expect(reading.findings.at(-1)).toMatchObject({ code: 'document.foreign-text', line: null, place: { row: 6 } });
  });

  it('in the reference rejects the items that go by it, and no other', () => {
    const head = '<HEAHEA><RefNumHEA4>R§1</RefNumHEA4></HEAHEA>';
    const numbered = item(2).replace('</GOO', '<ComRefNumGIM1>RB123456785GB</ComRefNumGIM1></GOO');
    const reading = read(bytesOf(message(item(1) + numbered, head)));
    expect(kinds(reading)).toEqual(['rejected', 'shipment']);
    expect(reading.lines[0]).toMatchObject({ because: { code: 'field.required', expected: 'RefNumHEA4' } });
  });

  it('of a house rejects that house; elsewhere in its waybill none', () => {
    const house = (n: number, what: string) =>
      `<IncludedHouseConsignment><ID>H${n}</ID><SummaryDescription>${what}</SummaryDescription></IncludedHouseConsignment>`;
    const waybill = (inside: string) =>
      `<HouseWaybill xmlns="iata:housewaybill:1"><MasterConsignment>${inside}</MasterConsignment></HouseWaybill>`;
    const one = bytesOf(waybill(house(1, 'lamps') + house(2, 'l§mps') + house(3, 'lamps')));
    expect(kinds(read(one))).toEqual(['shipment', 'rejected', 'shipment']);
    expectAt(read(one), one, 2);
    const none = bytesOf(waybill(`<OriginLocation><Name>S§oul</Name></OriginLocation>${house(1, 'lamps')}`));
    expect(kinds(read(none))).toEqual(['shipment']);
    expectAt(read(none), none, null);
  });

  it('is told once for each item and each element of the header, however many there are', () => {
    const party = '<TRACONCO1><NamCO17>§§ § §</NamCO17></TRACONCO1>';
    const reading = read(bytesOf(message(party + item(1, '§§ § §') + item(2, '§'))));
    expect(lost(reading).map(({ line }) => line)).toEqual([null, 1, 2]);
  });

  it('does not put out the places of what follows it, and is told the same wherever the document is cut', () => {
    const bytes = bytesOf(
      message(`${item(1, '§ § §§')}\r\n${item(2, '-')}${item(3, '§').replace('1</Gro', '-1</Gro')}`),
    );
    const whole = read(bytes);
    for (const { place } of whole.lines)
      expect(bytes.toString('latin1', place.offset, place.offset + 10)).toBe('<GOOITEGDS');
    for (let cut = 0; cut <= bytes.length; cut++) {
      const reading = readCut(bytes, [cut]);
      expect(JSON.stringify(reading)).toBe(JSON.stringify(whole));
    }
  });

  it('within a tag breaks the document there, and is named beside that', () => {
    const reading = read(bytesOf(message(item(1) + '<GOOITEGDS><Goo§DesGDS23>a</GooDesGDS23></GOOITEGDS>')));
    expect(codesOf(reading)).toEqual(expect.arrayContaining(['charset.invalid', 'xml.not-well-formed']));
    expect(lost(reading)[0]).toMatchObject({ line: 2 });
    expect(reading.lines[0]).toMatchObject({ because: { code: 'message.incomplete' } });
  });

  it('is told apart from a character that was lost before: that one is no more than a warning', () => {
    const reading = read(message(item(1, 'gl\ufffdss')));
    expect(kinds(reading)).toEqual(['shipment']);
    expect(codesOf(reading)).toContain('text.replacement-character');
    expect(lost(reading)).toEqual([]);
  });

  it('of any other character set costs the item it is in as well', () => {
    const document = (set: string, description: string) =>
      `<?xml version="1.0" encoding="${set}"?>${message(item(1, 'a\n') + item(2, description) + item(3))}`;
    for (const [set, byte] of [
      ['windows-1253', 0xd2],
      ['gb18030', 0xff],
      ['shift_jis', 0xff],
      ['euc-kr', 0xff],
    ] as const) {
      const bytes = bytesOf(document(set, 'gl§ss'), byte);
      const reading = read(bytes);
      expect([set, ...kinds(reading)]).toEqual([set, 'shipment', 'rejected', 'shipment']);
      expect(lost(reading)[0]!.place).toMatchObject({ offset: bytes.indexOf(byte) });
      expect(lost(reading)[0]).toMatchObject({ line: 2, expected: set });
    }
  });

  it('of UTF-16 is half of a pair of surrogates', () => {
    const bytes = Buffer.from(
      `\ufeff${message(item(1, '\ud83d\udd14') + item(2, '\ud83d!') + item(3, '\ufffd'))}`,
      'utf16le',
    );
    const reading = read(bytes);
    expect(kinds(reading)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(lost(reading)).toMatchObject([{ line: 2, value: '0x3dd8', expected: 'utf-16le' }]);
    expect(bytes.readUInt16LE(lost(reading)[0]!.place!.offset)).toBe(0xd83d);
    for (const cut of [1_101, 1_102, lost(reading)[0]!.place!.offset + 1]) {
      expect(JSON.stringify(readCut(bytes, [cut]))).toBe(JSON.stringify(reading));
    }
  });

  it('a million times over takes no longer than text does', () => {
    const began = process.cpuUsage();
    const reading = read(bytesOf(message('<ITI>a§</ITI>'.repeat(100_000) + item(1))));
    expect(kinds(reading)).toEqual(['shipment']);
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(5);
  });
});

describe('Text of the East', () => {
  it('keeps its characters and its places wherever it is cut', () => {
    // 玻璃珠 in GB18030.
    const beads = Buffer.from([0xb2, 0xa3, 0xc1, 0xa7, 0xd6, 0xe9]);
    const parts = message(item(1, '§') + item(2)).split('§');
    const bytes = Buffer.concat([
      Buffer.from(`<?xml version="1.0" encoding="GB18030"?>${' '.repeat(1_000)}${parts[0]}`),
      ...Array.from({ length: 50 }, () => beads),
      Buffer.from(parts[1]!),
    ]);
    const whole = read(bytes);
    expect(whole.lines[0]).toMatchObject({ shipment: { articles: [{ description: '玻璃珠'.repeat(50) }] } });
    expect(bytes.toString('latin1', whole.lines[1]!.place.offset).slice(0, 10)).toBe('<GOOITEGDS');
    for (let cut = 1_000; cut <= bytes.length; cut += 7) {
      expect(JSON.stringify(readCut(bytes, [cut, cut + 3]))).toBe(JSON.stringify(whole));
    }
  });
});
