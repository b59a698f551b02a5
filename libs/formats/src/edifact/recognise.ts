/** Service string advice or header at the very beginning is EDIFACT for certain; a message without envelope nearly so. */
export function recogniseEdifact(head: Uint8Array): number {
  const bytes = Buffer.from(head.buffer, head.byteOffset, Math.min(head.byteLength, 512));
  const text = bytes
    .toString('latin1')
    .replace(/^\u00ef\u00bb\u00bf/, '')
    .trimStart();
  if (/^UNA[^A-Za-z0-9]{4}[^]{2}\s*UNB/.test(text)) return 1;
  if (/^UNB[^A-Za-z0-9]UN[A-Z]{2}[^A-Za-z0-9]?/.test(text)) return 0.98;
  if (/^UNH[^A-Za-z0-9]/.test(text)) return 0.9;
  if (/^UN[AB][^A-Za-z0-9]/.test(text)) return 0.85;
  return /^UNG[^A-Za-z0-9]/.test(text) ? 0.8 : 0;
}
