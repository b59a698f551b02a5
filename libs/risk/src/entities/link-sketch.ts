/**
 * A set of which only its size is asked, in 64 bits (linear counting, Whang et al. 1990). Sets are joined by OR, so that windows of days
 * and repeated work come out the same; a member cannot be taken out again. Up to 40 members the estimate is mostly within 10 %.
 */
export type LinkSketch = bigint;

const SLOTS = 64;
const LARGEST = 266;

/** Size for each number of bits set: 64 · ln(64 ⁄ empty), in whole members; a full sketch says 266. */
const sizes = Array.from({ length: SLOTS + 1 }, (_, set) =>
  set === SLOTS ? LARGEST : Math.round(SLOTS * Math.log(SLOTS / (SLOTS - set))),
);

/** Every sketch of one member. */
const single: readonly LinkSketch[] = Array.from({ length: SLOTS }, (_, slot) => BigInt.asIntN(64, 1n << BigInt(slot)));
/** What a bigint is looked at through: each step of arithmetic on one would make another. */
const looked = new DataView(new ArrayBuffer(8));

/** The sketch with this one member. */
export function linkTo(member: bigint): LinkSketch {
  looked.setBigInt64(0, member, true);
  return single[looked.getUint8(0) % SLOTS]!;
}

/** Estimated number of members. */
export function sizeOfLinks(sketch: LinkSketch): number {
  if (sketch === 0n) return 0;
  looked.setBigInt64(0, sketch, true);
  return sizes[bitsSet(looked.getInt32(0, true)) + bitsSet(looked.getInt32(4, true))]!;
}

function bitsSet(word: number): number {
  let v = word | 0;
  v -= (v >>> 1) & 0x55555555;
  v = (v & 0x33333333) + ((v >>> 2) & 0x33333333);
  return Math.imul((v + (v >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}
