import { mkdtempSync, cpSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Kafka, logLevel } from 'kafkajs';
import { ndjson, parcel, precursor, s10, tracking } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';

const root = join(import.meta.dirname, '../..');
const LINES = 1_200;
const REASON = ['--reason', 'end to end'];

/** Replay as an operator meets it: after live traffic, from the command line, while its processes are killed. */
describe('replay', () => {
  let product: Product;
  let partner: Client;
  let scenario: string;
  /** Of one line, so that it was decided by all that came before it. */
  let lastManifest: string;

  beforeAll(async () => {
    product = await Product.start();
    partner = new Client(product.addresses.intake, product.addresses.credentials.partner);
    scenario = stricterScenario();
    await traffic();
  }, 240_000);
  afterAll(async () => {
    await product?.stop();
    rmSync(scenario, { recursive: true, force: true });
  }, 60_000);

  const serial = (at: number): string => s10('RB', 500_000 + at, 'KR');

  /** Originals, scans, then amendments, cancellations and corrections of what was scanned. */
  async function traffic(): Promise<void> {
    const serials = Array.from({ length: LINES }, (_, at) => at);
    const first = serials.map((at) => (at % 60 === 0 ? precursor(serial(at)) : parcel({ itemId: serial(at) })));
    await submitted(first);
    const scans = serials.filter((at) => at % 5 === 0);
    await submitted(scans.map((at) => tracking(serial(at), 'EMJ', '2026-11-21T08:00:00Z', 'CNBJSA')));
    const later = { issuedAt: '2026-11-22T10:00:00Z' };
    await submitted([
      ...serials
        .filter((at) => at % 4 === 0)
        .map((at) => parcel({ itemId: serial(at), consignee: `Reader ${at % 9}`, function: 'amend', ...later })),
      ...serials
        .filter((at) => at % 50 === 1)
        .map((at) => parcel({ itemId: serial(at), function: 'cancel', ...later })),
      // Older than what is there.
      parcel({ itemId: serial(4), issuedAt: '2026-11-19T10:00:00Z', function: 'amend' }),
    ]);
    lastManifest = await submitted([parcel({ itemId: serial(LINES), consignee: 'Last Reader' })]);
  }

  async function submitted(lines: readonly object[]): Promise<string> {
    const { body } = await partner.send('POST', '/v1/manifests', ndjson(lines), {
      'content-type': 'application/x-ndjson',
    });
    await eventually(
      async () => (await partner.get(`/v1/manifests/${body['manifestId']}`)).body,
      (status) => status['status'] === 'complete',
      60_000,
    );
    return body['manifestId']!;
  }

  /** What the command printed, an object a line. */
  async function replay(...argv: readonly string[]): Promise<{ code: number; printed: readonly Json[]; err: string }> {
    const { code, stdout, stderr } = await product.watchpost('replay', ...argv, '--json');
    const printed = stdout.split('\n').filter((line) => line !== '');
    return { code, printed: printed.map((line) => JSON.parse(line) as Json), err: stderr };
  }

  it('plans: how many, how many bytes, how long, and whether the log has them', async () => {
    const { code, printed } = await replay('plan', '--lane', 'KR-US', '--rate', '500');
    expect(code).toBe(0);
    expect(printed[0]).toMatchObject({
      type: 'replay-plan',
      scenario: 'fentanyl-mail@2',
      shipments: { exact: true },
      log: { holds: 'all' },
      speed: { perSecond: 500, basis: 'chosen' },
    });
    expect(printed[0]!['shipments']['count']).toBeGreaterThan(LINES);
  });

  it('reproduces every decision of live traffic byte for byte', async () => {
    const { printed } = await replay('run', '--mode', 'reproduce', '--wait', ...REASON);
    expect(printed[0]).toMatchObject({ state: 'done' });
    const diff = await replay('diff', printed[0]!['replayId']!);
    expect(diff.code).toBe(0);
    expect(diff.printed[0]!['lines']['mismatched']).toBeUndefined();
    expect(diff.printed[0]!['lines']['identical']).toBe(printed[0]!['total']);
  });

  it('finds the same history in the log as the scorer had counted', async () => {
    const { printed } = await replay('run', '--mode', 'recompute', '--manifest', lastManifest, '--wait', ...REASON);
    expect(printed[0]).toMatchObject({ state: 'done' });
    const [diff] = (await replay('diff', printed[0]!['replayId']!)).printed;
    expect(diff).toMatchObject({ compared: 1, changed: 0 });
    const drift = diff!['drift'] as unknown as Json[];
    expect(drift.map(({ feature }) => feature)).toContain('consignor_seen_90d');
    expect(drift.filter(({ differ }) => differ > 0)).toEqual([]);
  });

  it('reads every manifest again from its raw bytes, and finds what was found', async () => {
    const planned = await replay('plan', '--mode', 'reread');
    expect(planned.printed[0]).toMatchObject({ mode: 'reread', shipments: { exact: true }, raw: { manifests: 4 } });
    const { printed } = await replay('run', '--mode', 'reread', '--wait', ...REASON);
    expect(printed[0]).toMatchObject({ state: 'done', total: planned.printed[0]!['records'] });
    const [diff] = (await replay('diff', printed[0]!['replayId']!)).printed;
    const scans = LINES / 5;
    const { lines, readings, readers } = diff!;
    expect(diff).toMatchObject({ changed: 0, kept: 0, reading: {} });
    expect(lines).toMatchObject({ scans, cancellations: LINES / 50 });
    expect(readings).toEqual({ same: printed[0]!['total']! - scans });
    expect(readers).toMatchObject([{ from: 'watchpost-json@2', to: 'watchpost-json@2', count: printed[0]!['total'] }]);
  });

  it('goes on after its worker and after operations were killed, and reaches no port and no topic', async () => {
    const before = await endsOfTopics();
    const begun = await replay('run', '--scenario', scenario, '--rate', '150', ...REASON);
    const id = begun.printed[0]!['replayId']!;
    const half = async (part: number): Promise<void> =>
      void (await eventually(
        async () => (await replay('status', id)).printed[0]!,
        (status) => status['done']! > status['total']! * part,
        60_000,
      ));
    await half(0.2);
    process.kill(pidOf(`worker/main.js ${id}`), 'SIGKILL');
    await half(0.5);
    process.kill(serviceOf('operations'), 'SIGKILL');
    await eventually(
      async () => (await replay('status', id)).printed[0] ?? ({} as Json),
      (status) => status['state'] === 'done',
      90_000,
    );
    const diff = (await replay('diff', id)).printed;
    const whole = (await replay('run', '--scenario', scenario, '--wait', ...REASON)).printed[0]!;
    const again = (await replay('diff', whole['replayId']!)).printed;
    const found = ({ compared, changed, lines, bands, rules, scores }: Json) => ({
      compared,
      changed,
      lines,
      bands,
      rules,
      moved: scores['moved'],
    });
    expect(diff[0]!['changed']).toBeGreaterThan(0);
    expect(found(diff[0]!)).toEqual(found(again[0]!));
    expect(diff.filter(({ type }) => type === 'change').length).toBe(diff[0]!['changed']);
    expect(await endsOfTopics()).toEqual(before);
  }, 240_000);

  it('tells nobody but operators, and writes down who asked', async () => {
    const stranger = new Client(product.addresses.operations, product.addresses.credentials.partner);
    expect((await stranger.get('/v1/replays')).status).toBe(403);
    const operator = new Client(product.addresses.operations, product.addresses.credentials.operator);
    const { body } = await operator.get('/v1/audit?action=replay.started');
    expect(body['items'][0]!['detail']).toMatchObject({ reason: 'end to end', mode: 'rescore' });
  });

  it('ends with the codes of its kind', async () => {
    expect((await replay('status', '00000000-0000-0000-0000-000000000000')).code).toBe(5);
    expect((await replay('run')).code).toBe(2);
    expect((await replay('run', '--scenario', 'none-such', ...REASON)).code).toBe(5);
  });

  async function endsOfTopics(): Promise<Readonly<Record<string, string>>> {
    const kafka = new Kafka({ brokers: [product.addresses.kafka], logLevel: logLevel.NOTHING });
    const admin = kafka.admin();
    await admin.connect();
    const names = (await admin.listTopics()).filter((name) => !name.startsWith('__'));
    const ends = await Promise.all(
      names.map(async (name) =>
        (await admin.fetchTopicOffsets(name)).map(({ partition, high }) => [`${name}/${partition}`, high] as const),
      ),
    );
    await admin.disconnect();
    return Object.fromEntries(ends.flat());
  }

  const serviceOf = (name: string): number => {
    const state = JSON.parse(readFileSync(join(product.home, 'state.json'), 'utf8')) as {
      readonly services: readonly { readonly name: string; readonly pid: number }[];
    };
    return state.services.find((service) => service.name === name)!.pid;
  };
});

/** The one process whose command line holds this text. */
function pidOf(text: string): number {
  const commands = readdirSync('/proc')
    .map(Number)
    .filter(Number.isInteger)
    .filter((pid) => commandOf(pid).includes(text));
  expect(commands.length).toBe(1);
  return commands[0]!;
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ');
  } catch {
    return '';
  }
}

/** The shipped scenario with ten times its base rate, in a folder of its own. */
function stricterScenario(): string {
  const folder = mkdtempSync(join(tmpdir(), 'watchpost-scenario-'));
  cpSync(join(root, 'scenarios/fentanyl-mail'), folder, { recursive: true });
  const file = join(folder, 'scenario.yaml');
  const text = readFileSync(file, 'utf8').replace('version: 1\n', 'version: 2\n');
  writeFileSync(file, text.replace('baseRate: 0.002', 'baseRate: 0.02'));
  return folder;
}
