import { fold } from '@watchpost/domain';

/** Words written where something had to stand: UAE NAIC's rules, and what forms are filled with. */
const placeholders: ReadonlySet<string> = new Set(
  `tbd; tbc; tba; unknown; n a; na; nil; null; none; not available; not applicable; not known; not provided; no name; no address; no description; see invoice; see above;
as above; same as above; same; abc; asdf; qwerty; dummy; default; name; address; description; goods description; undefined; undisclosed; anonymous; xxx`
    .split(';')
    .map(fold),
);

const noLetter = /^[^\p{L}]*$/u;
const oneSymbol = /^(.)\1{2,}$/u;
const fileName = /^[\w .-]{0,60}\.(pdf|docx?|xlsx?|csv|txt|jpe?g|png|tiff?|zip|xml)$/i;

/**
 * Why a text says nothing, in words; null where it may say something. After the data-quality rules of Canada's PACT guide 1.9 (only digits, only special
 * characters, both; one symbol three times or more; a file) and UAE NAIC's placeholders.
 * @param folded the same text, folded
 */
export function placeholderIn(text: string, folded: string): string | null {
  if (noLetter.test(text)) return 'a text with letters';
  if (oneSymbol.test(folded)) return 'more than one letter over and over';
  if (fileName.test(text)) return 'words instead of the name of a file';
  return placeholders.has(folded) ? 'what is meant instead of a placeholder' : null;
}
