import { isCas } from '@watchpost/domain';

const candidates = /(?<!\d)(\d{2,7})([\s\p{Pd}]{0,3})(\d{2})([\s\p{Pd}]{0,3})(\d)(?!\d)/gu;
const hyphen = /\p{Pd}/u;
const namesIt = /\bcas\b/i;

/**
 * CAS numbers in a text, as `437-38-7`, with a valid check digit. Digits without hyphens are a CAS number only where the text says `CAS`, or
 * where the number is `listed` and something stands between its parts: any long number passes the check digit one time in ten.
 */
export function casNumbersIn(text: string, listed: (number: string) => boolean): readonly string[] {
  const plain = text.normalize('NFKC');
  const found: string[] = [];
  for (const [, head, first, middle, second, check] of plain.matchAll(candidates)) {
    const number = `${head}-${middle}-${check}`;
    if (!isCas(number)) continue;
    const hyphens = hyphen.test(first!) && hyphen.test(second!);
    const separated = first !== '' && second !== '';
    if (hyphens || namesIt.test(plain) || (separated && listed(number))) found.push(number);
  }
  return found;
}
