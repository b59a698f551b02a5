import type { Transform } from 'node:stream';
import { createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib';
import { ProblemError } from '@watchpost/platform';

const decoders: Readonly<Record<string, () => Transform>> = {
  gzip: createGunzip,
  'x-gzip': createGunzip,
  deflate: createInflate,
  br: createBrotliDecompress,
  zstd: createZstdDecompress,
};

/**
 * What removes the content coding; null where there is none.
 * @throws ProblemError 415 for a coding that is not known, or more than one
 */
export function decoderFor(contentEncoding: string | undefined): Transform | null {
  const coding = (contentEncoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity') return null;
  const make = Object.hasOwn(decoders, coding) ? decoders[coding] : undefined;
  if (make !== undefined) return make();
  throw new ProblemError(
    415,
    'manifest.content-encoding',
    `Content-Encoding "${coding.slice(0, 40)}" is not taken; send one of gzip, deflate, br, zstd, or none.`,
    { headers: { 'accept-encoding': 'gzip, deflate, br, zstd' } },
  );
}
