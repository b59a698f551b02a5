/** Integers up to here divide by a power of ten without a second rounding. */
const DIGITS = 15;
const powers = Array.from({ length: DIGITS + 1 }, (_, power) => 10 ** power);

/** The number that up to fifteen digits with at most one point among them stand for; NaN for any other text, which may be a number too. */
export function plainNumber(text: string): number {
  if (text.length === 0 || text.length > DIGITS) return NaN;
  let value = 0;
  let point = -1;
  for (let at = 0; at < text.length; at++) {
    const digit = text.charCodeAt(at) - 0x30;
    if (digit >= 0 && digit <= 9) value = value * 10 + digit;
    else if (digit === -2 && point < 0) point = at;
    else return NaN;
  }
  if (point < 0) return value;
  return text.length === 1 ? NaN : value / powers[text.length - 1 - point]!;
}

const MILLION = 1e6;

/** Rounded to twelve significant digits: what adding and multiplying decimals leaves behind them is cut off. */
export function toTwelveDigits(value: number): number {
  // A decimal of at most six digits on either side of its point has no more than twelve.
  if (value < MILLION && value >= 0 && Math.round(value * MILLION) / MILLION === value) return value;
  return Number(value.toPrecision(12));
}
