/** Chapters of the Harmonized System: 01 to 97 (77 is kept free), and 98 and 99 for what countries add. */
const hasChapter = (digits: string): boolean => {
  const chapter = (digits.charCodeAt(0) - 0x30) * 10 + digits.charCodeAt(1) - 0x30;
  return chapter >= 1 && chapter <= 99 && chapter !== 77;
};

/**
 * A Harmonized System code as digits: dots, spaces and hyphens taken out, 4 to 10 digits left. null where the text is none.
 * Whether a subheading exists is another question: tables of it change by year and country.
 */
export function normaliseHs(text: string): string | null {
  const digits = isDigits(text) ? text : text.replace(/[.\s-]/g, '');
  if (digits.length < 4 || digits.length > 10 || !isDigits(digits) || !hasChapter(digits)) return null;
  return digits;
}

function isDigits(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const sign = text.charCodeAt(at);
    if (sign < 0x30 || sign > 0x39) return false;
  }
  return true;
}

export const isHs = (text: string): boolean => normaliseHs(text) !== null;

/** The six digits that all countries share; null where there are fewer. */
export const hsSubheading = (hs: string): string | null => (hs.length >= 6 ? hs.slice(0, 6) : null);
