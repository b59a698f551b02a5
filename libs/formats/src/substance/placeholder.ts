import { fold } from '@watchpost/domain';

/** Words written where something had to stand: UAE NAIC's rules, and what forms are filled with. */
const placeholders: ReadonlySet<string> = new Set(
  `tbd; tbc; tba; unknown; n a; na; nil; null; none; not available; not applicable; not known; not provided; no name; no address; no description; see invoice; see above;
as above; same as above; same; abc; asdf; qwerty; dummy; default; name; address; description; goods description; undefined; undisclosed; anonymous; xxx`
    .split(';')
    .map(fold),
);

/** No placeholder is longer. */
const LONGEST = Math.max(...[...placeholders].map((text) => text.length));

/** Of placeholders that begin with two letters, those two. */
const beginnings: ReadonlySet<string> = new Set([...placeholders].map((text) => text.slice(0, 2)));

const noLetter = /^[^\p{L}]*$/u;
const oneSymbol = /^[^\p{L}\p{N}]*([\p{L}\p{N}])\1{2,}[^\p{L}\p{N}]*$/iu;
const fileName = /^[\w .-]{0,60}\.(pdf|docx?|xlsx?|csv|txt|jpe?g|png|tiff?|zip|xml)$/i;
/** A file's name ends so; the form itself is looked at only then. */
const mayBeFile = (text: string): boolean => text.lastIndexOf('.') >= text.length - 5;

/**
 * Why a text says nothing, in words; null where it may say something. After the data-quality rules of Canada's PACT guide 1.9 (only digits, only special
 * characters, both; one symbol three times or more; a file) and UAE NAIC's placeholders.
 */
export function placeholderIn(text: string): string | null {
  const beginning = beginningOf(text);
  if (beginning === null && noLetter.test(text)) return 'a text with letters';
  if (mayBeFile(text) && fileName.test(text)) return 'words instead of the name of a file';
  if (beginning === null && oneSymbol.test(text)) return 'more than one letter over and over';
  if (beginning !== null && !beginnings.has(beginning)) return null;
  // Signs around it are folded away, so a little more than the longest may still be one.
  if (text.length > LONGEST + 4) return null;
  return placeholders.has(fold(text)) ? 'what is meant instead of a placeholder' : null;
}

/**
 * The two letters a text begins with, in lower case, where they are of ASCII and differ: as nearly all texts do, which then need no further look at what they are
 * made of.
 */
function beginningOf(text: string): string | null {
  // What is a letter of ASCII is the same letter in lower case with this bit.
  const first = text.charCodeAt(0) | 0x20;
  const second = text.charCodeAt(1) | 0x20;
  return first !== second && isLetter(first) && isLetter(second) ? String.fromCharCode(first, second) : null;
}

const isLetter = (lower: number): boolean => lower >= 0x61 && lower <= 0x7a;
