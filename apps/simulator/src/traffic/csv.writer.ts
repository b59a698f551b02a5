import { instant, type ManifestWriter } from './manifest-writer.ts';
import { type SampleItem } from './sample-item.ts';

const columns: readonly (readonly [name: string, of: (item: SampleItem) => string | number | null])[] = [
  ['Item number', ({ itemId }) => itemId],
  ['Message function', (item) => item.function],
  ['Sender name', ({ sender }) => sender.name],
  ['Sender address', ({ sender }) => sender.street],
  ['Sender city', ({ sender }) => sender.city],
  ['Sender postcode', ({ sender }) => sender.postcode],
  ['Sender country', ({ sender }) => sender.country],
  ['Sender phone', ({ sender }) => sender.phone],
  ['Recipient name', ({ recipient }) => recipient.name],
  ['Recipient address', ({ recipient }) => recipient.street],
  ['Recipient city', ({ recipient }) => recipient.city],
  ['Recipient state', ({ recipient }) => recipient.region],
  ['Recipient postcode', ({ recipient }) => recipient.postcode],
  ['Recipient country', ({ recipient }) => recipient.country],
  ['Recipient phone', ({ recipient }) => recipient.phone],
  ['Contents', ({ articles }) => articles.map(({ description }) => description).join('; ')],
  ['HS code', ({ articles }) => articles[0]!.hs],
  ['CAS number', ({ articles }) => articles[0]!.cas],
  ['Quantity', ({ articles }) => articles.reduce((total, { quantity }) => total + quantity, 0)],
  ['Gross weight kg', ({ grossMassKg }) => grossMassKg],
  ['Declared value', ({ value }) => value],
  ['Currency', () => 'USD'],
  ['Goods origin', ({ articles }) => articles[0]!.origin],
  ['Origin country', ({ origin }) => origin],
  ['Destination country', ({ destination }) => destination],
  ['Transport mode', () => 'air'],
  ['Flight', ({ flight }) => flight],
  ['ETD', ({ departsAt }) => instant(departsAt)],
  ['ETA', ({ arrivesAt }) => instant(arrivesAt)],
  ['Port of arrival', ({ port }) => port],
  ['Posting date', ({ postedAt }) => instant(postedAt)],
];

/** CSV as a post's export makes it: a header of plain words, a row an item, RFC 4180 quotes. */
export const csvWriter: ManifestWriter = {
  format: 'csv',
  kind: 'csv',
  contentType: 'text/csv',
  mostLines: 100_000,
  lanes: 'any',
  write: ({ items, issuedAt, spoilt }) => {
    const names = [...columns.map(([name]) => name), 'Issue date'];
    const rows = items.map((item, at) => {
      if (at === spoilt) return [item.itemId, 'the rest of this row was lost'];
      return [...columns.map(([, of]) => of(item)), instant(issuedAt)];
    });
    return [names, ...rows].map((cells) => cells.map(quoted).join(',')).join('\r\n') + '\r\n';
  },
};

function quoted(cell: string | number | null): string {
  const text = String(cell ?? '');
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
