/** Offset of the first byte that begins no UTF-8 character; the length where every byte belongs to one. */
export function firstInvalidUtf8(bytes: Uint8Array, from = 0): number {
  let at = from;
  while (at < bytes.length) {
    const length = characterLength(bytes[at]!);
    if (length === 0 || validBytes(bytes, at, length) < length) return at;
    at += length;
  }
  return at;
}

/** Bytes at the end that are the beginning of a character whose rest has not come yet: 0 to 3. */
export function unfinishedUtf8(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const at = bytes.length - back;
    if ((bytes[at]! & 0xc0) === 0x80) continue;
    const length = characterLength(bytes[at]!);
    return length > back && validBytes(bytes, at, length) === back ? back : 0;
  }
  return 0;
}

/** Bytes of the character that this one begins; 0 where it begins none. */
function characterLength(lead: number): number {
  if (lead < 0x80) return 1;
  if (lead < 0xc2 || lead > 0xf4) return 0;
  return lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
}

function validBytes(bytes: Uint8Array, at: number, length: number): number {
  if (length > 1 && bytes[at + 1] !== undefined && !maySecond(bytes[at]!, bytes[at + 1]!)) return 1;
  let count = 1;
  while (count < length && ((bytes[at + count] ?? 0) & 0xc0) === 0x80) count += 1;
  return count;
}

/** Overlong forms, surrogates and what lies beyond U+10FFFF show in the second byte. */
function maySecond(lead: number, second: number): boolean {
  if (lead === 0xe0) return second >= 0xa0;
  if (lead === 0xed) return second < 0xa0;
  if (lead === 0xf0) return second >= 0x90;
  return lead !== 0xf4 || second < 0x90;
}
