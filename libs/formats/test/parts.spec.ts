import { describe, expect, it } from '@jest/globals';
import { codesOf, fixtures, read as readBytes, readCut, type Reading } from './reading.ts';

const bytesOf = new Map(fixtures);
const textOf = (name: string): string => bytesOf.get(name)!.toString('latin1');

/** One whole document of each syntax, that begins as only its own does. */
const whole = {
  edifact: textOf('edifact/cuscar-95b.edi'),
  x12: textOf('x12/manifest.edi'),
  // Its telex addresses stand before what it begins with.
  'cargo-imp': textOf('cargo-imp/house-waybills.imp').replace(/^[^]*?(?=FHL)/, ''),
  'ics-ie315': textOf('ics-ie315/two-items.xml'),
  'cargo-xml-xfzb': textOf('cargo-xml-xfzb/house.xml'),
  'asycuda-manifest': textOf('asycuda-manifest/manifest.xml'),
  'watchpost-json': textOf('watchpost-json/lines.ndjson'),
};
const table = textOf('csv/parcels.csv');
const pairs = Object.entries({ ...whole, csv: table }).flatMap(([one, first]) =>
  Object.entries(whole)
    .filter(([other]) => other !== one)
    .map(([other, second]) => ({ one, other, first, second })),
);

/** Texts have one character for each byte. */
const read = (document: string | Uint8Array): Reading =>
  readBytes(typeof document === 'string' ? Buffer.from(document, 'latin1') : document);

const shape = ({ lines, findings, messages }: Reading) => ({
  lines: lines.map(({ kind, place }) => ({ kind, row: place.row })),
  findings: findings.map(({ code, line, place }) => ({ code, line, offset: place?.offset })),
  messages: messages.map(({ format, type, place }) => ({ format, type, offset: place.offset })),
});

/** What the second says when it stands behind so many bytes, rows and lines. */
function moved(reading: Reading, bytes: number, rows: number, ordinals: number) {
  const { lines, findings, messages } = shape(reading);
  return {
    lines: lines.map((line) => ({ ...line, row: line.row! + rows })),
    findings: findings.map((finding) => ({
      ...finding,
      line: finding.line === null ? null : finding.line + ordinals,
      offset: finding.offset! + bytes,
    })),
    messages: messages.map((message) => ({ ...message, offset: message.offset + bytes })),
  };
}

describe('A document of two formats', () => {
  it.each(pairs)('$one, then $other, reads each as if it stood alone', ({ one, first, second }) => {
    const before = `${first.trimEnd()}\n`;
    const [together, alone, behind] = [read(before + second), read(before), read(second)];
    const rows = before.split('\n').length - 1;
    const expected = moved(behind, before.length, rows, alone.lines.length);
    const found = shape(together);
    expect(found.lines).toEqual([...shape(alone).lines, ...expected.lines]);
    expect(found.messages).toEqual([...shape(alone).messages, ...expected.messages]);
    // Some declare the same items.
    const findings = found.findings.filter(({ code }) => code !== 'id.duplicate');
    expect(findings).toEqual([...shape(alone).findings, ...expected.findings]);
    expect(together.summary).toMatchObject({
      format: alone.summary.format,
      messages: alone.summary.messages + behind.summary.messages,
      accepted: alone.summary.accepted + behind.summary.accepted,
      rejected: alone.summary.rejected + behind.summary.rejected,
    });
    expect(together.messages[0]!.format).toBe(one);
  });

  it.each(pairs)('$one, then $other, is read the same wherever it is cut', ({ first, second }) => {
    const bytes = Buffer.from(`${first}\n${second}`, 'latin1');
    const expected = JSON.stringify(readCut(bytes, []));
    const every = (step: number) => Array.from({ length: Math.floor(bytes.length / step) }, (_, at) => at * step);
    for (const step of [1, 7, 1_000]) expect(JSON.stringify(readCut(bytes, every(step)))).toBe(expected);
    for (let cut = first.length - 20; cut < first.length + 40; cut += 1)
      expect(JSON.stringify(readCut(bytes, [cut]))).toBe(expected);
  });

  it('without a line break between them is read as well, where the first has an end', () => {
    const first = whole.edifact.trimEnd();
    for (const second of [whole.x12, whole['ics-ie315'], whole['watchpost-json']]) {
      expect(read(first + second).summary.messages).toBe(read(first).summary.messages + read(second).summary.messages);
    }
  });

  it('goes back and forth, each interchange with its own envelope, and a control number used twice is noticed', () => {
    const [edifact, x12] = [whole.edifact, whole.x12];
    const reading = read([edifact, x12, edifact, x12].join('\n'));
    expect(reading.messages.map(({ format }) => format)).toEqual(['edifact', 'x12', 'edifact', 'x12']);
    expect(reading.findings.filter(({ code }) => code === 'envelope.duplicate')).toHaveLength(2);
    expect(reading.findings.filter(({ code }) => code === 'id.duplicate').length).toBeGreaterThan(0);
    expect(new Set(reading.lines.map(({ ordinal }) => ordinal)).size).toBe(reading.summary.lines);
  });

  it('of a table behind an interchange is read, too: what has come to its end may be followed by anything', () => {
    for (const first of [whole.edifact, whole.x12, whole['ics-ie315']]) {
      const reading = read(`${first}\n${table}`);
      expect(reading.messages.map(({ format }) => format).at(-1)).toBe('csv');
      expect(reading.summary.accepted).toBe(read(first).summary.accepted + read(table).summary.accepted);
    }
  });

  it('whose first breaks off loses nothing of the second', () => {
    const xml = whole['ics-ie315'];
    const second = `<?xml version="1.0"?>${whole['cargo-xml-xfzb'].replace(/^<\?xml[^>]*>/, '')}`;
    const reading = read(`${xml.slice(0, xml.indexOf('</GOOITEGDS>'))}\n${second}`);
    expect(codesOf(reading)).toContain('document.truncated');
    expect(reading.lines.map(({ kind }) => kind)).toEqual(['rejected', ...read(second).lines.map(({ kind }) => kind)]);
    const interchange = whole.edifact.slice(0, whole.edifact.lastIndexOf('UNZ'));
    expect(codesOf(read(`${interchange}\n${whole.x12}`))).toContain('envelope.missing');
    expect(read(`${interchange}\n${whole.x12}`).messages.map(({ format }) => format)).toEqual(['edifact', 'x12']);
  });

  it('of two XML documents in different character sets reads each by its own', () => {
    const [latin, plain] = [bytesOf.get('ics-ie315/enveloped-latin1.xml')!, bytesOf.get('ics-ie315/two-items.xml')!];
    for (const order of [
      [latin, plain],
      [plain, latin],
    ]) {
      const reading = read(Buffer.concat(order));
      expect(codesOf(reading)).not.toContain('charset.invalid');
      expect(reading.summary.accepted).toBe(read(latin).summary.accepted + read(plain).summary.accepted);
    }
  });
});

describe('Where a value of a second part comes from', () => {
  it('is told from the start of the document', () => {
    const before = `${whole.edifact.trimEnd()}\n`;
    const document = Buffer.from(before + whole['watchpost-json'], 'latin1');
    const line = readCut(document, [], { fields: 'every' }).lines.at(-1)!;
    if (line.kind === 'rejected') throw new Error('not read');
    const stated = line.fields!.filter(({ place, sent }) => place !== null && sent !== null);
    expect(stated.length).toBeGreaterThan(2);
    for (const { place, sent } of stated) {
      expect(place!.offset).toBeGreaterThan(before.length);
      expect(document.toString('utf8', place!.offset, place!.offset + 60)).toContain(sent);
    }
  });
});

describe('Text beside the messages', () => {
  const mail = 'From: post-a\nSubject: manifest 4711\n\nDear colleagues,\nplease find below what we send.\n\n';
  const footer = '\n-- \nTraffic office\n';

  it.each(Object.entries(whole))('before and behind %s is told and passed over', (format, document) => {
    const alone = read(document);
    const reading = read(mail + document);
    const told = format === 'cargo-imp' ? 'imp.no-message' : 'document.foreign-text';
    expect(reading.findings[0]).toMatchObject({ code: told, line: null });
    expect(reading.summary).toMatchObject({ format, lines: alone.summary.lines, accepted: alone.summary.accepted });
    const rows = mail.split('\n').length - 1;
    expect(reading.lines.map(({ place }) => place.row)).toEqual(alone.lines.map(({ place }) => place.row! + rows));
  });

  it.each(['edifact', 'x12', 'ics-ie315'] as const)('behind and between %s is told where it begins', (format) => {
    const document = whole[format].trimEnd();
    const reading = read(document + footer + mail + document + footer);
    const told = reading.findings.filter(({ code }) => code === 'document.foreign-text');
    expect(told.map(({ place }) => place!.offset)).toEqual([
      document.length + 1,
      2 * document.length + footer.length + mail.length + 1,
    ]);
    expect(reading.summary.messages).toBe(2 * read(document).summary.messages);
  });

  it('of any length between two interchanges is not kept', () => {
    const long = `${'and so on, and so on\n'.repeat(20_000)}`;
    const reading = read(`${whole.edifact}\n${long}${whole.x12}`);
    expect(reading.messages.map(({ format }) => format)).toEqual(['edifact', 'x12']);
    expect(codesOf(reading).filter((code) => code === 'document.foreign-text')).toHaveLength(1);
  });

  it('does not take a message out of another: what is in a comment, a text or a cell stays there', () => {
    const xml = whole['ics-ie315'].replace('</GOOITEGDS>', `<!--\n${whole.x12}\n--></GOOITEGDS>`);
    expect(read(xml).summary.messages).toBe(1);
    const cell = `${table.trimEnd()}\nH9,"note\nUNB+UNOA:3+A+B+261118:0930+1'\n",x\n`;
    expect(read(cell).summary).toMatchObject({ format: 'csv', messages: 1 });
    const refused = `<!DOCTYPE a [<!ENTITY x "\n${whole['ics-ie315'].replace(/^<\?xml[^>]*>/, '')}">]>`;
    expect(read(refused + whole['ics-ie315'].replace(/^<\?xml[^>]*>/, '')).lines).toEqual([]);
  });
});
