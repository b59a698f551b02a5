/** Share of examined items in which something was found, with the range in which the true share lies, 95 times in 100. */
export interface HitRate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

const Z95 = 1.959964;

/** Wilson's interval: holds for few items and for shares near 0, where most of ours lie. null where nothing was examined. */
export function hitRate(found: number, examined: number): HitRate | null {
  if (examined === 0) return null;
  const rate = found / examined;
  const spread = (Z95 * Z95) / examined;
  const centre = rate + spread / 2;
  const half = Z95 * Math.sqrt((rate * (1 - rate)) / examined + spread / (4 * examined));
  const low = Math.max(0, (centre - half) / (1 + spread));
  const high = Math.min(1, (centre + half) / (1 + spread));
  return { rate, low, high };
}
