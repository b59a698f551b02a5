/** Places for texts of up to three signs: tags, qualifiers, countries, currencies, units. One that is seen takes the place of the one before it there. */
const PLACES = 4096;
const keys = new Int32Array(PLACES);
const texts: string[] = new Array<string>(PLACES).fill('');

/**
 * A text of one to three bytes of ASCII, mostly the same one each time: to look it up in a table or to compare it with its like is cheaper then than
 * with a new one.
 */
export function shortCode(bytes: Uint8Array, from: number, to: number): string {
  let key = to - from;
  for (let at = from; at < to; at++) key = (key << 7) | bytes[at]!;
  const place = Math.imul(key, 0x9e3779b1) >>> 20;
  if (keys[place] !== key) {
    keys[place] = key;
    texts[place] = constantOf(bytes, from, to);
  }
  return texts[place]!;
}

/** The key of an object is the same text as the constant in the code that it is compared with. */
const constantOf = (bytes: Uint8Array, from: number, to: number): string =>
  Object.keys({ [String.fromCharCode(...bytes.subarray(from, to))]: 0 })[0]!;
