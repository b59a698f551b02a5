import { stat } from 'node:fs/promises';
import { basename } from 'node:path';
import { tell } from '../terminal/output.ts';

/** Progress is told for input that takes longer than this. */
const QUIET_MS = 2_000;

/** @returns takes how many bytes were read, and says on a terminal now and then how far it is */
export async function progressOf(file: string): Promise<(bytes: number) => void> {
  if (!process.stderr.isTTY) return () => undefined;
  const size = file === '-' ? null : await sizeOf(file);
  let read = 0;
  let next = performance.now() + QUIET_MS;
  return (bytes) => {
    read += bytes;
    if (performance.now() < next) return;
    next = performance.now() + QUIET_MS;
    const share = size === null ? '' : ` of ${(size / 1e6).toFixed(0)}`;
    tell(`${basename(file)}: ${(read / 1e6).toFixed(0)}${share} MB read`);
  };
}

const sizeOf = (file: string): Promise<number | null> =>
  stat(file).then(
    ({ size }) => size,
    () => null,
  );
