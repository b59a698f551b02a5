import { isCurrency, isCustomsCountry, parseS10 } from '@watchpost/domain';
import { formOf, type GuessedForm } from './date-forms.ts';

export type ContentKind =
  's10' | 'email' | 'country' | 'currency' | 'date' | 'hs' | 'decimal' | 'whole' | 'phone' | 'text' | 'blank';

export interface ColumnContent {
  readonly kind: ContentKind;
  readonly date: GuessedForm | null;
  /** Of numbers with a fraction; null where none has one. */
  readonly decimalSign: '.' | ',' | null;
}

const plain = /^[+-]?\d+([.,]\d+)?$|^\d{1,3}([.,]\d{3})+([.,]\d+)?$/;
const tests: readonly (readonly [ContentKind, (text: string) => boolean])[] = [
  ['s10', (text) => parseS10(text).kind === 'valid'],
  ['email', (text) => /^[^@\s]+@[^@\s]+\.[a-z]{2,}$/i.test(text)],
  ['country', (text) => /^[A-Z]{2}$/.test(text) && isCustomsCountry(text)],
  ['currency', (text) => /^[A-Z]{3}$/.test(text) && isCurrency(text)],
  ['phone', (text) => /^\+[\d\s()./-]{8,20}$/.test(text)],
  ['hs', (text) => /^(0[1-9]|[1-8]\d|9[0-7])\d{2}\.?\d{2}(\.?\d{2}){0,2}$/.test(text)],
  ['whole', (text) => /^\d+$/.test(text)],
  ['decimal', (text) => plain.test(text)],
];

/** What all texts of a column are. */
export function contentOf(cells: readonly string[]): ColumnContent {
  const texts = cells.map((cell) => cell.trim()).filter((cell) => cell !== '');
  const none = { date: null, decimalSign: null };
  if (texts.length === 0) return { kind: 'blank', ...none };
  const date = formOf(texts);
  const isStamp = date?.form?.startsWith('epoch') ?? false;
  if (date !== null && !isStamp) return { kind: 'date', date, decimalSign: null };
  const kind = tests.find(([, test]) => texts.every(test))?.[0] ?? 'text';
  if (kind !== 'decimal' && kind !== 'whole') return { kind, date, decimalSign: null };
  return { kind, date, decimalSign: decimalSignOf(texts) };
}

/** The last sign of a number is that of its fraction, unless it stands before three digits everywhere. */
function decimalSignOf(texts: readonly string[]): '.' | ',' | null {
  const ends = texts.map((text) => /([.,])(\d+)$/.exec(text)).filter((end) => end !== null);
  const sure = ends.find(([, , digits]) => digits!.length !== 3) ?? ends.find(([whole]) => whole.startsWith('.'));
  return (sure?.[1] ?? null) as '.' | ',' | null;
}
