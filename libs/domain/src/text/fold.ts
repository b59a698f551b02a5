const ascii = /^[\x20-\x7e]*$/;
const marks = /\p{M}+/gu;
const apart = /[^\p{L}\p{N}]+/gu;
const apartInAscii = /[^a-z0-9]+/g;

/**
 * Text as it is compared: lower case, compatibility forms and accents removed, everything that is no letter and no digit one space.
 * Most of what partners send is ASCII, for which the short way gives the same.
 */
export function fold(text: string): string {
  if (ascii.test(text)) return text.toLowerCase().replace(apartInAscii, ' ').trim();
  return text.normalize('NFKD').replace(marks, '').toLowerCase().replace(apart, ' ').trim();
}

/** Folded, with the words in alphabetical order: `LI, Wei` and `Wei Li` are the same. */
export function foldName(name: string): string {
  const folded = fold(name);
  return folded.includes(' ') ? folded.split(' ').sort().join(' ') : folded;
}
