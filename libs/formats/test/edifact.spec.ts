import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { codesOf, fixtures, read, readCut, samples, type Reading } from './reading.ts';

const own = fixtures.filter(([name]) => name.startsWith('edifact/'));
const sample = (name: string) => samples.find(([path]) => path.endsWith(name))?.[1] ?? null;
const errorsOf = ({ findings }: Reading) => findings.filter(({ severity }) => severity === 'error');
const segmentsIn = (message: string, type = 'CUSCAR:D:03B:UN') =>
  `UNB+UNOC:3+A+B+261118:0930+1'UNH+1+${type}'${message}UNT+${message.split("'").length + 1}+1'UNZ+1+1'`;
const cargo = (inside: string) => segmentsIn(`BGM+85+M+9'CNI+1'RFF+BM:B1'NAD+CZ+++A'NAD+CN+++B'GID+1'${inside}`);
const shipmentsOf = ({ lines }: Reading) => lines.flatMap((line) => (line.kind === 'shipment' ? [line.shipment] : []));

describe('EDIFACT', () => {
  it.each(own)('%s: a place with a data element is where its value stands', (_, bytes) => {
    const { findings, lines } = read(bytes);
    for (const { place, value } of findings) {
      if (!place?.path?.includes(' ') || !value) continue;
      expect(bytes.toString('latin1', place.offset, place.offset + value.length)).toBe(value);
      expect(place.row).toBe(bytes.toString('latin1', 0, place.offset).split('\n').length);
    }
    for (const { place } of lines) expect(bytes.toString('latin1', place.offset, place.offset + 3)).toBe(place.segment);
  });

  it('has nothing to say of a message that is right', () => {
    const reading = read(cargo("FTX+AAA+++BEADS'MEA+AAE+G+KGM:1,5'"));
    expect(reading.findings).toEqual([]);
    expect(shipmentsOf(reading)).toMatchObject([
      { itemId: 'B1', grossMassKg: 1.5, articles: [{ description: 'BEADS' }] },
    ]);
  });

  it('joins texts that were cut at full width without a blank, others with one', () => {
    const cut = 'A'.repeat(68) + ' C';
    const texts = `FTX+AAA+++${cut}:HINA'FTX+AAA+++AND:TEA'MEA+AAE+G+KGM:1'`;
    expect(shipmentsOf(read(cargo(texts)))[0]!.articles[0]!.description).toBe(`${cut}HINA AND TEA`);
  });

  it('reads released characters, and a terminator within a text', () => {
    const [shipment] = shipmentsOf(read(cargo("FTX+AAA+++5?+5 O?'CLOCK ??'MEA+AAE+G+KGM:1'")));
    expect(shipment!.articles[0]!.description).toBe("5+5 O'CLOCK ?");
  });

  it('reads UTF-8 in an interchange that names Latin-1, with a warning, and Latin-1 as it is', () => {
    const message = cargo("FTX+AAA+++CRÈME BRÛLÉE'MEA+AAE+G+KGM:1'");
    for (const [encoding, codes] of [
      ['utf8', ['edifact.charset']],
      ['latin1', []],
    ] as const) {
      const reading = read(Buffer.from(message, encoding));
      expect(shipmentsOf(reading)[0]!.articles[0]!.description).toBe('CRÈME BRÛLÉE');
      expect(codesOf(reading)).toEqual(codes);
    }
  });

  it('rejects the line in which bytes are none of the character set, and no other', () => {
    const lines = [1, 2, 3].map(
      (n) => `CNI+${n}'RFF+BM:B${n}'NAD+CZ+++A${n === 2 ? '\u00ff' : ''}'NAD+CN+++B'GID+1'FTX+AAA+++BEADS'`,
    );
    const message = segmentsIn(`BGM+85+M+9'${lines.join('')}`).replace('UNOC:3', 'UNOW:4');
    const reading = read(Buffer.from(message, 'latin1'));
    expect(reading.lines.map(({ kind }) => kind)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(errorsOf(reading)).toMatchObject([{ code: 'charset.invalid', line: 2, value: '0xff' }]);
  });

  it('reads separators of level B, and others that nobody advised', () => {
    const level = cargo("MEA+AAE+G+KGM:1'").replace('UNOC', 'UNOB');
    const bytes = level.replaceAll("'", '\u001c').replaceAll('+', '\u001d').replaceAll(':', '\u001f');
    expect(read(bytes).summary).toMatchObject({ accepted: 1, findings: { error: 0 } });
    const other = read(cargo("MEA+AAE+G+KGM:1'").replaceAll('+', '*').replaceAll("'", '~'));
    expect(other.summary.accepted).toBe(1);
    expect(codesOf(other)).toContain('envelope.syntax');
  });

  it('passes over a segment that never ends, and costs the line it stands in', () => {
    const reading = read(cargo(`FTX+AAA+++${'X'.repeat(3_000_000)}'MEA+AAE+G+KGM:1'`));
    expect(reading.lines).toMatchObject([{ kind: 'rejected', because: { code: 'line.too-large' } }]);
  });

  it('rejects a consignment of more bytes than a line has, and reads the next one', () => {
    const goods = "GID+1'FTX+AAA+++BEADS'".repeat(40_000);
    const reading = read(segmentsIn(`BGM+85+M+9'CNI+1'RFF+BM:B1'${goods}CNI+2'RFF+BM:B2'NAD+CZ+++A'GID+1'`));
    expect(reading.lines.map(({ kind }) => kind)).toEqual(['rejected', 'shipment']);
  });

  it('names a message that is none of ours, and checks its envelope', () => {
    const reading = read(segmentsIn("BGM+380+1+9'", 'INVOIC:D:97B:UN').replace('UNT+3', 'UNT+9'));
    expect(codesOf(reading)).toEqual(['envelope.segment-count', 'message.unsupported']);
    expect(reading.messages).toMatchObject([{ type: 'INVOIC D.97B', role: 'unsupported' }]);
  });
});

describe('Hostile EDIFACT', () => {
  const begin = "UNB+UNOC:3+A+B+261118:0930+1'UNH+1+CUSCAR:D:95B:UN'BGM+85+M+9'";
  const bill = `${begin}CNI+1'RFF+BM:B1'`;

  it.each([
    ['terminators alone', `${begin}${"'".repeat(1_000_000)}`],
    ['released terminators without end', `${begin}FTX+${"?'".repeat(1_000_000)}`],
    ['release characters without end', `${begin}${'?'.repeat(2_000_000)}`],
    ['a segment of a million elements', `${begin}CNI${'+'.repeat(1_000_000)}'`],
    ['a party of a million components', `${bill}NAD+CZ${':'.repeat(900_000)}'GID+1'`],
    ['a line of ten thousand parties', `${bill}${"NAD+CZ+++A'CTA'COM+1:TE'".repeat(10_000)}`],
    ['a line of ten thousand containers', `${bill}GID+1'${"SGP+TEMU1234565'".repeat(10_000)}`],
    ['advices without end', "UNA:+.? '".repeat(100_000)],
    ['interchanges without end', "UNB+UNOA:3+A+B+1'".repeat(50_000)],
    ['messages without end', "UNH+1+CUSCAR:D:95B:UN'".repeat(50_000)],
    ['a response of a hundred thousand errors', `UNH+1+CUSRES:D:95B:UN'BGM'${"ERC+1'".repeat(100_000)}`],
  ])('of %s is read to its end in no more than linear time', (_, document) => {
    const began = process.cpuUsage();
    const { summary, lines, messages } = read(document, { format: 'edifact' });
    expect(process.cpuUsage(began).user / 1e6).toBeLessThan(10);
    expect(summary).toMatchObject({ lines: lines.length, messages: messages.length });
    expect(messages.every(({ facts }) => facts.length <= 1_000)).toBe(true);
  });
});

describe('EDIFACT beside cargo reports', () => {
  it('takes the time and place of a status, and tells one that has no event', () => {
    const status = "BGM+23+S+9'CNI+1+RB123456785GB'STS+1+21'DTM+334:202611171015:203'LOC+7+USJFK'STS+1+31'";
    const reading = read(segmentsIn(status, 'IFTSTA:D:00B:UN'));
    expect(reading.lines).toMatchObject([
      { kind: 'tracking', event: 'EMI', itemId: 'RB123456785GB', at: Date.UTC(2026, 10, 17, 10, 15), where: 'USJFK' },
    ]);
    expect(reading.findings).toMatchObject([{ code: 'edifact.status-untold', value: '31' }]);
  });

  it('takes arrivals and departures at other ports than those of loading and discharge for what happens on the way', () => {
    const eventAt = (code: string, place: string, ports = "LOC+9+CNSHA'LOC+11+USLGB'") => {
      const status = `BGM+23+S+9'CNI+1+HB1'STS+1+${code}'DTM+334:202611171015:203'LOC+175+${place}'TDT+20'${ports}`;
      const [line] = read(segmentsIn(status, 'IFTSTA:D:00B:UN')).lines;
      return line?.kind === 'tracking' ? line.event : null;
    };
    expect([eventAt('1', 'KRPUS'), eventAt('24', 'KRPUS')]).toEqual(['EMJ', 'EMK']);
    expect([eventAt('1', 'USLGB'), eventAt('24', 'CNSHA'), eventAt('VA', 'USLGB')]).toEqual(['EMD', 'EMC', 'EMD']);
    expect([eventAt('1', 'KRPUS', ''), eventAt('EMD', 'KRPUS')]).toEqual(['EMD', 'EMD']);
  });

  it('does not let a dispatch replace what the attributes of an item declared', () => {
    const dispatch = "BGM++KRSELAUSJFKAAEN60123+9'DTM+136:202611181130:203'EQD+RC'CNI+1+RB123456785GB'";
    const { lines, messages } = read(segmentsIn(dispatch, 'PREDES:2:1:UP'));
    expect(lines).toMatchObject([{ kind: 'tracking', event: 'EMC' }]);
    expect(messages).toMatchObject([{ role: 'tracking', profile: 'watchpost' }]);
  });

  it('is no error where it is all answers', () => {
    const reading = read(segmentsIn("UCI+IC7+A+B+4+23+UNB'", 'CONTRL:4:1:UN'));
    expect(reading.findings).toEqual([]);
    expect(reading.messages).toMatchObject([{ role: 'response', answers: 'IC7' }]);
    expect(reading.messages[0]!.facts.map(({ name, value }) => [name, value])).toEqual([
      ['action', '4'],
      ['error', '23'],
      ['error segment', 'UNB'],
    ]);
  });

  it('says of what no public definition exists that it follows a profile', () => {
    const reading = read(
      segmentsIn("BGM++A+9'CNI+1+RB123456785GB'NAD+CZ+++A'NAD+CN+++B'GID+1'FTX+AAA+++BEADS'", 'ITMATT:1:1:UP'),
    );
    expect(reading.findings).toMatchObject([{ code: 'message.profile', severity: 'info', value: 'ITMATT' }]);
    expect(shipmentsOf(reading)).toMatchObject([{ itemIdKind: 'S10', articles: [{ description: 'BEADS' }] }]);
  });
});

describe('EDIFACT of any shape', () => {
  const text = fc.string({ maxLength: 60 }).map((value) => value.replace(/[^ -~]/g, '#').replace(/[?+:'*]/g, '?$&'));
  const goods = fc.record({
    text,
    packages: fc.integer({ min: 1, max: 999 }),
    kilograms: fc.integer({ min: 1, max: 99 }),
  });
  const consignment = fc.record({
    name: text,
    goods: fc.array(goods, { minLength: 1, maxLength: 4 }),
    notify: fc.boolean(),
  });
  const layout = fc.constantFrom('', '\n', '\r\n');
  const message = fc.tuple(fc.array(consignment, { minLength: 1, maxLength: 6 }), layout).map(([lines, layout]) => {
    const segments = lines.flatMap(({ name, goods, notify }, at) => [
      `CNI+${at + 1}`,
      `RFF+BM:B${at}`,
      `NAD+CZ+++Z${name}+STREET 1+CITY+++CN`,
      'NAD+CN+++B+ROAD+TOWN+OH+43215+US',
      ...(notify ? ['NAD+NI+++N'] : []),
      ...goods.flatMap(({ text, packages, kilograms }) => [
        `GID+1+${packages}:CT`,
        `FTX+AAA+++Y${text}`,
        `MEA+AAE+G+KGM:${kilograms}`,
      ]),
    ]);
    const all = ['UNH+1+CUSCAR:D:95B:UN', 'BGM+85+M+9', `CNT+10:${lines.length}`, ...segments];
    const whole = ['UNB+UNOC:3+A+B+261118:0930+1', ...all, `UNT+${all.length + 1}+1`, 'UNZ+1+1'];
    return { lines: lines.length, bytes: Buffer.from(whole.map((segment) => `${segment}'${layout}`).join('')) };
  });

  it('is read without error, line by line, and the same however it is cut', () => {
    fc.assert(
      fc.property(message, fc.array(fc.nat(4_000), { maxLength: 5 }), ({ lines, bytes }, cuts) => {
        const reading = read(bytes);
        expect(errorsOf(reading)).toEqual([]);
        expect(codesOf(reading).filter((code) => code.startsWith('envelope.') || code.startsWith('message.'))).toEqual(
          [],
        );
        expect(reading.lines).toHaveLength(lines);
        const within = cuts.map((cut) => cut % bytes.length).sort((a, b) => a - b);
        expect(JSON.stringify(readCut(bytes, within))).toBe(JSON.stringify(reading));
      }),
      { numRuns: 200 },
    );
  });

  it('with segments lost, doubled or exchanged keeps its other lines and never throws', () => {
    fc.assert(
      fc.property(message, fc.nat(), fc.constantFrom('lose', 'double', 'exchange'), ({ bytes }, nth, how) => {
        const segments = bytes.toString().split("'");
        const at = nth % segments.length;
        if (how === 'lose') segments.splice(at, 1);
        else if (how === 'double') segments.splice(at, 0, segments[at]!);
        else [segments[at], segments[0]] = [segments[0]!, segments[at]!];
        const { summary, lines } = read(segments.join("'"));
        expect(summary.lines).toBe(lines.length);
      }),
      { numRuns: 500 },
    );
  });
});

const known = [
  ['CUSCAR_WARREL.edi', 'CUSCAR D.99B', []],
  ['CUSREP_DEPART.edi', 'CUSREP D.99B', []],
  ['d00b_iftsta.edi', 'IFTSTA D.00B', ['envelope.reference']],
  ['invoic_d97b_una.edi', 'INVOIC D.97B', ['message.unsupported']],
  ['orders-with-group.edi', 'ORDERS D.96B', ['envelope.segment-count', 'message.unsupported']],
  ['other_dialect_term_segments.edi', 'CUSTOM D.97B', ['message.unsupported']],
] as const;

/** Real messages, where they are at hand. */
if (samples.length > 0) {
  describe('Of the real messages', () => {
    it.each(known)('%s is %s, and what is wrong with its envelope is told', (name, type, codes) => {
      const reading = read(sample(name)!);
      expect(reading.messages).toMatchObject([{ type }]);
      const told = codesOf(reading).filter((code) => /^(envelope\.[^t]|message\.uns)/.test(code));
      expect([...told].sort()).toEqual([...codes].sort());
    });

    it('a count of 21 for 18 segments is told at the count', () => {
      const found = read(sample('orders-with-group.edi')!).findings.find(
        ({ code }) => code === 'envelope.segment-count',
      );
      expect(found).toMatchObject({ value: '21', expected: '18', place: { path: 'UNT 0074' } });
    });
  });
}
