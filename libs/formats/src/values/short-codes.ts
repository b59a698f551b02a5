/** Texts of up to three signs that were seen: tags, qualifiers, countries, currencies, units. */
const seen = new Map<number, string>();
/** More than there are; beyond it they are made anew each time. */
const MOST = 10_000;

/**
 * A text of one to three bytes of ASCII, the same one each time: to look it up in a table or to compare it with its like is cheaper then than
 * with a new one.
 */
export function shortCode(bytes: Uint8Array, from: number, to: number): string {
  let key = to - from;
  for (let at = from; at < to; at++) key = key * 256 + bytes[at]!;
  return seen.get(key) ?? remember(key, bytes, from, to);
}

function remember(key: number, bytes: Uint8Array, from: number, to: number): string {
  // The key of an object is the same text as the constant in the code that it is compared with.
  const [text] = Object.keys({ [String.fromCharCode(...bytes.subarray(from, to))]: 0 });
  if (seen.size < MOST) seen.set(key, text!);
  return text!;
}
