import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import type { CsvField } from '../columns.ts';
import { dateFields } from '../table-mapping.ts';
import { type ColumnContent, type ContentKind, contentOf } from './column-content.ts';
import { meaningOf } from './header-words.ts';
import { shapeOf } from './table-shape.ts';

/** Lines of the sample that are looked at. */
const LINES = 500;

/** What is proposed for one column, how sure that is from 0 to 1, and why. */
export interface ProposedColumn {
  /** Name in the header, or position. */
  readonly column: string | number;
  readonly field: CsvField | null;
  readonly confidence: number;
  readonly because: string;
}

export interface Proposal {
  /** Mapping as it is written in JSON. */
  readonly mapping: Readonly<Record<string, unknown>>;
  readonly columns: readonly ProposedColumn[];
}

/** Where no header says what a column is: fields by its content, in the order in which they are usually written. */
const byContent: Readonly<Partial<Record<ContentKind, readonly (readonly [CsvField, number])[]>>> = {
  s10: [['itemId', 0.98]],
  currency: [['currency', 0.9]],
  hs: [['hs', 0.6]],
  date: [['postedAt', 0.5]],
  email: [['consigneeEmail', 0.5]],
  phone: [['consigneePhone', 0.5]],
  country: [
    ['consignorCountry', 0.5],
    ['consigneeCountry', 0.5],
  ],
  decimal: [
    ['grossMass', 0.4],
    ['value', 0.4],
  ],
  text: [
    ['consignorName', 0.3],
    ['consigneeName', 0.3],
    ['description', 0.3],
  ],
};

/** Content that a field has; others have any. */
const expected: Readonly<Partial<Record<CsvField, readonly ContentKind[]>>> = {
  hs: ['hs', 'whole', 'decimal'],
  currency: ['currency'],
  grossMass: ['decimal', 'whole', 'hs'],
  netMass: ['decimal', 'whole', 'hs'],
  value: ['decimal', 'whole', 'hs'],
  quantity: ['decimal', 'whole'],
  consignorCountry: ['country'],
  consigneeCountry: ['country'],
};

/** A mapping for tables like this sample. What it cannot tell it says with a low confidence. @returns null where there is no row */
export function proposeMapping(sample: Uint8Array): Proposal | null {
  const { text, charset } = textOf(Buffer.from(sample.buffer, sample.byteOffset, sample.byteLength));
  const lines = text.split(/\r?\n|\r/).filter((line) => line.trim() !== '');
  const shape = shapeOf(lines.slice(0, LINES));
  const [first, ...below] = shape.rows;
  if (first === undefined) return null;
  const named = first.map((cell) => meaningOf(cell.trim()));
  const isHeader = named.filter((meaning) => meaning !== null).length >= Math.min(2, first.length);
  const rows = isHeader ? below : shape.rows;
  const contents = first.map((_, at) => contentOf(rows.map((row) => row[at] ?? '')));
  const columns = assign(
    first,
    isHeader ? named : first.map(() => null),
    contents,
    isHeader && shape.kind === 'separated',
  );
  const units = isHeader ? unitsOf(named) : {};
  const sign = contents.find(({ decimalSign }) => decimalSign !== null)?.decimalSign ?? '.';
  const rest = {
    ...(charset !== null && { charset }),
    decimalSign: sign,
    ...units,
  };
  const written = columns.map((column, at) => ({
    column: shape.kind === 'fixed' ? shape.columns[at] : column.column,
    field: column.field,
    ...formIn(column.field, contents[at]!),
  }));
  const mapping =
    shape.kind === 'fixed'
      ? { kind: 'fixed', ...(isHeader && { skipRows: 1 }), ...rest, columns: written }
      : { kind: 'separated', separator: shape.separator, header: isHeader, ...rest, columns: written };
  return { mapping, columns };
}

/** Units that the header names: one for all masses, or one each where they differ. */
function unitsOf(named: readonly ReturnType<typeof meaningOf>[]): object {
  const of = (field: CsvField) => named.find((meaning) => meaning?.field === field)?.massUnit ?? null;
  const [gross, net] = [of('grossMass'), of('netMass')];
  if (gross !== null && net !== null && gross !== net) return { constants: { grossMassUnit: gross, netMassUnit: net } };
  const unit = gross ?? net;
  return unit === null ? {} : { massUnit: unit };
}

const formIn = (field: CsvField | null, { date }: ColumnContent): object =>
  field !== null && dateFields.has(field) && date?.form ? { dateForm: date.form } : {};

function assign(
  header: readonly string[],
  named: readonly ReturnType<typeof meaningOf>[],
  contents: readonly ColumnContent[],
  isNamed: boolean,
): readonly ProposedColumn[] {
  const taken = new Set<CsvField>();
  const names = header.map((name) => name.trim().toLowerCase());
  const proposed = named.map((meaning, at): ProposedColumn | null => {
    const name = header[at]!.trim();
    const isPlain = isNamed && name !== '' && name.length <= 200 && names.indexOf(names[at]!) === at;
    const column = isPlain ? name : at + 1;
    if (meaning === null || taken.has(meaning.field)) return null;
    taken.add(meaning.field);
    return { column, field: meaning.field, ...judged(meaning.field, contents[at]!) };
  });
  return proposed.map((found, at): ProposedColumn => {
    if (found !== null) return found;
    const name = header[at]!.trim();
    const column = isNamed && name !== '' && name.length <= 200 && names.indexOf(names[at]!) === at ? name : at + 1;
    const { kind } = contents[at]!;
    const [field, confidence] = byContent[kind]?.find(([field]) => !taken.has(field)) ?? [null, 0];
    // A header that says something else is no place for guesses by order.
    if (field === null || (isNamed && confidence < 0.9))
      return { column, field: null, confidence: 0, because: `its name is not known; every cell is ${kind}` };
    taken.add(field);
    return {
      column,
      field,
      confidence,
      because: `every cell is ${kind}${confidence < 0.9 ? '; the field is by the order of columns' : ''}`,
    };
  });
}

function judged(
  field: CsvField,
  { kind, date }: ColumnContent,
): { readonly confidence: number; readonly because: string } {
  const because = `its name is one of ${field}`;
  if (kind === 'blank') return { confidence: 0.7, because: `${because}; it is blank in every row` };
  if (dateFields.has(field)) {
    if (date === null) return { confidence: 0.4, because: `${because}; no form of a date fits all cells` };
    const others = date.others.length === 0 ? '' : `; ${date.others.join(', ')} would fit as well`;
    const form = date.form ?? 'ISO 8601';
    return {
      confidence: others === '' ? 0.95 : 0.5,
      because: `${because}; every cell is a date of the form ${form}${others}`,
    };
  }
  const kinds = expected[field];
  if (kinds && !kinds.includes(kind)) return { confidence: 0.5, because: `${because}, but its cells are ${kind}` };
  return { confidence: 0.95, because: `${because}; every cell is ${kind}` };
}

/** UTF-16 by its mark, UTF-8 where the bytes are, else the set by which most header words are known. */
function textOf(bytes: Buffer): { readonly text: string; readonly charset: string | null } {
  const decode = (name: string) => new TextDecoder(name).decode(bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return { text: decode('utf-16le'), charset: null };
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return { text: decode('utf-16be'), charset: null };
  const end = bytes.lastIndexOf(0x0a);
  if (isUtf8(end > 0 ? bytes.subarray(0, end) : bytes)) return { text: decode('utf-8'), charset: null };
  const tried = ['windows-1252', 'gb18030', 'shift_jis', 'euc-kr', 'big5'].map((charset) => {
    const text = decode(charset);
    const header = text.slice(0, 2_000).split(/\r?\n|\r/, 1)[0]!;
    const known = header.split(/[,;\t|]|\s{2,}/).filter((name) => meaningOf(name.trim()) !== null).length;
    return { text, charset, known };
  });
  return tried.reduce((best, next) => (next.known > best.known ? next : best));
}
