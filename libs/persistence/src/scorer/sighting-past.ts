/** Declarations counted in the windows that end with a day, and the links of two of them. */
export interface SightingWindow {
  readonly in1Day: number;
  readonly in7Days: number;
  readonly in30Days: number;
  readonly in90Days: number;
  readonly linksIn7Days: bigint;
  readonly linksIn30Days: bigint;
}

/** An entity's row. */
export interface StoredSightings {
  /** The last day on which it was seen, with what was counted on it. */
  readonly day: number;
  readonly shipments: number;
  readonly links: bigint;
  /** 28 bytes: what the days before come to, in the windows that end with `day`; null where there are none, or they have to be counted. */
  readonly sums: Buffer | null;
  /** The days before, 14 bytes each, oldest first. May be absent where the day asked for is `day` and the sums are there. */
  readonly past: Buffer | null;
}

const CELL_BYTES = 14;
const SUMS_BYTES = 28;

/** Of the days before one, by the windows that end with it. Links as two halves of 32 bits: a bigint for every day would be dear. */
interface DaysBefore {
  in7: number;
  in30: number;
  in90: number;
  links7: [high: number, low: number];
  links30: [high: number, low: number];
}

/**
 * What a row says of the windows that end with a day.
 * @returns beside it the sums that could be kept in the row once it is written for that day; null where it has them, needs none, or the day is before its own
 */
export function windowOf(
  row: StoredSightings,
  asked: number,
): { readonly window: SightingWindow; readonly sums: Buffer | null } {
  if (row.day === asked && row.past === null) {
    const before = row.sums === null ? nothing() : daysOf(row.sums);
    return { window: joined(before, row.shipments, row.links), sums: null };
  }
  const before = nothing();
  let [shipments, links] = row.day === asked ? [row.shipments, row.links] : [0, 0n];
  const past = row.past ?? Buffer.alloc(0);
  for (let at = past.length - CELL_BYTES; at >= 0; at -= CELL_BYTES) {
    const age = asked - past.readUInt16BE(at);
    if (age >= 90) break;
    const count = past.readInt32BE(at + 2);
    if (age > 0) include(before, age, count, past.readInt32BE(at + 6), past.readInt32BE(at + 10));
    else if (age === 0) [shipments, links] = [count, past.readBigInt64BE(at + 6)];
  }
  if (row.day < asked) {
    const [high, low] = [Number(BigInt.asIntN(32, row.links >> 32n)), Number(BigInt.asIntN(32, row.links))];
    include(before, asked - row.day, row.shipments, high, low);
  }
  return { window: joined(before, shipments, links), sums: row.day <= asked ? sumsOf(before) : null };
}

const nothing = (): DaysBefore => ({ in7: 0, in30: 0, in90: 0, links7: [0, 0], links30: [0, 0] });

function include(before: DaysBefore, age: number, count: number, high: number, low: number): void {
  if (age >= 90) return;
  before.in90 += count;
  if (age >= 30) return;
  before.in30 += count;
  before.links30[0] |= high;
  before.links30[1] |= low;
  if (age >= 7) return;
  before.in7 += count;
  before.links7[0] |= high;
  before.links7[1] |= low;
}

const bigintOf = ([high, low]: readonly [number, number]): bigint => (BigInt(high) << 32n) | BigInt(low >>> 0);

const joined = (before: DaysBefore, shipments: number, links: bigint): SightingWindow => ({
  in1Day: shipments,
  in7Days: before.in7 + shipments,
  in30Days: before.in30 + shipments,
  in90Days: before.in90 + shipments,
  linksIn7Days: bigintOf(before.links7) | links,
  linksIn30Days: bigintOf(before.links30) | links,
});

function sumsOf({ in7, in30, in90, links7, links30 }: DaysBefore): Buffer {
  const sums = Buffer.allocUnsafe(SUMS_BYTES);
  [in7, in30, in90, ...links7, ...links30].forEach((value, index) => sums.writeInt32BE(value, index * 4));
  return sums;
}

const daysOf = (sums: Buffer): DaysBefore => ({
  in7: sums.readInt32BE(0),
  in30: sums.readInt32BE(4),
  in90: sums.readInt32BE(8),
  links7: [sums.readInt32BE(12), sums.readInt32BE(16)],
  links30: [sums.readInt32BE(20), sums.readInt32BE(24)],
});
