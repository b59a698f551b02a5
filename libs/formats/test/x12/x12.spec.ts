import { describe, expect, it } from '@jest/globals';
import { codesOf, fixtures, read, type Reading, samples } from '../reading.ts';
import { bill, group, interchange, manifest, usual } from './x12-messages.ts';

const shipmentsOf = ({ lines }: Reading) => lines.flatMap((line) => (line.kind === 'shipment' ? [line.shipment] : []));
const fixture = (name: string) => read(fixtures.find(([at]) => at === `x12/${name}`)![1]);
const one = (...segments: string[]) => read(interchange([group('309', [manifest([bill(1, segments)])])]));

describe('A customs manifest 309', () => {
  it('has a line for each bill of lading, with what M11 and its loops say', () => {
    const [pots] = shipmentsOf(fixture('manifest.edi'));
    expect(pots).toMatchObject({
      itemId: 'OCNW0000101',
      itemIdKind: 'HOUSE',
      containers: ['OCNU4000015'],
      consignor: { name: 'HUAXIN GARDEN SUPPLY CO', address: { lines: ['88 JIANGNAN ROAD', 'BUILDING 4'] } },
      consignee: { name: 'PINE HILL NURSERIES LLC', address: { region: 'CA', country: 'US' } },
      notify: { name: 'WESTERN BROKERS INC' },
      pieces: 40,
      grossMassKg: 812.5,
      portOfArrival: '2704',
      conveyance: { mode: 'sea', id: 'MV NORTHERN HERON 014E' },
      function: 'original',
    });
    expect(pots!.articles.map(({ description, hs }) => [description, hs])).toEqual([
      ['PLASTIC PLANT POTS ROUND 20 CM BROWN WITH DRAINAGE HOLES AND MATCHING SAUCERS', '392690'],
      ['BAMBOO STAKES', '440122'],
    ]);
    expect(pots!.articles[1]!.identifiers).toContainEqual({ scheme: 'UNDG', value: '1327' });
  });

  it('takes pounds, and a bill that is withdrawn', () => {
    const [, pounds, withdrawn] = shipmentsOf(fixture('manifest.edi'));
    expect(pounds!.grossMassKg).toBeCloseTo(81.6466, 3);
    expect(withdrawn).toMatchObject({ itemId: 'OCNW0000055', function: 'cancel', portOfArrival: '3001' });
  });

  it('joins a full piece without a blank and a shorter one with it', () => {
    const full = 'X'.repeat(45);
    const described = (...segments: string[]) => shipmentsOf(one(...segments))[0]!.articles.map((a) => a.description);
    expect(described(`N10*4*${full}`, 'N10**YZ')).toEqual([`${full}YZ`]);
    expect(described('N10*4*GLASS', 'N10**BEADS')).toEqual(['GLASS BEADS']);
    expect(described('N10*2*GLASS*1*J*7018.10', 'N10*2*BEADS*1*J*7018.10')).toEqual(['GLASS', 'BEADS']);
  });

  it('says what a bill adds up to otherwise than it states', () => {
    expect(codesOf(one('N10*3*GLASS BEADS*****K*9'))).toEqual(['envelope.package-count', 'envelope.gross-mass']);
    expect(codesOf(one('N10*4*GLASS BEADS*****K*10'))).toEqual([]);
  });

  it('names each error at its element', () => {
    const bytes = interchange([group('309', [manifest([bill(1, ['N10*4*GLASS BEADS*****K*-7'])])])]);
    const found = read(bytes).findings.find(({ code }) => code === 'number.negative')!;
    expect(bytes.slice(found.place!.offset).startsWith('-7~')).toBe(true);
    expect(found.place).toMatchObject({ segment: 'N10', path: '/ISA[1]/GS[1]/ST[1]/segment[8]/N10-08' });
  });

  it('says an error in what holds for all bills once, and rejects none of them for it', () => {
    const segments = manifest([bill(1), bill(2)]).map((segment) => segment.replace('20261129', '20261399'));
    const reading = read(interchange([group('309', [segments])]));
    expect(reading.findings.map(({ code, line }) => [code, line])).toEqual([['date.form', null]]);
    expect(reading.summary.accepted).toBe(2);
  });
});

describe('The other transaction sets', () => {
  it('310 is one shipment: parties, route, containers, goods', () => {
    expect(shipmentsOf(fixture('freight-bill.edi'))).toMatchObject([
      {
        itemId: 'OCNW2200017',
        containers: ['OCNU4000020'],
        pieces: 22,
        grossMassKg: 21500,
        route: ['BR', 'PA', 'US'],
        portOfArrival: 'USBAL',
        articles: [{ hs: '441299', description: expect.stringContaining('PLANTATION PINE SANDED') }],
      },
    ]);
  });

  it('315 and 214 are tracking: the event of EMSEVT, time and place', () => {
    const { lines, findings } = fixture('status.edi');
    expect(lines.map((line) => (line.kind === 'tracking' ? [line.event, line.where] : line.kind))).toEqual([
      ['EMC', 'CNNGB'],
      ['EMB', 'CNNGB'],
      ['EMD', 'USLGB'],
      ['EMA', 'LONG BEACH, CA, US'],
      ['EMI', 'FRESNO, CA, US'],
    ]);
    expect(findings.map(({ code, value }) => [code, value])).toEqual([
      ['x12.status-untold', 'OB'],
      ['x12.status-untold', 'X6'],
    ]);
    // The bill that the ship carries is the one that its manifest declared.
    expect(lines[0]!.kind === 'tracking' && lines[0]!.identity).toMatchObject({
      issuer: 'OCNW',
      number: 'OCNW0000101',
    });
  });

  it('315 tells what happens at ports on the way from loading and discharge', () => {
    const eventAt = (code: string, place: string) => {
      const b4 = `B4***${code}*20261117*2210**OCNU*400001*L*45G1*${place}*5`;
      const ports = ['R4*L*UN*CNNGB*NINGBO*CN', 'R4*D*UN*USLGB*LONG BEACH*US'];
      const [line] = read(interchange([group('315', [[b4, 'N9*BM*B1', ...ports]])], { count: '1' })).lines;
      return line?.kind === 'tracking' ? line.event : null;
    };
    expect([eventAt('VA', 'KRPUS*UN'), eventAt('VD', 'BUSAN*CI')]).toEqual(['EMJ', 'EMK']);
    expect([eventAt('VA', 'USLGB*UN'), eventAt('UV', 'LONG BEACH*CI'), eventAt('VD', 'CNNGB*UN')]).toEqual([
      'EMD',
      'EMD',
      'EMC',
    ]);
    // By another list of codes it cannot be told from the port of discharge.
    expect(eventAt('VA', '58023*K')).toBe('EMD');
  });

  it('997, 999 and TA1 are responses without lines, and that is no error', () => {
    const { messages, summary, findings } = fixture('acknowledgements.edi');
    expect(messages.map(({ type, role, answers }) => [type, role, answers])).toEqual([
      ['TA1', 'response', '000000040'],
      ['ST 997 004010', 'response', '40'],
      ['ST 999 005010X231A1', 'response', '39'],
    ]);
    expect(summary.findings.error).toBe(0);
    expect(messages[1]!.facts).toContainEqual(expect.objectContaining({ name: 'AK5-01', value: 'R' }));
    expect(findings.map(({ code, value }) => [code, value])).toEqual([['x12.element-form', 'ONE']]);
  });

  it('any other is named and refused, its envelope checked', () => {
    const reading = read(interchange([group('810', [['BIG*20261118*1'], ['BIG*20261118*2']])], { count: '2' }));
    expect(reading.messages.map(({ type, role }) => [type, role])).toEqual([
      ['ST 810 004010', 'unsupported'],
      ['ST 810 004010', 'unsupported'],
    ]);
    expect(codesOf(reading)).toEqual(['message.unsupported', 'envelope.message-count']);
  });
});

describe('The envelope of X12', () => {
  const bills = [manifest([bill(1)])];
  const whole = interchange([group('309', bills)]);

  it('that is right gives no finding', () => {
    expect(read(whole).findings).toEqual([]);
  });

  it.each([
    ['SE counts otherwise', whole.replace(/SE\*\d+/, 'SE*99'), 'envelope.segment-count'],
    ['SE has another number', whole.replace(/(SE\*\d+\*)0001/, '$10002'), 'envelope.reference'],
    ['GE counts otherwise', whole.replace('GE*1*', 'GE*2*'), 'envelope.message-count'],
    ['GE has another number', whole.replace('GE*1*1', 'GE*1*9'), 'envelope.reference'],
    ['IEA counts otherwise', whole.replace('IEA*1', 'IEA*3'), 'envelope.message-count'],
    ['IEA has another number', whole.replace('IEA*1*000000001', 'IEA*1*1'), 'envelope.reference'],
    ['SE is missing', whole.replace(/SE\*[^~]*~/, ''), 'envelope.missing'],
    ['GE is missing', whole.replace(/GE\*[^~]*~/, ''), 'envelope.missing'],
    ['IEA is missing', whole.replace(/IEA\*[^~]*~/, ''), 'envelope.missing'],
    ['GS is missing', whole.replace(/GS\*[^~]*~/, '').replace(/GE\*[^~]*~/, ''), 'envelope.missing'],
    ['the interchange is sent twice', whole + whole, 'envelope.duplicate'],
    [
      'a group has the number of another',
      interchange([group('309', bills), group('309', bills)]),
      'envelope.duplicate',
    ],
    ['a count is no number', whole.replace('GE*1*', 'GE*one*'), 'envelope.syntax'],
    ['something stands outside of a message', whole.replace('GE*', 'REF*1~GE*'), 'envelope.syntax'],
    ['ISA is of free length', whole.replace(/ {2,}/g, ''), 'x12.isa-form'],
    ['ISA has lost its end', whole.replace('>~', '>\n').replaceAll('~', '~\n'), 'x12.isa-form'],
    [
      'ISA of free length has lost it',
      whole.replace(/ {2,}/g, '').replace('>~', '>').replaceAll('~', '~\n'),
      'x12.isa-form',
    ],
    ['text stands before the interchange', `Subject: manifest\n\n${whole}`, 'document.foreign-text'],
    ['its first tag is damaged', whole.replace('ISA*', 'IXA*'), 'envelope.missing'],
  ])('says where %s, and reads the message all the same', (_, bytes, code) => {
    const reading = read(bytes);
    expect(codesOf(reading)).toContain(code);
    expect(reading.lines[0]).toMatchObject({ kind: 'shipment', shipment: { itemId: 'OCNW1' } });
  });

  it('damaged in one interchange leaves the next one its own', () => {
    const second = whole.replaceAll('000000001', '000000002');
    for (const damaged of [second.replace('ISA*', 'IS*'), second.replace(/^ISA[^~]*~/, 'ISA~')]) {
      const reading = read(whole + damaged);
      expect(reading.summary).toMatchObject({ messages: 2, accepted: 2 });
      expect(codesOf(reading)).toContain('envelope.syntax');
      expect(codesOf(reading)).not.toContain('envelope.duplicate');
    }
  });

  it('may be of any signs, each interchange its own, with line breaks or without', () => {
    const others = { element: '|', component: ':', terminator: '\n' };
    const first = interchange([group('309', bills, { breaks: '\r\n' })], { breaks: '\r\n' });
    const second = interchange([group('309', bills, { signs: others })], { control: '000000002', signs: others });
    const reading = read(first + second);
    expect(reading.findings.map(({ code }) => code)).toEqual(['id.duplicate']);
    expect(reading.summary).toMatchObject({ messages: 2, accepted: 2 });
  });

  it('may be wrapped at eighty columns, its header too; places are those of the bytes', () => {
    const reading = fixture('wrapped.edi');
    expect(codesOf(reading)).toEqual([]);
    const bytes = fixtures.find(([name]) => name === 'x12/wrapped.edi')![1];
    const [line] = reading.lines;
    if (line?.kind !== 'shipment') throw new Error('not read');
    expect(line.shipment.consignor!.name).toBe('\u00dcNL\u00dc GARDEN SUPPLY CO');
    const { offset, row } = line.placeOf('consignee.name')!;
    expect(bytes.toString('latin1', offset, offset + 40).replace(/\r\n/, '')).toMatch(/^PINE HILL NURSERIES LLC/);
    expect(row).toBe(bytes.toString('latin1', 0, offset).split('\n').length);
  });

  it('without its end costs the bill that is open, and no other', () => {
    const cut = interchange([group('309', [manifest([bill(1), bill(2)])])]);
    const reading = read(cut.slice(0, cut.indexOf('N1*CN', cut.indexOf('OCNW2')) + 9));
    expect(reading.lines.map(({ kind }) => kind)).toEqual(['shipment', 'rejected']);
    expect(codesOf(reading)).toEqual(['document.truncated', 'line.incomplete', 'envelope.missing']);
  });

  it('lost a byte: it costs the bill it stands in', () => {
    const { lines } = fixture('lost-bytes.edi');
    expect(lines.map((line) => (line.kind === 'rejected' ? line.because.code : line.kind))).toEqual([
      'shipment',
      'charset.invalid',
      'shipment',
    ]);
  });
});

describe('Hostile X12', () => {
  const document = (segments: readonly string[]) => interchange([group('309', [segments])]);

  it('with a segment without end is given up there, and read on after it', () => {
    const reading = read(document(manifest([bill(1, [`N10*4*${'x'.repeat(100_000)}`]), bill(2)])));
    expect(codesOf(reading)).toContain('x12.segment-too-long');
    expect(reading.lines).toHaveLength(2);
  });

  it('with a bill of two megabytes costs that bill', () => {
    const many = Array.from({ length: 40_000 }, () => `N10*1*${'GLASS BEADS '.repeat(3)}`);
    const reading = read(document(manifest([bill(1), bill(2, many), bill(3)])));
    expect(reading.lines.map(({ kind }) => kind)).toEqual(['shipment', 'rejected', 'shipment']);
    expect(codesOf(reading)).toContain('line.too-large');
  });

  it('with a heading without end keeps a part of it', () => {
    const many = Array.from({ length: 60_000 }, (_, n) => `REF*ZZ*${'x'.repeat(30)}${n}`);
    const segments = ['M10*OCNW*O*LR*1*HERON*1', 'NM1*CB*2*BROKER', ...many, 'P4*2704*20261129', ...bill(1)];
    const reading = read(document(segments));
    expect(codesOf(reading)).toContain('x12.heading-too-large');
    expect(reading.lines).toHaveLength(1);
  });

  it('with names of JavaScript objects for codes is read like any other', () => {
    const segments = ['M10*constructor*__proto__*LR*1*HERON*1', 'P4*toString*20261129', 'LX*1', 'M13*A*B*valueOf*C'];
    expect(codesOf(read(document(segments)))).toEqual(expect.arrayContaining(['code.mode', 'code.function']));
  });

  it('that is nothing but separators is no more than that', () => {
    for (const text of ['*'.repeat(300_000), '~'.repeat(300_000), 'ISA'.repeat(100_000), 'ISA*'.repeat(80_000)]) {
      expect(read(text, { format: 'x12' }).summary.findings.error).toBeGreaterThan(0);
    }
  });
});

const real = samples.filter(([name]) => /x12-types|997/.test(name));

/** Real messages, where they are at hand: what is known of each. */
if (real.length > 0) {
  describe('Of the real messages', () => {
    const named = (name: string) => read(real.find(([at]) => at.endsWith(name))![1]);

    it.each(real)('%s is X12, and everything in it accounted for', (_, bytes) => {
      const { summary, lines } = read(bytes);
      expect(summary).toMatchObject({ format: 'x12', confidence: 1, messages: 1, rejected: 0 });
      for (const { place } of lines)
        expect(bytes.toString('latin1', place.offset, place.offset + 3)).toMatch(/^(ST|B4)\*/);
    });

    it('the first freight bill states 49 segments, has 46, and every trailer names another header', () => {
      const reading = named('310_1.edi');
      const envelope = reading.findings.filter(({ code }) => code.startsWith('envelope.'));
      expect(envelope.map(({ value, expected }) => [value, expected])).toEqual([
        ['49', '46'],
        ['32353', '35353'],
        ['61916', '61716'],
        ['000061216', '000011566'],
      ]);
      expect(shipmentsOf(reading)[0]!.articles[0]!.description).toContain('MEDIUM DENSITY FIBERBOARD');
    });

    it('the other has nothing wrong with its envelope', () => {
      expect(codesOf(named('310_3.edi'))).toEqual(['id.container']);
      expect(codesOf(named('315.edi'))).toEqual([]);
    });

    it('an acknowledgement with codes that are none says which', () => {
      const found = named('invalid997.edi').findings;
      expect(found.map(({ code, value }) => [code, value])).toEqual([
        ['x12.element-form', 'HC NOT IN CODESET'],
        ['x12.element-form', '66 NON NUMERIC'],
      ]);
      expect(codesOf(named('simple997.edi'))).toEqual([]);
    });
  });
} else {
  it.skip('the real messages are read: there are none at hand', () => undefined);
}

describe('The signs of X12', () => {
  it('are found without an interchange', () => {
    const bare = group('309', [manifest([bill(1)])], { signs: { ...usual, element: '^', terminator: '!' } });
    const reading = read(bare);
    expect(codesOf(reading)).toEqual(['envelope.missing']);
    expect(reading.summary).toMatchObject({ format: 'x12', accepted: 1 });
  });
});
