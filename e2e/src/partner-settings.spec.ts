import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { s10 } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';

const GOOD = s10('RD', 810_001, 'DE');
const HELD = s10('RD', 810_002, 'DE');
const SET_ASIDE = s10('RD', 810_003, 'DE');

const columns = {
  Sendung: 'itemId',
  Absender: 'consignorName',
  Land: 'consignorCountry',
  Empfänger: 'consigneeName',
  Inhalt: 'description',
  Gewicht: 'grossMass',
};
const mapping = {
  kind: 'separated',
  separator: ';',
  decimalSign: ',',
  columns: Object.entries(columns).map(([column, field]) => ({ column, field })),
};
/** The country of the second and third row is none. */
const table = [
  Object.keys(columns).join(';'),
  `${GOOD};Hafen Buchversand;DE;Elm Street Library;Atlas für Kinder;1,2`,
  `${HELD};Hafen Buchversand;QQ;Elm Street Library;Globus aus Holz;2,5`,
  `${SET_ASIDE};Hafen Buchversand;QQ;Elm Street Library;Landkarte;0,4`,
].join('\n');

/** How a partner's manifests are read is kept by operations and followed by everybody. */
describe('the settings of a partner', () => {
  let product: Product;
  let operator: Client;
  let partner: Client;
  let manifest: string;

  beforeAll(async () => {
    product = await Product.start();
    operator = new Client(product.addresses.operations, product.addresses.credentials.operator);
    const settings = { mapping, findingCosts: { code: 'quarantine' } };
    await operator.post('/v1/partners', { partner: 'hafen-post', name: 'Hafen Post', ...settings });
    const issued = await operator.post('/v1/partners/hafen-post/keys', {});
    partner = new Client(product.addresses.intake, String(issued.body['key']));
    await eventually(
      () => partner.get('/v1/manifests'),
      ({ status }) => status === 200,
    );
  }, 240_000);
  afterAll(() => product?.stop(), 60_000);

  const endsAs = (outcomes: Readonly<Record<string, number>>): Promise<Json> =>
    eventually(
      async () => (await partner.get(`/v1/manifests/${manifest}`)).body['outcomes']!,
      (seen) => Object.entries(outcomes).every(([outcome, count]) => Number(seen[outcome]) === count),
      60_000,
    );

  const lines = async (): Promise<Json> => (await partner.get(`/v1/manifests/${manifest}/lines`)).body['items']!;

  async function watchpost(...argv: readonly string[]): Promise<readonly Json[]> {
    const { stdout } = await product.watchpost(...argv, '--json');
    return stdout
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Json);
  }

  const letters = (): Promise<readonly Json[]> =>
    eventually(
      () => watchpost('dlq', 'list', '--code', 'quarantine'),
      ({ length }) => length === 2,
    );

  it('read its tables by its own headings, and hold the lines that it wants held', async () => {
    const answer = await partner.send('POST', '/v1/manifests', table, { 'content-type': 'text/csv' });
    manifest = answer.body['manifestId']!;
    await endsAs({ ASSESSED: 1, DEAD: 2, PENDING: 0 });
    expect(await lines()).toMatchObject([
      { itemId: GOOD, state: 'ASSESSED', code: null },
      { itemId: HELD, state: 'DEAD', code: 'code.country' },
      { itemId: SET_ASIDE, state: 'DEAD', code: 'code.country' },
    ]);
    const { body } = await partner.get(`/v1/manifests/${manifest}/findings`);
    const held = (body['items'] as readonly Json[]).filter(({ code }) => String(code) === 'code.country');
    expect(held).toMatchObject([
      { line: 2, severity: 'error', value: 'QQ', message: expect.stringContaining('waits in quarantine') },
      { line: 3 },
    ]);
  }, 120_000);

  it('are what a check of a file goes by before it is sent: the same lines end in the same way', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'check-'));
    try {
      const file = join(folder, 'table.csv');
      writeFileSync(file, table);
      const fatesOf = (told: readonly Json[]) =>
        told.filter(({ type }) => String(type) === 'line').map(({ line, fate, code }) => ({ line, fate, code }));
      const fates = [
        { line: 1, fate: 'ASSESSED', code: undefined },
        { line: 2, fate: 'QUARANTINED', code: 'code.country' },
        { line: 3, fate: 'QUARANTINED', code: 'code.country' },
      ];
      const checked = await watchpost('partner', 'check', file, '--partner', 'hafen-post');
      expect(fatesOf(checked)).toEqual(fates);
      expect(checked.at(-1)).toMatchObject({ accepted: true, status: 202, format: 'csv' });
      const settings = join(folder, 'settings.json');
      writeFileSync(settings, JSON.stringify((await watchpost('partner', 'show', 'hafen-post'))[0]));
      expect(fatesOf(await watchpost('partner', 'check', file, '--settings', settings))).toEqual(fates);

      const parcels = join(folder, 'parcels.csv');
      writeFileSync(
        parcels,
        `item id,sender name,recipient name,contents,weight\n${s10('RD', 810_004, 'DE')},A,B,beads,1\n`,
      );
      const sameAs = async () =>
        (await watchpost('partner', 'check', parcels, '--partner', 'sandbox-post')).at(-1)!['sameAs'];
      expect(await sameAs()).toBeUndefined();
      const [sent] = await watchpost('submit', parcels, '--partner', 'sandbox-post');
      expect(await sameAs()).toBe(sent!['manifestId']);
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  }, 120_000);

  it('show in how good what it sends is, to operators and to the partner alike', async () => {
    const asked = eventually(
      async () => (await watchpost('partner', 'quality', 'hafen-post'))[0]!,
      ({ lines }) => Number(lines) === 3,
    );
    const today = { manifests: 1, lines: 3 };
    const raise = expect.arrayContaining([
      expect.objectContaining({
        code: 'code.country',
        lines: 2,
        meaning: expect.any(String),
        mend: expect.any(String),
      }),
    ]);
    expect(await asked).toMatchObject({ type: 'quality', partner: 'hafen-post', ...today, days: [today], raise });
    const own = await eventually(
      async () => (await partner.get('/v1/quality')).body,
      ({ lines }) => Number(lines) === 3,
    );
    expect(own).toMatchObject({ partner: 'hafen-post', ...today, score: (await asked)['score'], raise });
  }, 120_000);

  it('show operators what is held and why', async () => {
    for (const letter of await letters())
      expect(letter).toMatchObject({ state: 'waiting', service: 'scorer', stage: 'read', partner: 'hafen-post' });
    const [letter] = (await letters()).filter(({ ordinal }) => Number(ordinal) === 2);
    const [shown] = await watchpost('dlq', 'show', letter!['id']!);
    expect(shown).toMatchObject({
      reason: expect.stringContaining('code.country: '),
      record: { event: { shipment: { itemId: HELD, grossMassKg: 2.5, consignor: { address: { country: 'QQ' } } } } },
    });
  });

  it('let an operator release a line, which is then assessed, and set another aside', async () => {
    const idOf = async (line: number): Promise<string> =>
      (await letters()).find(({ ordinal }) => Number(ordinal) === line)!['id']!;
    const released = await watchpost(
      'dlq',
      'redrive',
      await idOf(2),
      '--wait',
      '--reason',
      'the country was asked for',
    );
    expect(released[1]).toMatchObject({ fates: { healed: 1 }, outcomes: { ASSESSED: 1 } });
    await endsAs({ ASSESSED: 2, DEAD: 1 });
    await product.watchpost('dlq', 'discard', await idOf(3), '--reason', 'sent by mistake');
    expect((await letters()).map(({ state }) => String(state)).sort()).toEqual(['discarded', 'healed']);
    expect(await lines()).toMatchObject([
      { state: 'ASSESSED', code: null },
      { state: 'ASSESSED', code: null },
      { state: 'DEAD', code: 'code.country' },
    ]);
  }, 120_000);

  it('that were in force when a manifest came are those it is read again by', async () => {
    const change = JSON.stringify({ mapping: null, findingCosts: null });
    await operator.send('PATCH', '/v1/partners/hafen-post', change, { 'content-type': 'application/json' });
    const scope = ['--mode', 'reread', '--partner', 'hafen-post'];
    const [run] = await watchpost('replay', 'run', ...scope, '--wait', '--reason', 'settings changed since');
    expect(run).toMatchObject({ state: 'done', total: 3 });
    const [diff] = await watchpost('replay', 'diff', run!['replayId']!);
    expect(diff).toMatchObject({ changed: 0, kept: 0, reading: {}, readings: { same: 2 } });
  }, 120_000);
});
