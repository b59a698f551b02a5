import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { brotliCompressSync, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { deadLetterHeaders, deadLetterTopicOf, headers, topics, topicSpecs } from '@watchpost/contracts';
import { lineIdOf } from '@watchpost/domain';
import { createMemoryLog } from '@watchpost/messaging';
import { intakeStore } from '@watchpost/persistence';
import { type KeySet, verifyReceipt } from '@watchpost/security';
import { compactVerify, importJWK } from 'jose';
import { eventually, codec, IntakeBench, lineOf, place } from '../test/intake-bench.ts';
import { HousekeepingService } from './housekeeping/housekeeping.service.ts';

const MIB = 1024 * 1024;
const log = createMemoryLog();
let bench: IntakeBench;
let key: string;

beforeAll(async () => {
  await (await log.admin()).ensureTopics(topicSpecs());
  bench = await IntakeBench.start(log, {
    WATCHPOST_MANIFEST_MAX_BYTES: String(6 * MIB),
    WATCHPOST_REPUBLISH_AFTER_MS: '3600000',
  });
  key = await bench.admit('hanguk-post', { formatHint: 'csv' });
});
afterAll(() => bench?.stop());

let counter = 0;
const fresh = (): string => `manifest ${(counter += 1)} ${randomUUID()}`;
const idOf = ({ body }: { body: Record<string, unknown> }): string => String(body['manifestId']);
const bytes = (buffer: Buffer): Uint8Array<ArrayBuffer> => Uint8Array.from(buffer);
const sha256 = (data: string | Buffer): string => createHash('sha256').update(data).digest('hex');
const chunksLeft = async (): Promise<number> => {
  const [row] = await bench.database.query<{ n: number }>(
    'select count(*)::int as n from manifest_chunks where manifest_id not in (select manifest_id from manifests)',
  );
  return row!.n;
};

describe('A manifest that is pushed', () => {
  it('is answered with a receipt that verifies, and lies there byte for byte', async () => {
    const body = fresh();
    const answer = await bench.push(key, body);
    expect(answer.status).toBe(202);
    expect(answer.headers.get('location')).toBe(`/v1/manifests/${idOf(answer)}`);
    expect(answer.body).toMatchObject({ digest: sha256(body), size: body.length, testMode: false });
    const keySet = (await bench.call('GET', '/.well-known/jwks.json', null)).body as unknown as KeySet;
    expect(await verifyReceipt(String(answer.body['receipt']), keySet)).toMatchObject({
      valid: true,
      claims: { manifestId: idOf(answer), partner: 'hanguk-post', sha256: sha256(body) },
    });
    const receipt = await bench.call('GET', `/v1/manifests/${idOf(answer)}/receipt`, key);
    expect(receipt.body['text']).toBe(answer.body['receipt']);
    const raw = await bench.call('GET', `/v1/manifests/${idOf(answer)}/raw`, key);
    expect(raw.body['text']).toBe(body);
    expect(raw.headers.get('content-type')).toBe('application/octet-stream');
  });

  it('is found by its bytes, where they were sent without a key, by its sender alone', async () => {
    const [plain, keyed] = [fresh(), fresh()];
    const id = idOf(await bench.push(key, plain));
    await bench.push(key, keyed, { 'idempotency-key': 'k-1' });
    const found = async (body: string, as = key): Promise<unknown> =>
      (await bench.call('GET', `/v1/manifests?digest=${sha256(body)}`, as)).body['items'];
    expect(await found(plain)).toMatchObject([{ manifestId: id, digest: sha256(plain) }]);
    expect(await found(keyed)).toEqual([]);
    expect(await found(plain, await bench.admit('somebody-else'))).toEqual([]);
  });

  it('reaches the log with its trace, its sender’s words and the partner’s settings', async () => {
    const traceparent = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
    const body = fresh();
    const answer = await bench.push(key, body, { traceparent, 'content-type': 'text/csv; charset=iso-8859-1' });
    const event = (await eventually(
      async () => (await bench.received()).find(({ manifestId }) => manifestId === idOf(answer)),
      (found) => found !== undefined,
      'the event',
    ))!;
    expect(event).toMatchObject({
      partner: 'hanguk-post',
      formatHint: 'csv',
      contentType: 'text/csv; charset=iso-8859-1',
      chunk: 0,
      chunks: 1,
    });
    expect(event.body.toString()).toBe(body);
    expect(event.headers).toMatchObject({
      traceparent,
      ce_subject: idOf(answer),
      wp_manifest: idOf(answer),
      wp_partner: 'hanguk-post',
    });
    const named = await bench.call('POST', '/v1/manifests?format=ics-ie315', key, fresh());
    await eventually(
      async () => (await bench.received()).find(({ manifestId }) => manifestId === idOf(named))?.formatHint,
      (hint) => hint === 'ics-ie315',
      'the named format',
    );
  });

  it('is read by the settings in force when it came, which go out with its first chunk, then and later', async () => {
    const reading = JSON.stringify({
      findingCosts: null,
      mapping: { kind: 'separated', columns: [{ column: 1, field: 'itemId' }] },
    });
    const tables = await bench.admit('table-post', { reading });
    const id = idOf(await bench.push(tables, Buffer.alloc(MIB + 1, randomBytes(16))));
    const readings = async () =>
      (await bench.received())
        .filter(({ manifestId }) => manifestId === id)
        .sort((a, b) => a.chunk - b.chunk)
        .map((event) => event.reading);
    await eventually(readings, ({ length }) => length === 3, 'three chunks');
    expect(await readings()).toEqual([reading, null, null]);
    const again = await bench.admit('table-post', { version: 2, reading: null });
    const plain = idOf(await bench.push(again, fresh()));
    await bench.database.run("update manifests set republish_at = now() - interval '1 hour' where manifest_id = $1", [
      id,
    ]);
    expect(await bench.service.app.get(HousekeepingService).republish()).toBe(1);
    await eventually(readings, ({ length }) => length === 6, 'all of it again');
    expect(await readings()).toEqual([reading, reading, null, null, null, null]);
    const later = (await bench.received()).find(({ manifestId }) => manifestId === plain);
    expect(later).toMatchObject({ partner: 'table-post', reading: null });
  });

  it.each([
    ['gzip', gzipSync],
    ['deflate', deflateSync],
    ['br', brotliCompressSync],
    ['zstd', zstdCompressSync],
  ])('may come as %s, and is the same as the plain one', async (coding, compress) => {
    const body = fresh();
    const coded = await bench.push(key, bytes(compress(Buffer.from(body))), { 'content-encoding': coding });
    expect(coded.status).toBe(202);
    expect(coded.body['digest']).toBe(sha256(body));
    expect(idOf(await bench.push(key, body))).toBe(idOf(coded));
  });

  it.each([
    ['has no bytes', new Uint8Array(0), {}, 400, 'manifest.empty'],
    ['unpacks to nothing', bytes(gzipSync('')), { 'content-encoding': 'gzip' }, 400, 'manifest.empty'],
    ['is not what its coding says', 'plain', { 'content-encoding': 'gzip' }, 400, 'manifest.coding'],
    [
      'ends in the middle of its coding',
      bytes(gzipSync(randomBytes(9000)).subarray(0, 4000)),
      { 'content-encoding': 'gzip' },
      400,
      'manifest.coding',
    ],
    ['has a coding nobody knows', 'x', { 'content-encoding': 'lzma' }, 415, 'manifest.content-encoding'],
    [
      'is coded twice',
      bytes(gzipSync(gzipSync('x'))),
      { 'content-encoding': 'gzip, gzip' },
      415,
      'manifest.content-encoding',
    ],
    [
      'grows a thousandfold',
      bytes(gzipSync(Buffer.alloc(5 * MIB))),
      { 'content-encoding': 'gzip' },
      413,
      'manifest.ratio',
    ],
    ['has a key that is none', 'x', { 'idempotency-key': 'a'.repeat(300) }, 400, 'idempotency.key'],
  ])('is refused when it %s', async (_what, body, more, status, code) => {
    const answer = await bench.push(key, body, more);
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({ status, code });
    expect(await chunksLeft()).toBe(0);
  });

  it('is refused while it still arrives when it is too large, and leaves nothing behind', async () => {
    let sent = 0;
    const endless = new ReadableStream<Uint8Array>({
      pull(controller) {
        sent += 1;
        if (sent > 400) controller.close();
        else controller.enqueue(bytes(randomBytes(64 * 1024)));
      },
    });
    const answer = await bench.push(key, endless).catch((error: unknown) => error);
    // A sender that does not read while it writes may see its connection end instead of the answer.
    if (!(answer instanceof Error)) expect(answer).toMatchObject({ status: 413, body: { code: 'manifest.too-large' } });
    expect(sent).toBeLessThan(400);
    await eventually(chunksLeft, (left) => left === 0, 'the chunks to go');
    const declared = await bench.push(key, bytes(Buffer.alloc(7 * MIB)));
    expect(declared).toMatchObject({ status: 413, body: { code: 'manifest.too-large' } });
  });
});

describe('The same submission', () => {
  it('gets the first answer again, with a key and without', async () => {
    const body = fresh();
    const first = await bench.push(key, body);
    const second = await bench.push(key, body);
    expect(second.status).toBe(202);
    expect(second.body).toEqual(first.body);
    expect(second.headers.get('idempotent-replayed')).toBe('true');
    const keyed = await bench.push(key, body, { 'idempotency-key': 'k-1' });
    expect(idOf(keyed)).not.toBe(idOf(first));
    expect((await bench.push(key, body, { 'idempotency-key': '"k-1"' })).body).toEqual(keyed.body);
  });

  it('is 422 under a key that had another body', async () => {
    const first = await bench.push(key, fresh(), { 'idempotency-key': 'k-2' });
    const other = await bench.push(key, fresh(), { 'idempotency-key': 'k-2' });
    expect(other).toMatchObject({ status: 422, body: { code: 'idempotency.other-body', manifestId: idOf(first) } });
  });

  it('is one manifest, however many arrive at once', async () => {
    const body = fresh();
    const answers = await Promise.all(Array.from({ length: 30 }, () => bench.push(key, body)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([202]));
    expect(new Set(answers.map(idOf)).size).toBe(1);
    expect(new Set(answers.map(({ body: answer }) => answer['receipt'])).size).toBe(1);
  });

  it('is one manifest when it is large, and its second copy of chunks goes away', async () => {
    const body = bytes(randomBytes(2 * MIB));
    const [first, second] = [await bench.push(key, body), await bench.push(key, body)];
    expect(second.body).toEqual(first.body);
    expect(await chunksLeft()).toBe(0);
  });

  it('is found again by a sender that never got its answer', async () => {
    const body = fresh();
    // As after a crash between the commit and the reply: the manifest is there, its sender knows nothing.
    const manifestId = '0198c0de-0000-7000-8000-000000000001';
    await intakeStore.storeManifests(bench.database, [
      {
        manifestId,
        partner: 'hanguk-post',
        testMode: false,
        dedupeKey: `digest:${sha256(body)}`,
        digest: sha256(body),
        size: body.length,
        chunks: 1,
        contentType: null,
        formatHint: null,
        readingId: null,
        traceparent: null,
        receivedAt: Date.now(),
        receipt: 'signed before',
        body: Buffer.from(body),
        chunkBytes: 512 * 1024,
      },
    ]);
    expect((await bench.push(key, body)).body).toMatchObject({ manifestId, receipt: 'signed before' });
  });

  it('is another one in test mode, so that what was tried can be sent for good', async () => {
    const body = fresh();
    const trying = await bench.admit('trying-post', { testMode: true });
    const tried = await bench.push(trying, body);
    expect(tried.body['testMode']).toBe(true);
    await bench.admit('trying-post', { version: 2, testMode: false });
    const earnest = await bench.admit('trying-post', { version: 3, testMode: false });
    const sent = await bench.push(earnest, body);
    expect(sent.body['testMode']).toBe(false);
    expect(idOf(sent)).not.toBe(idOf(tried));
  });
});

describe('A partner', () => {
  it('sees its own manifests and nobody else’s', async () => {
    const other = await bench.admit('channel-customs');
    const mine = await bench.push(key, fresh());
    const path = `/v1/manifests/${idOf(mine)}`;
    for (const part of ['', '/lines', '/findings', '/quality', '/receipt', '/raw', '/acknowledgement']) {
      expect((await bench.call('GET', path + part, key)).status).toBe(200);
      expect(await bench.call('GET', path + part, other)).toMatchObject({
        status: 404,
        body: { code: 'manifest.unknown' },
      });
      expect((await bench.call('GET', path + part, null)).status).toBe(401);
    }
    expect((await bench.call('GET', '/v1/manifests', other)).body['items']).toEqual([]);
    expect((await bench.call('GET', '/v1/manifests/nonsense', key)).status).toBe(422);
  });

  it('does with a key what the key is for', async () => {
    const reading = await bench.admit('reading-post', {}, ['manifests:read']);
    expect(await bench.push(reading, fresh())).toMatchObject({ status: 403, body: { code: 'key.scope' } });
  });

  it('lists its manifests, the newest first, page by page', async () => {
    const listing = await bench.admit('listing-post');
    const pushed: string[] = [];
    for (let n = 0; n < 5; n += 1) pushed.push(idOf(await bench.push(listing, fresh())));
    const seen: string[] = [];
    let path = '/v1/manifests?limit=2';
    for (;;) {
      const { body } = await bench.call('GET', path, listing);
      seen.push(...(body['items'] as { manifestId: string }[]).map(({ manifestId }) => manifestId));
      if (body['next'] === null) break;
      path = `/v1/manifests?limit=2&cursor=${String(body['next'])}`;
    }
    expect(seen).toEqual([...pushed].reverse());
    expect(await bench.call('GET', '/v1/manifests?cursor=nonsense', listing)).toMatchObject({
      status: 400,
      body: { code: 'cursor.invalid' },
    });
  });

  it('waits when its requests of the minute are used up, and holds up nobody', async () => {
    const busy = await bench.admit('busy-post', { requestsPerMinute: 3 });
    for (let n = 0; n < 3; n += 1) expect((await bench.push(busy, fresh())).status).toBe(202);
    const refused = await bench.push(busy, fresh());
    expect(refused).toMatchObject({ status: 429, body: { code: 'quota.requests' } });
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await bench.push(key, fresh())).status).toBe(202);
  });

  it('waits when its bytes of the minute are used up', async () => {
    const heavy = await bench.admit('heavy-post', { bytesPerMinute: 1000 });
    expect((await bench.push(heavy, bytes(randomBytes(1500)))).status).toBe(202);
    expect(await bench.push(heavy, fresh())).toMatchObject({ status: 429, body: { code: 'quota.bytes' } });
  });
});

describe('The relay', () => {
  it('lets small manifests go before the later chunks of a large one', async () => {
    log.goAway();
    const large = await bench.push(key, bytes(randomBytes(5 * MIB)));
    const small: string[] = [];
    for (let n = 0; n < 10; n += 1) small.push(idOf(await bench.push(key, fresh())));
    const order = await bench.database.query<{ manifest_id: string; chunk: number }>(
      'select manifest_id, chunk from manifest_outbox order by position, manifest_id, chunk',
    );
    const mine = order.filter(({ manifest_id }) => [idOf(large), ...small].includes(manifest_id));
    expect(mine.slice(0, 11).map(({ manifest_id }) => manifest_id)).toEqual([idOf(large), ...small]);
    expect(mine.slice(11).map(({ chunk }) => chunk)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9]);
    log.comeBack();
    const chunks = await eventually(
      async () => (await bench.received()).filter(({ manifestId }) => manifestId === idOf(large)),
      (found) => new Set(found.map(({ chunk }) => chunk)).size === 10,
      'all chunks',
    );
    const ordered = [...chunks].sort((a, b) => a.offset - b.offset);
    expect(new Set(ordered.map(({ partition }) => partition)).size).toBe(1);
    expect(sha256(Buffer.concat(ordered.slice(-10).map(({ body }) => body)))).toBe(large.body['digest']);
  });

  it('publishes what was taken while the broker was away, once it is back', async () => {
    log.goAway();
    const answer = await bench.push(key, fresh());
    expect(answer.status).toBe(202);
    expect((await bench.call('GET', '/readyz', null)).status).toBe(200);
    log.comeBack();
    await eventually(
      async () => (await bench.received()).some(({ manifestId }) => manifestId === idOf(answer)),
      (found) => found,
      'the event',
    );
  });

  it('goes on after a restart with what was left, read back from the database', async () => {
    log.goAway();
    const [small, large] = [await bench.push(key, fresh()), await bench.push(key, bytes(randomBytes(MIB)))];
    await bench.service.stop();
    // The log of the service that ended is closed; a new one is what a new process has.
    const again = createMemoryLog();
    await (await again.admin()).ensureTopics(topicSpecs());
    const next = bench.reach(again);
    await next.boot(again);
    try {
      const found = await eventually(
        async () => (await next.received()).filter(({ manifestId }) => [idOf(small), idOf(large)].includes(manifestId)),
        (events) => events.length >= 3,
        'what was left',
      );
      expect(
        sha256(Buffer.concat(found.filter(({ manifestId }) => manifestId === idOf(large)).map(({ body }) => body))),
      ).toBe(large.body['digest']);
    } finally {
      await next.service.stop();
      log.comeBack();
      await bench.boot(log);
      key = await bench.admit('hanguk-post', { version: 2, formatHint: 'csv' });
    }
  });

  it('publishes again what nobody accounts for, and not what was accounted for', async () => {
    const housekeeping = bench.service.app.get(HousekeepingService);
    const [lost, found] = [idOf(await bench.push(key, fresh())), idOf(await bench.push(key, fresh()))];
    const times = async (id: string): Promise<number> =>
      (await bench.received()).filter(({ manifestId }) => manifestId === id).length;
    await eventually(
      async () => (await times(lost)) + (await times(found)),
      (n) => n === 2,
      'both',
    );
    await bench.processed(found, { lines: [] });
    await bench.complete(key, found);
    expect(await housekeeping.republish()).toBe(0);
    await bench.database.run("update manifests set republish_at = now() - interval '1 hour' where manifest_id = $1", [
      lost,
    ]);
    expect(await housekeeping.republish()).toBe(1);
    await eventually(
      () => times(lost),
      (n) => n === 2,
      'the second publication',
    );
    expect(await times(found)).toBe(1);
    const ids = (await bench.received())
      .filter(({ manifestId }) => manifestId === lost)
      .map((event) => event.headers[headers.id]);
    expect(new Set(ids).size).toBe(1);
  });
});

describe('Every line', () => {
  const finding = (line: number | null, severity: 'error' | 'warning', code: string) => ({
    severity,
    code,
    line,
    place,
    message: 'It is not as it should be.',
    value: '-1',
    expected: null,
  });

  it('is accounted for, whatever comes first and however often', async () => {
    const id = idOf(await bench.push(key, fresh()));
    expect((await bench.status(key, id)).body).toMatchObject({ status: 'received', lines: null, format: null });
    await bench.assessed(id, [1, 2]);
    await bench.assessed(id, [2]);
    await bench.processed(id, {
      lines: [
        lineOf(1, 'DECLARED'),
        lineOf(2, 'DECLARED'),
        lineOf(3, 'REJECTED', 'number.negative'),
        lineOf(4, 'RECORDED'),
        lineOf(5, 'DECLARED'),
        lineOf(6, 'DECLARED'),
      ],
      findings: [finding(3, 'error', 'number.negative'), finding(null, 'warning', 'envelope.count')],
    });
    await bench.assessed(id, [5], 'SUPERSEDED');
    const open = await eventually(
      () => bench.status(key, id),
      ({ body }) => body['lines'] === 6 && (body['outcomes'] as { PENDING: number }).PENDING === 1,
      'the first five',
    );
    expect(open.body).toMatchObject({
      status: 'processing',
      format: 'watchpost-json',
      lines: 6,
      outcomes: { ASSESSED: 2, REJECTED: 1, RECORDED: 1, SUPERSEDED: 1, DEAD: 0, PENDING: 1 },
      findings: { error: 1, warning: 1, info: 0 },
    });
    await bench.assessed(id, [6], 'RECORDED');
    expect((await bench.complete(key, id)).body).toMatchObject({ outcomes: { RECORDED: 2, PENDING: 0 } });
    const { body } = await bench.call('GET', `/v1/manifests/${id}/lines`, key);
    const lines = body['items'] as Record<string, unknown>[];
    expect(lines.map(({ state }) => state)).toEqual([
      'ASSESSED',
      'ASSESSED',
      'REJECTED',
      'RECORDED',
      'SUPERSEDED',
      'RECORDED',
    ]);
    expect(lines[2]).toMatchObject({ ordinal: 3, lineId: lineIdOf(id, 3), code: 'number.negative', place });
    const findings = (await bench.call('GET', `/v1/manifests/${id}/findings?limit=1`, key)).body;
    expect(findings['items']).toEqual([finding(3, 'error', 'number.negative')]);
    const rest = (await bench.call('GET', `/v1/manifests/${id}/findings?cursor=${String(findings['next'])}`, key)).body;
    expect(rest).toEqual({ items: [finding(null, 'warning', 'envelope.count')], next: null });
    expect((await bench.call('GET', `/v1/manifests/${id}/quality`, key)).body).toEqual({
      score: 83.3,
      lines: 6,
      raise: [{ code: 'number.negative', lines: 1, gain: 16.7, example: finding(3, 'error', 'number.negative') }],
    });
  });

  it('adds to what its partner is told of its quality, once, and to no other’s', async () => {
    const own = `post-${randomUUID().slice(0, 8)}`;
    const ownKey = await bench.admit(own);
    const id = idOf(await bench.push(ownKey, fresh()));
    const quality = { lines: 5, loss: 1_000, codes: [{ code: 'number.form', lines: 1, gain: 1_000 }] };
    for (const partner of [own, own, 'somebody-else']) {
      const manifestId = partner === own ? id : idOf(await bench.push(key, fresh()));
      await bench.processed(manifestId, { partner, lines: [], quality });
    }
    const told = await eventually(
      () => bench.call('GET', '/v1/quality', ownKey),
      ({ body }) => body['lines'] === 5,
      'the manifest',
    );
    expect(told.body).toMatchObject({
      partner: own,
      manifests: 1,
      score: 80,
      days: [{ lines: 5, score: 80 }],
      raise: [{ code: 'number.form', gain: 20, meaning: expect.any(String), mend: expect.any(String) }],
    });
    expect((await bench.call('GET', '/v1/quality?from=2026-02-30', ownKey)).status).toBe(422);
    expect((await bench.call('GET', '/v1/quality', null)).status).toBe(401);
  });

  it('is in the signed acknowledgement, rejected ones with their finding', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.processed(id, {
      lines: [lineOf(1, 'RECORDED'), lineOf(2, 'REJECTED', 'number.negative')],
      findings: [finding(2, 'error', 'number.negative')],
    });
    await bench.complete(key, id);
    const answer = await bench.call('GET', `/v1/manifests/${id}/acknowledgement`, key);
    const acknowledged = answer.body['acknowledgement'] as Record<string, unknown>;
    expect(acknowledged).toMatchObject({
      partner: 'hanguk-post',
      manifestId: id,
      status: 'complete',
      lines: [
        { state: 'RECORDED', findings: [] },
        { state: 'REJECTED', findings: [{ code: 'number.negative' }] },
      ],
    });
    const jwks = (await bench.call('GET', '/.well-known/jwks.json', null)).body as unknown as KeySet;
    const { payload } = await compactVerify(String(answer.body['signature']), await importJWK(jwks.keys[0]!, 'EdDSA'));
    expect(JSON.parse(Buffer.from(payload).toString())).toMatchObject({
      manifestId: id,
      sha256: sha256(JSON.stringify(acknowledged)),
    });
  });

  it('of a manifest in many slices is there once the last slice is, in pages', async () => {
    const id = idOf(await bench.push(key, fresh()));
    const slice = (n: number) => Array.from({ length: 700 }, (_, at) => lineOf(n * 700 + at + 1, 'DECLARED'));
    await bench.processed(id, { slice: 2, last: true, lines: slice(2) });
    await bench.processed(id, { slice: 0, last: false, lines: slice(0) });
    await bench.assessed(
      id,
      Array.from({ length: 2100 }, (_, at) => at + 1),
    );
    await eventually(
      () => bench.status(key, id),
      ({ body }) => body['status'] === 'processing',
      'processing',
    );
    expect((await bench.status(key, id)).body['lines']).toBeNull();
    await bench.processed(id, { slice: 1, last: false, lines: slice(1) });
    expect((await bench.complete(key, id)).body).toMatchObject({ lines: 2100, outcomes: { ASSESSED: 2100 } });
    const ordinals: number[] = [];
    let cursor = '';
    do {
      const { body } = await bench.call('GET', `/v1/manifests/${id}/lines?limit=1000${cursor}`, key);
      ordinals.push(...(body['items'] as { ordinal: number }[]).map(({ ordinal }) => ordinal));
      cursor = body['next'] === null ? '' : `&cursor=${String(body['next'])}`;
    } while (cursor !== '');
    expect(ordinals).toEqual(Array.from({ length: 2100 }, (_, at) => at + 1));
  });

  it('that was parked is DEAD, until a redrive turns it into something else', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.processed(id, { lines: [lineOf(1, 'DECLARED')] });
    await bench.publish([
      {
        topic: deadLetterTopicOf(topics.shipmentsDeclared.name, 'scorer'),
        key: 's',
        value: Buffer.from('whatever'),
        headers: { [headers.manifest]: id, [headers.ordinal]: '1', [deadLetterHeaders.code]: 'handler.failed' },
      },
    ]);
    expect((await bench.complete(key, id)).body).toMatchObject({ outcomes: { DEAD: 1 } });
    await bench.assessed(id, [1]);
    await eventually(
      () => bench.status(key, id),
      ({ body }) => (body['outcomes'] as { ASSESSED: number }).ASSESSED === 1,
      'the redrive',
    );
  });

  it('that was parked and overtaken by a later version is SUPERSEDED; one that was set aside stays DEAD', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.processed(id, { lines: [lineOf(1, 'DECLARED'), lineOf(2, 'DECLARED')] });
    const closed = (ordinal: number, closedAs: string) => ({
      topic: topics.lettersClosed.name,
      key: `letter-${ordinal}`,
      value: codec.encode(topics.lettersClosed, {
        letterId: `letter-${ordinal}`,
        topic: topics.shipmentsDeclared.name,
        service: 'scorer',
        closedAs,
        partner: null,
        manifestId: id,
        ordinal,
        shipmentId: null,
        byManifestId: null,
        byOrdinal: null,
        closedAt: 0,
      }),
    });
    await bench.publish(
      [1, 2].map((ordinal) => ({
        topic: deadLetterTopicOf(topics.shipmentsDeclared.name, 'scorer'),
        key: 's',
        value: Buffer.from('whatever'),
        headers: { [headers.manifest]: id, [headers.ordinal]: String(ordinal) },
      })),
    );
    await bench.publish([closed(1, 'SUPERSEDED'), closed(2, 'DISCARDED')]);
    await eventually(
      () => bench.status(key, id),
      ({ body }) => (body['outcomes'] as { SUPERSEDED: number }).SUPERSEDED === 1,
      'the closing',
    );
    expect((await bench.status(key, id)).body).toMatchObject({ outcomes: { SUPERSEDED: 1, DEAD: 1 } });
  });

  it('of a manifest that was parked as a whole waits for the redrive, and its sender sees why', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.publish([
      {
        topic: deadLetterTopicOf(topics.manifestsReceived.name, 'normalizer'),
        key: id,
        value: Buffer.from('whatever'),
        headers: {
          [headers.manifest]: id,
          [deadLetterHeaders.code]: 'reader.failed',
          [deadLetterHeaders.reason]: 'a bug',
        },
      },
    ]);
    const dead = await eventually(
      () => bench.status(key, id),
      ({ body }) => body['status'] === 'dead',
      'death',
    );
    expect(dead.body['dead']).toEqual({ code: 'reader.failed', reason: 'a bug' });
    await bench.processed(id, { lines: [lineOf(1, 'RECORDED')] });
    expect((await bench.complete(key, id)).body).toMatchObject({ dead: null, outcomes: { RECORDED: 1 } });
  });

  it('is none where nothing could be read, which its sender is told', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.processed(id, {
      format: 'unknown',
      reader: null,
      confidence: 0,
      messages: 0,
      findings: [finding(null, 'error', 'format.unknown')],
    });
    expect((await bench.complete(key, id)).body).toMatchObject({ format: 'unknown', lines: 0, findings: { error: 1 } });
  });

  it('is accounted for by its value where the headers do not say it, and parked where neither does', async () => {
    const id = idOf(await bench.push(key, fresh()));
    await bench.processed(id, { lines: [lineOf(1, 'DECLARED')] });
    await bench.publish([
      { topic: topics.shipmentsAssessed.name, key: 's', value: Buffer.from('nonsense'), headers: {} },
    ]);
    await eventually(
      () => log.records(deadLetterTopicOf(topics.shipmentsAssessed.name, 'intake')).length,
      (parked) => parked === 1,
      'the dead letter',
    );
    await bench.assessed(id, [1]);
    await bench.complete(key, id);
  });
});

describe('A line that is looked at', () => {
  const document = 'Sendung;Inhalt;Gewicht\nRB123456785GB;"Lampe ""Suwon""";1,5\nH2;Perlen;-1\n';
  const columns = [
    { column: 'Sendung', field: 'itemId' },
    { column: 'Inhalt', field: 'description' },
    { column: 'Gewicht', field: 'grossMass' },
  ];
  const reading = JSON.stringify({
    mapping: { kind: 'separated', separator: ';', decimalSign: ',', massUnit: 'LBR', columns },
  });

  it('is read by the settings of its time, with where every value comes from, by its sender alone', async () => {
    const id = idOf(await bench.push(await bench.admit('tables', { reading }), document));
    const sender = await bench.admit('tables', { reading: null, version: 2 });
    const { status, body } = await bench.call('GET', `/v1/manifests/${id}/lines/1`, sender);
    expect(status).toBe(200);
    expect(body).toMatchObject({ ordinal: 1, format: 'csv', recorded: null });
    expect(body['line']).toMatchObject({
      type: 'shipment',
      grossMassKg: 0.680388555,
      fields: expect.arrayContaining([
        expect.objectContaining({ field: '/grossMassKg', sent: '1,5', place: expect.objectContaining({ row: 2 }) }),
        expect.objectContaining({ field: '/articles/0/description', sent: 'Lampe "Suwon"' }),
      ]),
    });
    await bench.processed(id, {
      reader: 'csv@1',
      lines: [lineOf(1, 'DECLARED'), lineOf(2, 'REJECTED', 'number.negative')],
    });
    const rejected = await eventually(
      () => bench.call('GET', `/v1/manifests/${id}/lines/2`, sender),
      (answer) => answer.body['recorded'] !== null,
      'record of the line',
    );
    expect(rejected.body).toMatchObject({
      line: null,
      findings: expect.arrayContaining([expect.objectContaining({ code: 'number.negative', line: 2 })]),
      recorded: { state: 'REJECTED', reader: 'csv@1' },
    });
    expect(await bench.call('GET', `/v1/manifests/${id}/lines/3`, sender)).toMatchObject({
      status: 404,
      body: { code: 'line.unknown' },
    });
    expect(await bench.call('GET', `/v1/manifests/${id}/lines/1`, key)).toMatchObject({
      status: 404,
      body: { code: 'manifest.unknown' },
    });
    expect((await bench.call('GET', `/v1/manifests/${id}/lines/0`, sender)).status).toBe(422);
  });
});

describe('What is kept', () => {
  it('goes away by whole days, with its keys', async () => {
    const before = Date.UTC(2025, 0, 5);
    await intakeStore.makeDayPartitions(bench.database, before, 0);
    const id = `${intakeStore.firstIdOf(before).slice(0, 13)}-7000-8000-000000000001`;
    const manifest = {
      manifestId: id,
      partner: 'old-post',
      testMode: false,
      dedupeKey: 'digest:old',
      digest: 'old',
      size: 3,
      chunks: 1,
      contentType: null,
      formatHint: null,
      readingId: null,
      traceparent: null,
      receivedAt: before,
      receipt: 'r',
      body: Buffer.from('old'),
      chunkBytes: 512,
    };
    await intakeStore.storeManifests(bench.database, [manifest]);
    const rows = async (): Promise<number> =>
      (
        await bench.database.query(
          `select 1 from manifests where manifest_id = $1 union all select 2 from manifest_chunks where manifest_id = $1`,
          [id],
        )
      ).length;
    expect(await rows()).toBe(2);
    const dropped = await intakeStore.dropDaysBefore(bench.database, Date.UTC(2025, 0, 6));
    expect(dropped).toContain('manifest_chunks_20250105');
    expect(await rows()).toBe(0);
  });

  it('is tidied of chunks whose manifest never came', async () => {
    const stray = `${intakeStore.firstIdOf(Date.now() - 3 * 3_600_000).slice(0, 13)}-7000-8000-00000000000f`;
    await intakeStore.storeChunk(bench.database, stray, 0, Buffer.from('stray'));
    expect(await chunksLeft()).toBe(1);
    await bench.service.app.get(HousekeepingService).tidy();
    expect(await chunksLeft()).toBe(0);
  });
});

describe('The document of its doors', () => {
  it('is OpenAPI 3.1 and names the paths of the contract', async () => {
    const { body } = await bench.call('GET', '/openapi.json', null);
    expect(body['openapi']).toBe('3.1.0');
    expect(Object.keys(body['paths'] as object)).toEqual(
      expect.arrayContaining(['/v1/manifests', '/v1/manifests/{manifestId}/lines', '/.well-known/jwks.json']),
    );
  });
});
