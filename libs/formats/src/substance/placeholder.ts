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
  if (noLetter.test(text)) return 'a text with letters';
  if (mayBeFile(text) && fileName.test(text)) return 'words instead of the name of a file';
  if (oneSymbol.test(text)) return 'more than one letter over and over';
  // Signs around it are folded away, so a little more than the longest may still be one.
  if (text.length > LONGEST + 4) return null;
  return placeholders.has(fold(text)) ? 'what is meant instead of a placeholder' : null;
}
