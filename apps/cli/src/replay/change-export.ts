import type { Change, FieldDifference, Reason } from './replay-answers.ts';

const columns: readonly (readonly [name: string, of: (change: Change) => string | number | null | undefined])[] = [
  ['what', ({ what }) => what],
  ['item', ({ itemId }) => itemId],
  ['shipment', ({ shipmentId }) => shipmentId],
  ['partner', ({ partner }) => partner],
  ['manifest', ({ manifestId }) => manifestId],
  ['line', ({ ordinal }) => ordinal],
  ['old_band', (change) => change.old?.band],
  ['old_recommendation', (change) => change.old?.recommendation],
  ['old_score', (change) => change.old?.score],
  ['new_band', (change) => change.new?.band],
  ['new_recommendation', (change) => change.new?.recommendation],
  ['new_score', (change) => change.new?.score],
  ['rules', ({ rules }) => rules.join('; ')],
  ['reading', ({ reading }) => reading.map(fieldText).join('; ')],
  ['old_reasons', ({ reasons }) => reasonsText(reasons.old)],
  ['new_reasons', ({ reasons }) => reasonsText(reasons.new)],
];

/** `consignor.name: Lee → Li` */
export const fieldText = ({ field, old, new: now }: FieldDifference): string =>
  `${field}: ${old ?? 'nothing'} → ${now ?? 'nothing'}`;

const reasonsText = (reasons: readonly Reason[]): string => reasons.map(({ text }) => text).join('; ');

/** How a spreadsheet would take it for a formula: texts come from senders. */
const formula = /^[=+\-@\t\r]/;

function cell(value: string | number | null | undefined): string {
  if (value === null || value === undefined) return '';
  const text = typeof value === 'string' && formula.test(value) ? `'${value}` : String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}

/** A line each, as RFC 4180 has it; the first names the columns. */
export const csvHeader = (): string => columns.map(([name]) => name).join(',') + '\r\n';
export const csvRow = (change: Change): string => columns.map(([, of]) => cell(of(change))).join(',') + '\r\n';
