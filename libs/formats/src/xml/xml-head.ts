/** Start of a document as ASCII, for recognition: zero bytes of UTF-16 taken out. */
export const xmlHead = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 16 * 1024))
    .toString('latin1')
    .replaceAll('\u0000', '');

/** Whether an element of this local name opens in the text, under any prefix. */
export const opensElement = (text: string, name: string): boolean =>
  new RegExp(`<(?:[A-Za-z_][\\w.-]*:)?${name}[\\s>/]`).test(text);

/** Character set that the XML declaration at the very beginning names. */
export const declaredEncoding = (head: string): string | null =>
  /^(?:\u00ef\u00bb\u00bf)?\s*<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(head)?.[1] ?? null;
