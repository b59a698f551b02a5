import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

const validate = (args: readonly string[], input = ''): Promise<Ended> => watchpost(['validate', ...args], input);

function watchpost(args: readonly string[], input = ''): Promise<Ended> {
  const node = ['--no-warnings', '--experimental-transform-types', '--conditions=@watchpost/source', main];
  const child = spawn(process.execPath, [...node, ...args]);
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  child.stdin.end(input);
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, out, err })));
}

const objects = ({ out }: Ended) =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

let folder: string;
let good: string;
let bad: string;
let letter: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'validate-'));
  [good, bad, letter] = ['good.csv', 'bad.csv', 'letter.txt'].map((name) => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const header = 'item id,sender name,recipient name,contents,weight\n';
  writeFileSync(good, `${header}RB123456785GB,A,B,beads,1\n`);
  writeFileSync(bad, `${header}H1,A,B,beads,-1\nH2,A,B,beads,1\n`);
  writeFileSync(letter, 'Dear colleagues');
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('watchpost validate', () => {
  it('prints shipments, findings and a summary a file, and exits with 3 where there was an error', async () => {
    const ended = await validate([good, bad, '--json']);
    expect(ended).toMatchObject({ code: 3, err: '' });
    expect(objects(ended).map(({ type, file, line }) => [type, file, line])).toEqual([
      ['shipment', good, 1],
      ['message', good, undefined],
      ['summary', good, undefined],
      ['finding', bad, 1],
      ['shipment', bad, 2],
      ['message', bad, undefined],
      ['summary', bad, undefined],
    ]);
    expect(objects(ended).at(-1)).toMatchObject({ format: 'csv', lines: 2, accepted: 1, rejected: 1 });
  });

  it('reads standard input and exits with 0 where there was none', async () => {
    const ended = await validate(['-', '--json'], '{"ids":{"itemId":"RB123456785GB"},"grossMassKg":1}');
    expect(ended.code).toBe(0);
    expect(objects(ended)[0]).toMatchObject({ code: 'field.missing', file: '-' });
  });

  it('says of what it cannot read that it is unknown', async () => {
    const ended = await validate([letter, join(folder, 'nothing-there'), '--json']);
    expect(ended.code).toBe(3);
    expect(objects(ended).map(({ type, code, format }) => [type, code ?? format])).toEqual([
      ['finding', 'format.unknown'],
      ['summary', 'unknown'],
      ['finding', 'format.unknown'],
      ['summary', 'unknown'],
    ]);
  });

  it('tells people each finding with its place', async () => {
    const { out, code } = await validate([bad]);
    expect(code).toBe(3);
    expect(out).toContain(`${bad}:2: error number.negative (line 1, row 2, column weight)`);
    expect(out).toContain('    H1,A,B,beads,-1\n                 ^\n');
  });

  it('tells of one line where its values come from, for people and as JSON', async () => {
    const { out } = await validate([good, '--fields', '--line', '1']);
    expect(out).toMatch(/\/consignor\/name +A +"A" +row 2, column sender name/);
    expect(out).not.toContain('quality');
    const [shipment, ...rest] = objects(await validate([bad, '--fields', '--line', '2', '--json']));
    expect(shipment).toMatchObject({
      line: 2,
      fields: expect.arrayContaining([{ field: '/issuedAt', from: 'receipt' }]),
    });
    expect(rest.map(({ type }) => type)).toEqual(['summary']);
    const converted = await watchpost(['convert', '--fields', good]);
    expect(objects(converted)[0]).toMatchObject({ fields: expect.any(Array) });
    expect((await watchpost(['convert', '-'], converted.out)).err).not.toContain('unknown-member');
  });

  it('reads a table as its mapping says, and tells what is wrong with a mapping', async () => {
    const beside = mkdtempSync(join(tmpdir(), 'mapping-'));
    const [table, mapping, faulty] = ['list.txt', 'mapping.json', 'faulty.json'].map((name) => join(beside, name)) as [
      string,
      string,
      string,
    ];
    writeFileSync(table, 'H1;A;1,5\n');
    const columns = ['itemId', 'consignorName', 'grossMass'].map((field, at) => ({ column: at + 1, field }));
    const shape = { kind: 'separated', separator: ';', header: false, decimalSign: ',', columns };
    writeFileSync(mapping, JSON.stringify(shape));
    writeFileSync(faulty, JSON.stringify({ ...shape, decimalSign: 1, hat: 1 }));
    const ended = await validate([table, '--mapping', mapping, '--json']);
    expect(ended.code).toBe(0);
    expect(objects(ended).find(({ type }) => type === 'shipment')).toMatchObject({ grossMassKg: 1.5 });
    const refused = await validate([table, '--mapping', faulty]);
    expect(refused).toMatchObject({ code: 2, out: '' });
    expect(refused.err).toMatch(/\/hat is not known[^]*\/decimalSign has to be/);
    rmSync(beside, { recursive: true });
  });

  it('refuses a format that it does not know', async () => {
    expect(await validate([good, '--format', 'gibberish'])).toMatchObject({ code: 2, out: '' });
  });

  it('lets findings cost what a file says, and refuses one with faults', async () => {
    const [costs, faulty] = ['costs.json', 'faulty.json'].map((name) => join(folder, name)) as [string, string];
    writeFileSync(costs, '{"number.negative":"quarantine"}');
    writeFileSync(faulty, '{"csv.cells":"warn","number":"free"}');
    try {
      const ended = await validate([bad, '--costs', costs, '--json']);
      expect(ended.code).toBe(3);
      expect(objects(ended)).toEqual(
        expect.arrayContaining([
          expect.objectContaining({ type: 'shipment', line: 1, quarantine: 'number.negative' }),
          expect.objectContaining({ type: 'summary', accepted: 2, rejected: 0, quarantined: 1 }),
        ]),
      );
      const refused = await validate([bad, '--costs', faulty]);
      expect(refused.code).toBe(2);
      expect(refused.err).toContain('/csv.cells cannot be waived');
      expect(refused.err).toContain('/number is no class');
    } finally {
      for (const file of [costs, faulty]) rmSync(file);
    }
  });

  it('takes a folder for all files below it, in order of their names', async () => {
    const { out, code } = await validate([folder, '--json']);
    expect(code).toBe(3);
    const summaries = objects({ out, code, err: '' }).filter(({ type }) => type === 'summary');
    expect(summaries.map(({ file }) => file)).toEqual([bad, good, letter]);
  });
});

describe('watchpost convert', () => {
  it('prints Watchpost JSON, which is read as the same again', async () => {
    const converted = await watchpost(['convert', good]);
    expect(converted).toMatchObject({ code: 0, err: expect.stringContaining('1 accepted') });
    expect(objects(converted)[0]).toMatchObject({ ids: { itemId: 'RB123456785GB' }, grossMassKg: 1 });
    const again = await watchpost(['convert', '-'], converted.out);
    expect(again.out).toBe(converted.out);
  });

  it('leaves rejected lines out, says why on standard error, and exits with 3', async () => {
    const { out, err, code } = await watchpost(['convert', bad]);
    expect(code).toBe(3);
    expect(out.trim().split('\n')).toHaveLength(1);
    expect(err).toContain('error number.negative');
  });
});
