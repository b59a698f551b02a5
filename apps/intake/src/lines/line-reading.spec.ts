import { describe, expect, it } from '@jest/globals';
import { systemClock } from '@watchpost/domain';
import { type LineBounds, readLine } from './line-reading.ts';

const received = { partner: 'post-a', receivedAt: Date.UTC(2026, 10, 20, 12), contentType: null };
const settings = { formatHint: 'csv', mapping: null, costs: null };
const rows = (n: number) =>
  Array.from({ length: n }, (_, at) => `H${at + 1},${'x'.repeat(90)},lamp ${at + 1}\n`).join('');
const table = Buffer.from(`item id,sender name,contents\n${rows(5_000)}`);

/** Counts what is taken of it. */
function source(bytes: Buffer, chunk = 100_000) {
  const taken = { bytes: 0 };
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += chunk) {
      taken.bytes += chunk;
      yield await Promise.resolve(bytes.subarray(at, at + chunk));
    }
  }
  return { chunks: chunks(), taken };
}
const wide: LineBounds = { bytes: 1e9, milliseconds: 1e9 };
const find = (bytes: Buffer, ordinal: number, bounds = wide, clock = systemClock) => {
  const { chunks, taken } = source(bytes);
  return { answer: readLine(chunks, ordinal, { settings, received }, { bounds, clock }), taken };
};

describe('A line that is read again', () => {
  it('has its fields and findings, and nothing behind it is looked at', async () => {
    const { answer, taken } = find(table, 3);
    expect(await answer).toMatchObject({
      kind: 'found',
      format: 'csv',
      line: { ordinal: 3, shipment: { itemId: 'H3' } },
      findings: [
        { code: 'field.missing', line: 3 },
        { code: 'substance.placeholder', line: 3 },
      ],
    });
    expect(taken.bytes).toBe(100_000);
    const found = await find(table, 3).answer;
    if (found.kind !== 'found' || found.line.kind !== 'shipment') throw new Error('not found');
    expect(found.line.fields).toContainEqual(
      expect.objectContaining({ field: '/articles/0/description', sent: 'lamp 3' }),
    );
  });

  it('is found at the very end, and not beyond', async () => {
    expect(await find(table, 5_000).answer).toMatchObject({ kind: 'found', line: { shipment: { itemId: 'H5000' } } });
    expect(await find(table, 5_001).answer).toEqual({ kind: 'absent' });
  });

  it('is given up where it stands too far behind, or takes too long', async () => {
    expect(await find(table, 5_000, { ...wide, bytes: 100_000 }).answer).toEqual({ kind: 'too-far' });
    let now = 0;
    const clock = { now: () => (now += 1_000) };
    expect(await find(table, 5_000, { ...wide, milliseconds: 2_500 }, clock).answer).toEqual({ kind: 'too-slow' });
  });
});
