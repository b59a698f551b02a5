import { createHash, randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough, Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { receiveBody } from './receive-body.ts';

const limits = { maxBytes: 10_000_000, maxRatio: 100, chunkBytes: 1_000 };

function requestOf(pieces: readonly Buffer[], headers: Record<string, string> = {}): IncomingMessage {
  const stream = Readable.from(pieces, { objectMode: false });
  return Object.assign(stream, { headers, complete: true }) as unknown as IncomingMessage;
}

async function receive(request: IncomingMessage, more: Partial<typeof limits> = {}) {
  const chunks: Buffer[] = [];
  const received = await receiveBody(request, { ...limits, ...more }, async (chunk, bytes) => {
    expect(chunk).toBe(chunks.length);
    chunks.push(Buffer.from(bytes));
  });
  return { received, whole: received.body ?? Buffer.concat(chunks), chunks };
}

const pieces = fc.array(fc.uint8Array({ minLength: 1, maxLength: 700 }).map(Buffer.from), { maxLength: 12 });

describe('the body of a request', () => {
  it('is the same bytes, however it arrives and is cut', async () => {
    await fc.assert(
      fc.asyncProperty(pieces, fc.boolean(), async (sent, isZipped) => {
        const body = Buffer.concat(sent);
        const request = isZipped ? requestOf([gzipSync(body)], { 'content-encoding': 'gzip' }) : requestOf(sent);
        const { received, whole, chunks } = await receive(request);
        expect(whole.equals(body)).toBe(true);
        expect(received.size).toBe(body.length);
        expect(received.digest).toBe(createHash('sha256').update(body).digest('hex'));
        expect(received.chunks).toBe(Math.max(1, Math.ceil(body.length / 1_000)));
        if (received.body === null) expect(received.chunks).toBe(chunks.length);
        for (const chunk of chunks) expect(chunk.length).toBeLessThanOrEqual(1_000);
      }),
      { numRuns: 60 },
    );
  });

  it('waits for its chunks to be kept before more of it is read', async () => {
    const source = new PassThrough({ highWaterMark: 1_000 });
    const request = Object.assign(source, { headers: {}, complete: false }) as unknown as IncomingMessage;
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    let kept = 0;
    const received = receiveBody(request, limits, async () => {
      kept += 1;
      if (kept === 1) await held;
    });
    for (let n = 0; n < 10; n += 1) source.write(randomBytes(1_000));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(kept).toBe(1);
    expect(source.writableLength).toBeGreaterThan(5_000);
    release();
    source.end();
    expect((await received).size).toBe(10_000);
  });

  it('is refused at the byte that is one too many', async () => {
    const body = randomBytes(5_000);
    expect((await receive(requestOf([body]), { maxBytes: 5_000 })).received.size).toBe(5_000);
    await expect(receive(requestOf([body]), { maxBytes: 4_999 })).rejects.toMatchObject({ status: 413 });
  });

  it('is refused when it unpacks to far more than was sent, long before all of it is unpacked', async () => {
    const bomb = gzipSync(Buffer.alloc(200_000_000));
    let kept = 0;
    const refused = receiveBody(
      requestOf([bomb], { 'content-encoding': 'gzip' }),
      { ...limits, maxBytes: 1_000_000_000, chunkBytes: 100_000 },
      async () => void (kept += 1),
    );
    await expect(refused).rejects.toMatchObject({ status: 413, code: 'manifest.ratio' });
    expect(kept).toBeLessThan(1_000);
  });

  it('that ends because its sender went away is nobody’s failure', async () => {
    const source = new PassThrough();
    const request = Object.assign(source, { headers: {}, complete: false }) as unknown as IncomingMessage;
    const received = receive(request);
    source.write('half');
    setTimeout(() => source.destroy(new Error('aborted')), 10);
    await expect(received).rejects.toMatchObject({ status: 400, code: 'request.aborted' });
  });
});
