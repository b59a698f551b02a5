/** Members by which the format is known. */
const marks = /"(watchpost|shipments|tracking|itemId|consignee|consignor|articles)"\s*:/;

/** JSON that begins with an object or an array and has members of the format. */
export function recogniseWatchpostJson(head: Uint8Array): number {
  const text = Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 16 * 1024))
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart();
  if (text[0] !== '{' && text[0] !== '[') return 0;
  if (/"watchpost"\s*:/.test(text)) return 1;
  if (marks.test(text)) return 0.9;
  // JSON of something else, or broken JSON: read as this, it gets findings that say so.
  return /^[{[]\s*["{[\]}]/.test(text) ? 0.4 : 0;
}
