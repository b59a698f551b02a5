import { createHash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Readable, Transform } from 'node:stream';
import { ProblemError } from '@watchpost/platform';
import { decoderFor } from './content-coding.ts';

/** Bytes of a chunk: what one event carries. */
export const CHUNK_BYTES = 512 * 1024;
/** Below this a ratio says nothing. */
const RATIO_COUNTS_FROM = 1024 * 1024;
/** How long a sender who was refused may go on sending before it is cut off. */
const CUT_OFF_AFTER_MS = 5_000;

export interface BodyLimits {
  readonly maxBytes: number;
  readonly maxRatio: number;
  /** {@link CHUNK_BYTES} unless said. */
  readonly chunkBytes?: number;
}

/** Takes the chunks of a body that is larger than one. Nothing more is read before it resolves. */
export type ChunkSink = (chunk: number, bytes: Buffer) => Promise<unknown>;

export interface ReceivedBody {
  /** SHA-256 of the bytes after content coding was removed, hex. */
  readonly digest: string;
  readonly size: number;
  readonly chunks: number;
  /** The whole of it where it is one chunk; null where the chunks went to the sink. */
  readonly body: Buffer | null;
}

/**
 * Reads a request's body, whatever it is, without its content coding. No more than a chunk or two of it is in memory at any time.
 * @throws ProblemError 400 (broken coding, sender went away), 413 (too large, or it grows too much), 415 (unknown coding)
 */
export async function receiveBody(
  request: IncomingMessage,
  limits: BodyLimits,
  sink: ChunkSink,
): Promise<ReceivedBody> {
  const decoder = decoderFor(request.headers['content-encoding']);
  const declared = Number(request.headers['content-length'] ?? 0);
  try {
    if (decoder === null && declared > limits.maxBytes) throw tooLarge(limits);
    const arrived = { bytes: 0 };
    return await gather(decoder === null ? request : decodedBy(decoder, request, arrived), limits, sink, (size) => {
      if (size > limits.maxBytes) throw tooLarge(limits);
      const grows = decoder !== null && size > RATIO_COUNTS_FROM && size > arrived.bytes * limits.maxRatio;
      if (grows) throw growsTooMuch(limits);
    });
  } catch (error) {
    decoder?.destroy();
    letRunOut(request);
    throw problemOfBody(error, request);
  }
}

/** The request through its decoder. A decoder that fails must not take the connection with it: the answer still has to go out. */
function decodedBy(decoder: Transform, request: IncomingMessage, arrived: { bytes: number }): Readable {
  request.on('data', (piece: Buffer) => (arrived.bytes += piece.length));
  request.once('error', (error) => decoder.destroy(error));
  request.once('close', () => {
    if (!request.complete) decoder.destroy(new Error('aborted'));
  });
  return request.pipe(decoder);
}

async function gather(
  source: Readable,
  { chunkBytes = CHUNK_BYTES }: BodyLimits,
  sink: ChunkSink,
  check: (size: number) => void,
): Promise<ReceivedBody> {
  const hash = createHash('sha256');
  let pieces: Buffer[] = [];
  let pending = 0;
  let size = 0;
  let chunks = 0;
  for await (const piece of source.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
    size += piece.length;
    check(size);
    hash.update(piece);
    pieces.push(piece);
    pending += piece.length;
    while (pending > chunkBytes) {
      const together = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, pending);
      await sink(chunks, together.subarray(0, chunkBytes));
      chunks += 1;
      pieces = [together.subarray(chunkBytes)];
      pending -= chunkBytes;
    }
  }
  const rest = pieces.length === 1 ? pieces[0]! : Buffer.concat(pieces, pending);
  const digest = hash.digest('hex');
  if (chunks === 0) return { digest, size, chunks: 1, body: rest };
  await sink(chunks, rest);
  return { digest, size, chunks: chunks + 1, body: null };
}

/** What still arrives is thrown away for a while, so that a sender that is busy sending gets to read its answer. */
function letRunOut(request: IncomingMessage): void {
  request.unpipe();
  request.on('error', () => undefined);
  if (request.complete || request.destroyed) return;
  request.resume();
  const timer = setTimeout(() => request.destroy(), CUT_OFF_AFTER_MS);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
}

const tooLarge = ({ maxBytes }: BodyLimits): ProblemError =>
  new ProblemError(413, 'manifest.too-large', `A manifest may have ${maxBytes} bytes; send it in parts.`);

const growsTooMuch = ({ maxRatio }: BodyLimits): ProblemError =>
  new ProblemError(
    413,
    'manifest.ratio',
    `The body is more than ${maxRatio} times as large as it was sent; send it with less compression.`,
  );

function problemOfBody(error: unknown, request: IncomingMessage): unknown {
  if (error instanceof ProblemError) return error;
  if (request.destroyed && !request.complete) {
    return new ProblemError(400, 'request.aborted', 'The sender went away in the middle of the body.');
  }
  const { code = '' } = error as { code?: string };
  if (code.startsWith('Z_') || code.startsWith('ERR_') || code.startsWith('ZSTD_')) {
    return new ProblemError(
      400,
      'manifest.coding',
      'The body is not what its Content-Encoding says, or ends too early.',
    );
  }
  return error;
}
