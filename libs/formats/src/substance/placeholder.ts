import { fold } from '@watchpost/domain';
import { EdgeLetters } from './edge-letters.ts';

/** Words written where something had to stand: UAE NAIC's rules, and what forms are filled with. */
const placeholders: ReadonlySet<string> = new Set(
  `tbd; tbc; tba; unknown; n a; na; nil; null; none; not available; not applicable; not known; not provided; no name; no address; no description; see invoice; see above;
as above; same as above; same; abc; asdf; qwerty; dummy; default; name; address; description; goods description; undefined; undisclosed; anonymous; xxx`
    .split(';')
    .map(fold),
);

/** No placeholder is longer. */
const LONGEST = Math.max(...[...placeholders].map((text) => text.length));

const edges = new EdgeLetters(placeholders);

const noLetter = /^[^\p{L}]*$/u;
const oneSymbol = /^[^\p{L}\p{N}]*([\p{L}\p{N}])\1{2,}[^\p{L}\p{N}]*$/iu;
const fileName = /^[\w .-]{0,60}\.(pdf|docx?|xlsx?|csv|txt|jpe?g|png|tiff?|zip|xml)$/i;
/** A file's name ends with a point and three or four signs; the form itself is looked at only then. */
function mayBeFile(text: string): boolean {
  for (let at = Math.max(text.length - 5, 0); at < text.length; at++) if (text.charCodeAt(at) === 0x2e) return true;
  return false;
}

/**
 * Why a text says nothing, in words; null where it may say something. After the data-quality rules of Canada's PACT guide 1.9 (only digits, only special
 * characters, both; one symbol three times or more; a file) and UAE NAIC's placeholders.
 */
export function placeholderIn(text: string): string | null {
  const isVaried = hasLetterAndOther(text);
  if (!isVaried && noLetter.test(text)) return 'a text with letters';
  if (mayBeFile(text) && fileName.test(text)) return 'words instead of the name of a file';
  if (!isVaried && oneSymbol.test(text)) return 'more than one letter over and over';
  // Signs around it are folded away, so a little more than the longest may still be one.
  if (text.length > LONGEST + 4 || isDigit(text.charCodeAt(0)) || !edges.mayHave(text)) return null;
  return placeholders.has(fold(text)) ? 'what is meant instead of a placeholder' : null;
}

/**
 * Whether a letter of ASCII is in the text and another letter or digit of ASCII than the first: as nearly all texts show within their first few signs, which
 * then need no further look at what they are made of.
 */
function hasLetterAndOther(text: string): boolean {
  let first = 0;
  let letters = 0;
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    // What is a letter of ASCII is the same letter in lower case with this bit.
    const lower = sign | 0x20;
    const isLetter = lower >= 0x61 && lower <= 0x7a;
    if (!isLetter && !isDigit(sign)) continue;
    if (isLetter) letters += 1;
    if (first === 0) first = lower;
    if (letters > 0 && lower !== first) return true;
  }
  return false;
}

const isDigit = (sign: number): boolean => sign >= 0x30 && sign <= 0x39;
