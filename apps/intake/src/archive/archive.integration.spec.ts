import { createHash, randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { topicSpecs } from '@watchpost/contracts';
import { createMemoryLog } from '@watchpost/messaging';
import { IntakeBench, lineOf } from '../../test/intake-bench.ts';

const SERVICE_KEY = 'the-key-of-operations-in-this-test';
const log = createMemoryLog();
let bench: IntakeBench;
let keys: Readonly<Record<'post' | 'customs', string>>;

beforeAll(async () => {
  await (await log.admin()).ensureTopics(topicSpecs());
  bench = await IntakeBench.start(log, { WATCHPOST_SERVICE_KEY: SERVICE_KEY });
  keys = { post: await bench.admit('hanguk-post'), customs: await bench.admit('channel-customs') };
});
afterAll(() => bench?.stop());

type Item = Readonly<Record<string, unknown>>;

/** Pushed, read and decided. */
async function taken(key: string, lines: number): Promise<string> {
  const { body } = await bench.push(key, `manifest ${randomUUID()}`);
  const id = String(body['manifestId']);
  const ordinals = Array.from({ length: lines }, (_, at) => at + 1);
  await bench.processed(id, { reader: 'csv@1', lines: ordinals.map((ordinal) => lineOf(ordinal, 'DECLARED')) });
  await bench.assessed(id, ordinals);
  await bench.complete(key, id);
  return id;
}

const asked = (path: string, key = SERVICE_KEY) => bench.call('GET', `/v1/archive/${path}`, key);

async function listed(query: string): Promise<readonly Item[]> {
  const items: Item[] = [];
  for (let next: unknown = 0; next !== null;) {
    const { body } = await asked(`manifests?limit=2&fromSequence=${String(next)}&${query}`);
    items.push(...(body['items'] as Item[]));
    next = body['next'];
  }
  return items;
}

describe('The archive', () => {
  it('opens to the key of operations alone', async () => {
    expect((await asked('summary')).status).toBe(200);
    expect((await asked('summary', keys.post)).status).toBe(403);
    expect((await asked('summary', 'a-key-that-nobody-has-issued')).status).toBe(401);
    expect((await bench.call('GET', '/v1/manifests', SERVICE_KEY)).status).toBe(403);
  });

  it('lists the manifests of everybody in the order in which they were taken, page by page', async () => {
    const before = Date.now();
    const ids = [await taken(keys.post, 2), await taken(keys.customs, 3), await taken(keys.post, 1)];
    // Not read yet: it is not among them.
    await bench.push(keys.post, `manifest ${randomUUID()}`);
    const from = `from=${new Date(before).toISOString()}`;
    const items = await listed(from);
    expect(items.map(({ manifestId }) => manifestId)).toEqual(ids);
    expect(items[1]).toMatchObject({ partner: 'channel-customs', lines: 3, testMode: false });
    expect((await asked(`summary?${from}`)).body).toMatchObject({
      manifests: 3,
      lines: 6,
      firstSequence: items[0]!['sequence'],
      lastSequence: items[2]!['sequence'],
    });
    expect((await listed(`${from}&partner=hanguk-post`)).length).toBe(2);
    expect((await listed(`manifestId=${ids[1]!}`)).length).toBe(1);
    expect((await listed(`to=${new Date(before).toISOString()}`)).map(({ manifestId }) => manifestId)).not.toContain(
      ids[0],
    );
    expect((await asked('summary?to=2020-01-01T00:00:00Z')).body).toMatchObject({ manifests: 0, firstSequence: null });
  });

  it('says by which settings each manifest was read, each of them once', async () => {
    const reading = '{"mapping":{"kind":"separated","columns":[{"column":1,"field":"itemId"}]}}';
    const key = await bench.admit('table-post', { reading });
    const ids = [await taken(key, 1), await taken(key, 1)];
    await bench.admit('table-post', { version: 2, reading: null });
    const { body } = await asked('manifests?partner=table-post');
    const items = body['items'] as Item[];
    expect(items.map(({ manifestId }) => manifestId)).toEqual(ids);
    const readingId = createHash('sha256').update(reading).digest('hex');
    expect(items.map((item) => item['readingId'])).toEqual([readingId, readingId]);
    expect(body['readings']).toEqual({ [readingId]: reading });
  });

  it('gives the bytes as they were taken, and how each line was read', async () => {
    const id = await taken(keys.customs, 1_300);
    const { body, headers } = await asked(`manifests/${id}/raw`);
    const digest = createHash('sha256').update(String(body['text'])).digest('base64');
    expect(headers.get('repr-digest')).toBe(`sha-256=:${digest}:`);
    const first = await asked(`manifests/${id}/lines?limit=1000`);
    const lines = first.body['items'] as Item[];
    expect(lines.length).toBe(1_300);
    expect(lines[0]).toMatchObject({ ordinal: 1, outcome: 'DECLARED', state: 'ASSESSED', reader: 'csv@1' });
    expect((await asked(`manifests/${randomUUID()}/raw`)).status).toBe(404);
  });
});
