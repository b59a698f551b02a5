import { type LineState } from '@watchpost/domain';

/** Lines whose outcomes stand in one row. */
export const SEGMENT_LINES = 1_000;

/**
 * What stands in a line's byte. DECLARED means that the normalizer has sent the line on to the scorer, which has not answered yet: its sender sees PENDING.
 * The numbers are the order in which one takes the place of another, and are stored: they never change.
 */
export const outcomeBytes = {
  PENDING: 0,
  DECLARED: 1,
  DEAD: 2,
  SUPERSEDED: 3,
  RECORDED: 4,
  REJECTED: 5,
  ASSESSED: 6,
} as const;

export type OutcomeName = keyof typeof outcomeBytes;

const stateOfByte: readonly LineState[] = [
  'PENDING',
  'PENDING',
  'DEAD',
  'SUPERSEDED',
  'RECORDED',
  'REJECTED',
  'ASSESSED',
];

export const stateOf = (byte: number | undefined): LineState => stateOfByte[byte ?? 0] ?? 'PENDING';

/** @param ordinal from 1 */
export const segmentOf = (ordinal: number): number => Math.floor((ordinal - 1) / SEGMENT_LINES);

/** Outcomes of lines of one segment of one manifest, by the line's place in it. */
export interface SegmentChange {
  readonly manifestId: string;
  readonly segment: number;
  /** A byte a line, 0 where nothing is said. */
  readonly outcomes: Uint8Array;
}

/** Gathers what a batch says about lines, so that it costs a row for a segment and not for a line. */
export class OutcomeChanges {
  private readonly byManifest = new Map<string, Map<number, Growing>>();
  private lastId = '';
  private lastSegments = new Map<number, Growing>();

  /** @param ordinal from 1; what is no ordinal is left out */
  add(manifestId: string, ordinal: number, outcome: number): void {
    if (!(ordinal >= 1) || ordinal > 0x7fffffff) return;
    const segments = this.segmentsOf(manifestId);
    const segment = segmentOf(ordinal);
    let growing = segments.get(segment);
    if (growing === undefined) segments.set(segment, (growing = { bytes: new Uint8Array(64), length: 0 }));
    put(growing, (ordinal - 1) % SEGMENT_LINES, outcome);
  }

  /** In the order in which rows are locked everywhere. */
  list(): readonly SegmentChange[] {
    const changes: SegmentChange[] = [];
    for (const [manifestId, segments] of this.byManifest) {
      for (const [segment, { bytes, length }] of segments) {
        changes.push({ manifestId, segment, outcomes: bytes.subarray(0, length) });
      }
    }
    return changes.sort((a, b) =>
      a.manifestId < b.manifestId ? -1 : a.manifestId > b.manifestId ? 1 : a.segment - b.segment,
    );
  }

  private segmentsOf(manifestId: string): Map<number, Growing> {
    if (manifestId === this.lastId) return this.lastSegments;
    let segments = this.byManifest.get(manifestId);
    if (segments === undefined) this.byManifest.set(manifestId, (segments = new Map()));
    this.lastId = manifestId;
    this.lastSegments = segments;
    return segments;
  }
}

interface Growing {
  bytes: Uint8Array;
  length: number;
}

function put(growing: Growing, at: number, outcome: number): void {
  if (at >= growing.bytes.length) {
    const grown = new Uint8Array(Math.min(SEGMENT_LINES, Math.max(at + 1, growing.bytes.length * 2)));
    grown.set(growing.bytes);
    growing.bytes = grown;
  }
  if (outcome > growing.bytes[at]!) growing.bytes[at] = outcome;
  if (at >= growing.length) growing.length = at + 1;
}

/**
 * Both statements about a segment together: the higher byte of each line. Merging twice, or in another order, gives the same.
 */
export function mergeOutcomes(known: Uint8Array, told: Uint8Array): Buffer {
  const merged = Buffer.alloc(Math.max(known.length, told.length));
  merged.set(known);
  for (let at = 0; at < told.length; at += 1) if (told[at]! > merged[at]!) merged[at] = told[at]!;
  return merged;
}

/** Lines that have an outcome. */
export function settledIn(outcomes: Uint8Array): number {
  let settled = 0;
  for (const byte of outcomes) if (byte >= outcomeBytes.DEAD) settled += 1;
  return settled;
}

/** How many lines of a manifest are in which state. Lines beyond those told of are PENDING. */
export function countStates(segments: Iterable<Uint8Array>, lines: number): Record<LineState, number> {
  const counts: Record<LineState, number> = {
    ASSESSED: 0,
    RECORDED: 0,
    REJECTED: 0,
    SUPERSEDED: 0,
    DEAD: 0,
    PENDING: 0,
  };
  let settled = 0;
  for (const outcomes of segments) {
    for (const byte of outcomes) {
      if (byte < outcomeBytes.DEAD) continue;
      counts[stateOf(byte)] += 1;
      settled += 1;
    }
  }
  counts.PENDING = Math.max(0, lines - settled);
  return counts;
}
