import type { ReadLimits } from './reader.ts';

/** Generous for anything that is sent in earnest; see {@link ReadLimits}. */
export const defaultLimits: ReadLimits = {
  depth: 64,
  lineBytes: 1024 * 1024,
  textLength: 16_384,
  attributes: 64,
  lines: 1_000_000,
  findings: 10_000,
};
