import { TextDecoder } from 'node:util';
import type { Money, Shipment } from '@watchpost/domain';
import { type DraftedShipment, issuedOr, LineEmitter, type NumberedDraft } from '../line-emitter.ts';
import type { Boundary, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import type { Sited } from '../values/sited.ts';
import type { CsvCell, RowText } from './cells.ts';
import type { CsvField } from './columns.ts';
import { anyIsoDate, dateReader, type DateReader } from './date-form.ts';
import { type CsvCells, mapArticle, mapMoment, mapRow, type TableDialect } from './map.ts';
import { fixedCutter, MappedCells, type PlacedColumn, type RowCutter, separatedCutter } from './mapped-cells.ts';
import type { CsvRow } from './row-splitter.ts';
import type { FixedMapping, SeparatedMapping, TableMapping } from './table-mapping.ts';
import { reportCharset, TableText } from './table-text.ts';

/** Articles of an item that stand in rows below each other: one more begins another item. */
const ROWS_OF_AN_ITEM = 999;

/** An item whose next row may be another article of it. */
interface OpenItem {
  readonly draft: NumberedDraft;
  readonly number: string;
  readonly first: DraftedShipment;
  readonly articles: Shipment['articles'][number][];
}

/** Reads a table as the mapping of its partner says. */
export class MappedSession implements ReadSession {
  readonly #emitter: LineEmitter;
  readonly #text: TableText;
  readonly #dialect: TableDialect;
  readonly #cut: RowCutter;
  #cells: MappedCells | null = null;
  /** Cells that a row has at least, and names of them. */
  #least = 0;
  #names: readonly string[] = [];
  #open: OpenItem | null = null;

  constructor(
    options: ReadOptions,
    private readonly mapping: TableMapping,
    sink: ReadSink,
  ) {
    this.#emitter = new LineEmitter(options, sink);
    this.#dialect = dialectOf(mapping);
    const charset = mapping.charset ?? options.charset;
    const quote = mapping.kind === 'separated' ? mapping.quote : null;
    this.#text = new TableText(
      this.#emitter.log,
      { charset, limit: options.limits.lineBytes, quote },
      { begin: () => undefined, row: (row, text, attempt) => this.#row(row, text, attempt) },
    );
    if (mapping.kind === 'separated') {
      this.#cut = separatedCutter(mapping.separator, mapping.quote);
      if (mapping.header === 'absent') this.#placeByPosition(mapping);
    } else {
      const sources = mapping.columns.flatMap(({ sources }) => sources);
      this.#cut = fixedCutter(sources, mapping.unit, decoderOf(charset));
      this.#cells = new MappedCells(placeFixed(mapping.columns), mapping);
    }
  }

  push(chunk: Uint8Array): Boundary | null {
    return this.#text.push(chunk);
  }

  end(): Boundary | null {
    const boundary = this.#text.end();
    this.#close();
    const place = { offset: 0, row: 1, segment: null, path: null };
    const told = { reference: null, role: 'declaration', profile: 'watchpost', answers: null, facts: [] } as const;
    const type = this.mapping.kind === 'fixed' ? 'TABLE fixed' : 'CSV';
    this.#emitter.message({ format: 'csv', place, type, ...told });
    return boundary;
  }

  #row(row: CsvRow, text: RowText | null, attempt: 'joined' | 'alone'): 'read' | 'unreadable' {
    const isBefore = row.row <= this.mapping.skipRows;
    // A quotation mark in a title does not take the rows below it in.
    if (isBefore) return row.lines > 1 && attempt === 'joined' ? 'unreadable' : 'read';
    const cells = text === null ? null : this.#cut(text, row.bytes);
    if (cells === null && attempt === 'joined') return 'unreadable';
    if (this.#cells === null && this.mapping.kind === 'separated') this.#header(this.mapping, row, cells ?? []);
    else this.#line(row, text, cells);
    return 'read';
  }

  #placeByPosition(mapping: SeparatedMapping): void {
    const columns = mapping.columns.map((column) => ({ ...column, at: column.sources.map((at) => Number(at) - 1) }));
    this.#least = Math.max(...columns.filter(({ fields }) => fields.length > 0).flatMap(({ at }) => at), 0) + 1;
    this.#cells = new MappedCells(columns, mapping);
  }

  #header(mapping: SeparatedMapping, row: CsvRow, cells: readonly Sited[]): void {
    const { log } = this.#emitter;
    this.#names = cells.map(({ text }) => text.trim());
    const at = new Map(this.#names.map((name, at) => [folded(name), at]));
    const used = new Set<number>();
    const place = { offset: row.offset, row: row.row, segment: null, path: 'header' };
    const columns = mapping.columns.map((column) => {
      const positions = column.sources.map((source) => {
        const found = typeof source === 'number' ? source - 1 : at.get(folded(source));
        if (found === undefined || found >= cells.length) {
          log.report('csv.missing-column', null, place, { expected: String(source) });
          return -1;
        }
        used.add(found);
        return found;
      });
      return { ...column, at: positions };
    });
    for (const [n, name] of this.#names.entries())
      if (!used.has(n) && name !== '')
        log.report('csv.unknown-column', null, (cells[n] as CsvCell).named(name).place, { value: name });
    if (used.size === 0) log.report('csv.header', null, place, { value: this.#names.join(mapping.separator) });
    this.#least = this.#names.length;
    this.#cells = new MappedCells(columns, mapping);
  }

  #line(row: CsvRow, text: RowText | null, cells: readonly Sited[] | null): void {
    const place = { offset: row.offset, row: row.row, segment: null, path: `row ${row.row}` };
    const isWhole = text !== null && cells !== null && !this.#isOtherLength(cells);
    if (!isWhole) return this.#refuse(row, text, cells);
    const fields = this.#cells!.fields(this.#named(cells), place);
    if (this.#joins(fields)) return this.#addArticle(this.#open!, fields);
    this.#close();
    const draft = this.#emitter.draft(place);
    if (draft !== null) this.#begin(draft, fields);
  }

  #refuse(row: CsvRow, text: RowText | null, cells: readonly Sited[] | null): void {
    this.#close();
    const draft = this.#emitter.draft({ offset: row.offset, row: row.row, segment: null, path: `row ${row.row}` });
    if (draft === null) return;
    if (row.state === 'oversized') draft.report('line.too-large', draft.place);
    else if (text === null) reportCharset(draft, row, this.#text.invalidOf(row));
    else if (cells === null) draft.report('csv.quote', draft.place, { value: text.text });
    else draft.report('csv.cells', draft.place, { value: String(cells.length), expected: String(this.#least) });
    this.#emitter.reject(draft, null);
  }

  /** Empty cells at the end are added by some spreadsheets; without a header nobody says how many there are. */
  #isOtherLength(cells: readonly Sited[]): boolean {
    if (this.mapping.kind === 'fixed') return false;
    if (cells.length <= this.#least || this.mapping.header === 'absent') return cells.length < this.#least;
    return cells.slice(this.#least).some(({ text }) => text.trim() !== '');
  }

  #named(cells: readonly Sited[]): readonly Sited[] {
    if (this.mapping.kind === 'fixed') return cells;
    return cells.map((cell, n) => (cell as CsvCell).named(this.#names[n] || `${n + 1}`));
  }

  #joins(fields: CsvCells): boolean {
    if (this.#open === null || this.#open.articles.length >= ROWS_OF_AN_ITEM) return false;
    return fields.get('itemId')?.text.trim() === this.#open.number;
  }

  #begin(draft: NumberedDraft, fields: CsvCells): void {
    const { partner, receivedAt } = this.#emitter.options;
    const at = (field: CsvField): Sited | null => fields.get(field) ?? null;
    const mapped = mapRow(draft, fields, partner, `document/${draft.ordinal}`, this.#dialect);
    const issued = mapMoment(draft, 'issuedAt', 'issuedAt', at, this.#dialect);
    if (issued !== null && issued.at > receivedAt) draft.report('date.future', at('issuedAt')!.place);
    const first = { ...mapped, issuedAt: issuedOr(receivedAt, issued?.at ?? null) };
    const number = at('itemId')?.text.trim() ?? null;
    if (this.mapping.rowsOfItem === 'one' || number === null) return this.#emitter.shipment(draft, first);
    this.#open = { draft, number, first, articles: [...first.shipment.articles] };
  }

  #addArticle({ draft, articles }: OpenItem, fields: CsvCells): void {
    const n = articles.length;
    const { decimalSign } = this.#dialect;
    const amount = fields.get('value') ?? null;
    const value = draft.money(`articles.${n}.value`, amount, fields.get('currency') ?? null, decimalSign);
    articles.push(mapArticle(draft, fields, n, value, decimalSign));
  }

  /** The item has all of its rows: what it is worth is what its articles are. */
  #close(): void {
    const open = this.#open;
    this.#open = null;
    if (open === null) return;
    const { draft, first, articles } = open;
    const value = articles.length === 1 ? first.shipment.value : sumOf(articles.map(({ value }) => value));
    if (draft.trace !== null && articles.length > 1) tellSum(draft);
    this.#emitter.shipment(draft, { ...first, shipment: { ...first.shipment, articles, value } });
  }
}

/** What the first row states is its article's; the item's is worked out. */
function tellSum(draft: NumberedDraft): void {
  const ofRow = draft.notes.filter(([field]) => field === 'value' || field === 'value.currency');
  draft.forget('value');
  for (const [field, sited] of ofRow) draft.note(`articles.0.${field}`, sited);
  draft.trace?.derived('value', '/articles');
}

const folded = (name: string): string => name.trim().toLowerCase();

function placeFixed(columns: FixedMapping['columns']): readonly PlacedColumn[] {
  let next = 0;
  return columns.map((column) => ({ ...column, at: column.sources.map(() => next++) }));
}

function decoderOf(charset: string | null): (bytes: Buffer) => string {
  try {
    const decoder = new TextDecoder(charset ?? 'utf-8', { ignoreBOM: true });
    return (bytes) => decoder.decode(bytes);
  } catch {
    return (bytes) => bytes.toString('utf8');
  }
}

function dialectOf({ columns, zoneMinutes, decimalSign }: TableMapping): TableDialect {
  const usual = anyIsoDate(zoneMinutes);
  const readers = new Map<CsvField, { readonly read: DateReader; readonly form: string }>();
  for (const { fields, dateForm } of columns) {
    const read = dateForm === null ? null : dateReader(dateForm, zoneMinutes);
    if (read !== null) for (const field of fields) readers.set(field, { read, form: dateForm! });
  }
  return {
    decimalSign,
    dateOf: (text, field) => (readers.get(field)?.read ?? usual)(text),
    formOf: (field) => readers.get(field)?.form ?? 'yyyy-mm-dd, yyyy-mm-ddThh:mmZ, yyyymmdd or yyyymmddhhmm',
  };
}

/** null where an article says nothing of its value, or another currency. */
function sumOf(values: readonly (Money | null)[]): Money | null {
  const currency = values[0]?.currency ?? null;
  if (values.some((value) => value === null || value.currency !== currency)) return null;
  const amounts = values.map((value) => value!.amount);
  const places = Math.max(...amounts.map((amount) => amount.split('.')[1]?.length ?? 0));
  return { amount: amounts.reduce((sum, amount) => sum + Number(amount), 0).toFixed(Math.min(places, 20)), currency };
}
