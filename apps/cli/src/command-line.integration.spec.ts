import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ownIdentity } from '@watchpost/engines';
import { writeState } from './stack/state.ts';

/** The command line as a process of its own, from its source, against a service that answers as it is told. */
const main = fileURLToPath(new URL('./main.ts', import.meta.url));

interface Ended {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

interface Asked {
  readonly method: string;
  readonly path: string;
  readonly authorization: string | undefined;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let home: string;
let server: Server;
let url: string;
const asked: Asked[] = [];
let answers: Record<string, { status: number; body: object }> = {};

beforeAll(async () => {
  home = mkdtempSync(join(tmpdir(), 'command-line-'));
  chmodSync(home, 0o755);
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { method, url: path, headers } = request;
    const body = Buffer.concat(chunks).toString();
    asked.push({ method: method!, path: path!, authorization: headers.authorization, headers, body });
    const answer = answers[`${method} ${path!.split('?')[0]}`] ?? {
      status: 404,
      body: { code: 'not-found', detail: 'There is none.' },
    };
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(JSON.stringify(answer.body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => {
  server.close();
  rmSync(home, { recursive: true, force: true });
});
beforeEach(() => {
  asked.length = 0;
  answers = {};
});

function watchpost(...args: string[]): Promise<Ended> {
  return watchpostWith({}, ...args);
}

function watchpostWith(environment: NodeJS.ProcessEnv, ...args: string[]): Promise<Ended> {
  const child = spawn(
    process.execPath,
    [
      '--conditions=@watchpost/source',
      '--experimental-transform-types',
      '--disable-warning=ExperimentalWarning',
      main,
      ...args,
    ],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
      env: {
        PATH: process.env['PATH'],
        HOME: process.env['HOME'],
        WATCHPOST_HOME: home,
        WATCHPOST_KEY: 'wp_test_key',
        WATCHPOST_INTAKE_URL: url,
        WATCHPOST_PORT_GATEWAY_URL: url,
        WATCHPOST_OPERATIONS_URL: url,
        ...environment,
      },
    },
  );
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (err += String(chunk)));
  return new Promise((resolve) => child.once('close', (code) => resolve({ code, out, err })));
}

function file(name: string, text: string): string {
  const path = join(home, name);
  writeFileSync(path, text);
  return path;
}

describe('watchpost partner', () => {
  const columns = [
    { column: 'nummer', field: 'itemId' },
    { column: 'absender', field: 'consignorName' },
    { column: 'land', field: 'consignorCountry' },
    { column: 'empfänger', field: 'consigneeName' },
    { column: 'inhalt', field: 'description' },
    { column: 'gewicht', field: 'grossMass' },
  ];
  const post = {
    partner: 'hafen-post',
    name: 'Hafen Post',
    country: 'DE',
    active: true,
    testMode: false,
    formatHint: null,
    mapping: { kind: 'separated', separator: ';', decimalSign: ',', columns },
    findingCosts: { 'code.country': 'quarantine' },
    requestsPerMinute: 600,
    bytesPerMinute: 1_000_000,
    keys: [],
  };
  const head = 'nummer;absender;land;empfänger;inhalt;gewicht';
  const good = `${head}\nRB123456785DE;Hafen Buchversand;DE;Elm Street Library;Atlas für Kinder;1,2\n`;
  const bad = `${good}H2;Hafen Buchversand;QQ;Elm Street Library;Globus aus Holz;2,5\nH3;Hafen;DE;Elm;Karte;schwer\n`;
  const objects = (out: string) =>
    out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);

  it('check says what would become of each line by the partner’s settings, with carets, and sends nothing', async () => {
    answers['GET /v1/partners/hafen-post'] = { status: 200, body: post };
    answers['GET /v1/manifests'] = { status: 200, body: { items: [], next: null } };
    const table = file('bad.csv', bad);
    const { code, out } = await watchpost('partner', 'check', table, '--partner', 'hafen-post');
    expect(code).toBe(3);
    expect(out).toContain('error code.country (line 2');
    expect(out).toMatch(/H2;Hafen Buchversand;QQ;.*\n +\^/);
    expect(out).toContain(
      `would be accepted from hafen-post (${Buffer.byteLength(bad)} bytes); ASSESSED 1, QUARANTINED 1, REJECTED 1`,
    );
    const json = await watchpost('partner', 'check', table, '--partner', 'hafen-post', '--json');
    const told = objects(json.out);
    expect(told.filter(({ type }) => type === 'line')).toMatchObject([
      { line: 1, fate: 'ASSESSED', itemId: 'RB123456785DE' },
      { line: 2, fate: 'QUARANTINED', code: 'code.country', itemId: 'H2' },
      { line: 3, fate: 'REJECTED', code: 'number.form' },
    ]);
    expect(told.at(-1)).toMatchObject({
      type: 'check',
      accepted: true,
      status: 202,
      format: 'csv',
      contentType: 'text/csv',
    });
    expect(asked.every(({ method }) => method === 'GET')).toBe(true);
    expect(asked.map(({ path }) => path)).toContainEqual(`/v1/manifests?digest=${String(told.at(-1)!['digest'])}`);
  });

  it('check takes settings from a file and asks nobody then, and says what was received before where it can ask', async () => {
    answers['GET /v1/partners/hafen-post'] = { status: 200, body: post };
    const table = file('good.csv', good);
    const shown = await watchpost('partner', 'show', 'hafen-post', '--json');
    const settings = file('settings.json', shown.out);
    asked.length = 0;
    const offline = await watchpost('partner', 'check', table, '--settings', settings, '--json');
    expect(offline.code).toBe(0);
    expect(asked).toEqual([]);
    expect(objects(offline.out).at(-1)).toMatchObject({ partner: 'hafen-post', sameAsNotAsked: expect.any(String) });
    const items = [
      { manifestId: 'm-test', testMode: true },
      { manifestId: 'm-1', testMode: false },
    ];
    answers['GET /v1/manifests'] = { status: 200, body: { items, next: null } };
    const again = await watchpost('partner', 'check', table, '--partner', 'hafen-post', '--json');
    expect(again.code).toBe(0);
    expect(objects(again.out).at(-1)).toMatchObject({ accepted: true, sameAs: 'm-1' });
  });

  it('check ends as submit would where intake would refuse, and with 5 for what is not there', async () => {
    const settings = file('slow.json', JSON.stringify({ ...post, requestsPerMinute: 1 }));
    const [table, empty] = [file('good.csv', good), file('empty.csv', '')];
    const run = (...args: string[]) => watchpost('partner', 'check', ...args);
    expect(await run(empty, '--settings', settings)).toMatchObject({
      code: 1,
      out: expect.stringContaining('manifest.empty'),
    });
    expect(await run(table, table, '--settings', settings)).toMatchObject({
      code: 7,
      out: expect.stringContaining('429 quota.requests'),
    });
    expect(await run(join(home, 'none.csv'), '--settings', settings)).toMatchObject({ code: 5 });
    expect(await run(table, '--partner', 'nobody')).toMatchObject({ code: 5 });
    expect(await run(table)).toMatchObject({ code: 2 });
    expect(await run(table, '--settings', table)).toMatchObject({ code: 2 });
    expect(await run(table, '--settings', settings, '--partner', 'other')).toMatchObject({ code: 2 });
  });

  it('list and quality ask operations, and quality --own the partner’s door', async () => {
    answers['GET /v1/partners'] = { status: 200, body: { items: [post], next: null } };
    const quality = {
      partner: 'hafen-post',
      testMode: false,
      from: '2026-11-01',
      to: '2026-11-24',
      manifests: 1,
      lines: 4,
      score: 95,
      days: [],
      raise: [],
    };
    answers['GET /v1/partners/hafen-post/quality'] = answers['GET /v1/quality'] = { status: 200, body: quality };
    expect((await watchpost('partner', 'list')).out).toMatch(/hafen-post +Hafen Post +DE +active/);
    expect(objects((await watchpost('partner', 'list', '--json')).out)).toEqual([{ type: 'partner', ...post }]);
    asked.length = 0;
    const told = await watchpost('partner', 'quality', 'hafen-post', '--from', '2026-11-01', '--json');
    expect(objects(told.out)).toEqual([{ type: 'quality', ...quality }]);
    expect((await watchpost('partner', 'quality', 'hafen-post', '--own', '--test-mode')).out).toContain(
      'quality 95 of 100',
    );
    expect(asked.map(({ path }) => path)).toEqual([
      '/v1/partners/hafen-post/quality?from=2026-11-01',
      '/v1/quality?testMode=true',
    ]);
  });
});

describe('any command', () => {
  it('explains itself on standard output, with its exit codes', async () => {
    const { code, out, err } = await watchpost('--help');
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain('Exit codes: 0 done');
  });

  it.each([
    ['an unknown verb', ['fly']],
    ['an unknown flag', ['lag', '--fast']],
    ['no file', ['submit']],
    ['a limit that is no number', ['dlq', 'list', '--limit', 'many']],
  ])('ends with 2 for %s, and says so on standard error', async (_, args) => {
    const { code, out, err } = await watchpost(...args);
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/error: /);
  });

  it('ends with 8 and one sentence where the service is away', async () => {
    const { code, err } = await watchpostWith({ WATCHPOST_OPERATIONS_URL: 'http://127.0.0.1:9' }, 'lag');
    expect(code).toBe(8);
    expect(err.trim().split('\n')).toHaveLength(1);
    expect(err).toMatch(/operations at http:\/\/127.0.0.1:9 does not answer .* watchpost up/);
  });

  it('ends with 8 and says how to begin where no stack is known', async () => {
    const { code, err } = await watchpostWith({ WATCHPOST_OPERATIONS_URL: undefined }, 'lag');
    expect(code).toBe(8);
    expect(err).toContain('start the stack with watchpost up');
  });

  it.each([
    [401, 4],
    [403, 4],
    [404, 5],
    [409, 6],
    [429, 8],
    [503, 8],
    [400, 1],
  ])('turns HTTP %i into exit code %i', async (status, exit) => {
    answers['GET /v1/flow'] = { status, body: { code: 'some.code', detail: 'So it is.' } };
    const { code, err } = await watchpost('lag');
    expect(code).toBe(exit);
    expect(err).toBe('operations refused: So it is (some.code).\n');
  });
});

describe('validate and score', () => {
  const good =
    'Item number,Sender name,Recipient name,Recipient country,Contents,HS code,Gross weight kg\nLX000000015KR,Hana Kim,Anna Smith,US,Cotton T-shirt,610910,0.3\n';

  it('need no stack, and print an object a line', async () => {
    const { code, out } = await watchpost('score', file('parcels.csv', good), '--json');
    const types = out
      .trim()
      .split('\n')
      .map((line) => (JSON.parse(line) as { type: string }).type);
    expect({ code, types: new Set(types) }).toMatchObject({ code: 0, types: expect.anything() });
    expect(types).toEqual(expect.arrayContaining(['shipment', 'assessment', 'summary']));
  });

  it('end with 3 where a file is of no known format', async () => {
    const { code, out } = await watchpost('validate', file('x.bin', 'neither this nor that'), '--json');
    expect(code).toBe(3);
    expect(out).toContain('"code":"format.unknown"');
  });
});

describe('submit', () => {
  const accepted = { manifestId: '0198-1', receipt: 'a.b.c', digest: 'd' };

  it('sends the bytes as they are, under the key, and prints the id', async () => {
    answers['POST /v1/manifests'] = { status: 202, body: accepted };
    const path = file('m.csv', 'id,description\nA,b\n');
    const { code, out } = await watchpost('submit', path, '--format', 'csv', '--idempotency-key', 'k1', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ type: 'submission', file: path, ...accepted });
    expect(asked[0]).toMatchObject({
      path: '/v1/manifests?format=csv',
      authorization: 'Bearer wp_test_key',
      body: 'id,description\nA,b\n',
      headers: { 'content-type': 'text/csv', 'idempotency-key': 'k1' },
    });
  });

  it('sends nothing when it is tried dry', async () => {
    const { code, out } = await watchpost('submit', file('m.json', '{}'), '--dry-run', '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ dryRun: true, bytes: 2 });
    expect(asked).toEqual([]);
  });

  it('waits for every line, and ends with 3 where one was rejected', async () => {
    answers['POST /v1/manifests'] = { status: 202, body: accepted };
    answers['GET /v1/manifests/0198-1'] = {
      status: 200,
      body: { manifestId: '0198-1', status: 'complete', format: 'csv', outcomes: { ASSESSED: 3, REJECTED: 1 } },
    };
    const { code, out } = await watchpost('submit', file('m.csv', 'x'), '--wait');
    expect(code).toBe(3);
    expect(out).toContain('complete  csv  ASSESSED 3  REJECTED 1');
  });

  it('keeps the receipt', async () => {
    answers['POST /v1/manifests'] = { status: 202, body: accepted };
    const kept = join(home, 'receipt.jws');
    await watchpost('submit', file('m.csv', 'x'), '--receipt', kept);
    expect(readFileSync(kept, 'utf8')).toBe('a.b.c\n');
  });

  it('ends with 5 where a file is not there', async () => {
    expect((await watchpost('submit', join(home, 'nowhere.xml'))).code).toBe(5);
  });

  it('looks for every file before it sends one', async () => {
    const { code, out } = await watchpost('submit', file('m.csv', 'x'), join(home, 'nowhere.xml'));
    expect({ code, out, asked }).toEqual({ code: 5, out: '', asked: [] });
  });

  it('names the partners whose keys it has where it has not this one’s', async () => {
    const { code, err } = await watchpostWith(
      { WATCHPOST_KEY: '' },
      'submit',
      file('m.csv', 'x'),
      '--partner',
      'nobody',
    );
    expect(code).toBe(4);
    expect(err).toContain('No key of partner nobody is known here');
  });
});

describe('status', () => {
  const manifestId = '019fb2c1-7a53-7d1c-a3c8-8f0d5f2c6b11';

  it('says how far a manifest is', async () => {
    answers[`GET /v1/manifests/${manifestId}`] = {
      status: 200,
      body: { manifestId, status: 'complete', format: 'csv', outcomes: { ASSESSED: 1 } },
    };
    expect(await watchpost('status', manifestId)).toEqual({
      code: 0,
      out: `${manifestId}  complete  csv  ASSESSED 1\n`,
      err: '',
    });
  });

  it('ends with 2 and one sentence for what is no manifest id, and asks nobody', async () => {
    const { code, out, err } = await watchpost('status', 'abc');
    expect({ code, out }).toEqual({ code: 2, out: '' });
    expect(err).toMatch(/^abc is no manifest id; [^\n]+\.\n$/);
    expect(asked).toEqual([]);
  });
});

describe('alerts', () => {
  const alert = {
    alertId: 'a1',
    revision: 1,
    port: 'jfk-mail',
    state: 'ISSUED',
    action: 'HOLD',
    band: 'critical',
    score: 0.93,
  };

  it('are listed over all pages', async () => {
    answers['GET /v1/alerts'] = { status: 200, body: { items: [alert], next: 'c1' } };
    const { code, out } = await watchpost('alerts', 'list', '--limit', '2', '--port', 'jfk-mail', '--json');
    expect(code).toBe(0);
    expect(
      out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object),
    ).toEqual([
      { type: 'alert', ...alert },
      { type: 'alert', ...alert },
    ]);
    expect(asked.map(({ path }) => path)).toEqual([
      '/v1/alerts?limit=2&port=jfk-mail',
      '/v1/alerts?cursor=c1&limit=1&port=jfk-mail',
    ]);
  });

  it('are acknowledged one by one, and the end says that it was done in part', async () => {
    answers['POST /v1/alerts/a1/steps'] = { status: 201, body: alert };
    answers['POST /v1/alerts/a2/steps'] = {
      status: 409,
      body: { code: 'step.impossible', detail: 'It has ended.', possible: [] },
    };
    const { code, out, err } = await watchpost('alerts', 'ack', 'a1', 'a2');
    expect(code).toBe(7);
    expect(out).toBe('a1 acknowledged\n');
    expect(err).toBe('a2: port-gateway refused: It has ended (step.impossible); possible: nothing.\n');
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ step: 'ACKNOWLEDGED' });
  });

  it('get their result', async () => {
    answers['POST /v1/alerts/a1/inspections'] = { status: 201, body: { inspectionId: 'i1' } };
    const flags = ['--outcome', 'NEGATIVE', '--disposition', 'RELEASED', '--method', 'RAMAN'];
    expect((await watchpost('alerts', 'inspect', 'a1', ...flags)).code).toBe(0);
    expect(JSON.parse(asked[0]!.body)).toMatchObject({ outcome: 'NEGATIVE', methods: [{ method: 'RAMAN' }] });
  });
});

describe('dead letters', () => {
  const result = { redriveId: null, dryRun: true, selected: 2, redriven: 0, gone: [], unknown: [], byTopic: [] };

  it('are redriven by what they have in common, dry if asked', async () => {
    answers['POST /v1/dead-letters/redrive'] = { status: 200, body: result };
    const { code, out } = await watchpost('dlq', 'redrive', '--code', 'reader.failed', '--dry-run');
    expect({ code, out }).toEqual({ code: 0, out: 'would redrive 2\n' });
    expect(JSON.parse(asked[0]!.body)).toEqual({ filter: { code: 'reader.failed' }, dryRun: true });
  });

  it('are not redriven all at once by mistake', async () => {
    const { code, err } = await watchpost('dlq', 'redrive');
    expect(code).toBe(2);
    expect(err).toContain('--all');
    expect(asked).toEqual([]);
  });
});

describe('down', () => {
  it('says that nothing is running where nothing is', async () => {
    expect(await watchpost('down')).toEqual({ code: 0, out: 'nothing is running\n', err: '' });
  });
});

describe('doctor', () => {
  /** A machine with Java and Maven, whatever this one has. */
  const pathWithTools = (): string => {
    const tools = mkdtempSync(join(home, 'tools-'));
    writeFileSync(join(tools, 'java'), `#!/bin/sh\necho 'openjdk version "17.0.15"' >&2\n`, { mode: 0o755 });
    writeFileSync(join(tools, 'mvn'), `#!/bin/sh\necho 'Apache Maven 3.8.7'\n`, { mode: 0o755 });
    return `${tools}:${process.env['PATH']}`;
  };

  it('ends with 8 where no stack runs, and says how to start one', async () => {
    const { code, out } = await watchpostWith({ PATH: pathWithTools() }, 'doctor', '--json');
    const checks = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { check: string; ok: boolean; detail: string });
    expect(code).toBe(8);
    expect(checks.find(({ check }) => check === 'supervisor')).toMatchObject({
      ok: false,
      detail: expect.stringContaining('watchpost up'),
    });
    expect(checks.find(({ check }) => check === 'java')).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^17\.0\.15/),
    });
    expect(checks.find(({ check }) => check === 'maven')).toMatchObject({
      ok: true,
      detail: expect.stringMatching(/^3\.8\.7/),
    });
  });

  it('shows of a running stack how old the oldest waiting record is, and warns of dead letters', async () => {
    const running = mkdtempSync(join(tmpdir(), 'command-line-'));
    // The test itself stands in for the supervisor: it runs.
    writeState(join(running, 'state.json'), {
      phase: 'ready',
      supervisor: ownIdentity(),
      message: 'ready',
      addresses: {
        intake: url,
        portGateway: url,
        operations: url,
        kafka: process.env['WATCHPOST_TEST_KAFKA_BROKERS']!,
        postgres: process.env['WATCHPOST_TEST_DATABASE_URL']!,
        registry: url,
        credentials: { partner: '', port: '', operator: '' },
      },
      replicas: 1,
      services: [],
    });
    const lag = [{ service: 'scorer', topic: 'shipments.declared.v1', records: 4, oldestSeconds: 2.5 }];
    const deadLetters = [{ service: 'normalizer', waiting: 3, oldestAt: '2026-11-24T09:30:00.000Z' }];
    answers['GET /v1/flow'] = { status: 200, body: { lag, deadLetters } };
    const { code, out } = await watchpostWith({ WATCHPOST_HOME: running, PATH: pathWithTools() }, 'doctor');
    rmSync(running, { recursive: true });
    expect(out).toContain('ok   lag: 4 records wait, the oldest for 2.5 s (scorer, shipments.declared.v1)\n');
    expect(out).toMatch(/^WARN dead letters: 3 wait .*; look with watchpost dlq list --state waiting$/m);
    expect({ code, bad: out.match(/^BAD .*$/gm) }).toEqual({ code: 0, bad: null });
  });
});
