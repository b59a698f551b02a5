// eslint-disable-next-line no-control-regex -- characters that XML knows none of, and halves of pairs
const unusual = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ud800-\udfff\ufffe\uffff]/;
const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
const reference = /&(?:(amp|lt|gt|quot|apos)|#(\d{1,7})|#x([0-9a-fA-F]{1,6}));|&/g;

/** Whether XML may not hold some of its characters, or it takes a second look to say. */
export const isUnusual = (text: string): boolean =>
  unusual.test(text) &&
  // eslint-disable-next-line no-control-regex -- the same without pairs
  (!text.isWellFormed() || /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/.test(text));

/** Every end of a row as a line feed. */
export const withLineFeeds = (text: string): string => (text.includes('\r') ? text.replace(/\r\n?/g, '\n') : text);

export function rowsIn(text: string): number {
  let rows = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) rows += 1;
  return rows;
}

/** The text with its references resolved, rows ended; null where it is for the strict parser to say what it is. */
export function plainText(written: string): string | null {
  if (isUnusual(written) || written.includes(']]>')) return null;
  const text = withLineFeeds(written);
  if (!text.includes('&')) return text;
  let isPlain = true;
  const resolved = text.replace(reference, (_, name?: string, decimal?: string, hex?: string) => {
    if (name !== undefined) return entities[name]!;
    const code = decimal === undefined ? Number.parseInt(hex ?? '', 16) : Number(decimal);
    const character = code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : '\0';
    if (isUnusual(character)) isPlain = false;
    return character;
  });
  return isPlain ? resolved : null;
}
