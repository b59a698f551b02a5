import { LineEmitter, issuedOr, type NumberedDraft } from '../line-emitter.ts';
import type { Boundary, FormatReader, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { cellsOf, type CsvCell, type RowText } from './cells.ts';
import { fieldOf, type CsvField } from './columns.ts';
import { csvForm, csvMoment, mapRow, type CsvCells } from './map.ts';
import { MappedSession } from './mapped-session.ts';
import { recogniseCsv, sniffHeader } from './recognise.ts';
import type { CsvRow } from './row-splitter.ts';
import { reportCharset, TableText } from './table-text.ts';

/** CSV with a header row (RFC 4180), separator comma, semicolon, tab or bar; or any table by the mapping of its partner. A line is a row. */
export const csvReader: FormatReader = {
  id: 'csv',
  title: 'Tables: CSV with a header row, or any by a mapping',
  syntax: 'table',
  version: 4,
  recognise: recogniseCsv,
  open: (options, sink) =>
    options.table ? new MappedSession(options, options.table, sink) : new CsvSession(options, sink),
};

const dialects = {
  '.': { decimalSign: '.', dateOf: csvMoment, formOf: csvForm },
  ',': { decimalSign: ',', dateOf: csvMoment, formOf: csvForm },
} as const;
const commaDecimal = /^[+-]?\d+,\d{1,3}$/;
const pointDecimal = /^[+-]?\d+\.\d+$/;

class CsvSession implements ReadSession {
  readonly #emitter: LineEmitter;
  readonly #text: TableText;
  #columns: readonly (CsvField | null)[] | null = null;
  #names: readonly string[] = [];
  #decimalSign: '.' | ',' | null = null;
  #separator = ',';

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
    const { charset, limits } = options;
    const settings = { charset, limit: limits.lineBytes, quote: '"' } as const;
    this.#text = new TableText(this.#emitter.log, settings, {
      begin: (head) => (this.#separator = sniffHeader(head.toString('latin1')).separator),
      row: (row, text, attempt) => this.#row(row, text, attempt),
    });
  }

  push(chunk: Uint8Array): Boundary | null {
    return this.#text.push(chunk);
  }

  end(): Boundary | null {
    const boundary = this.#text.end();
    const place = { offset: 0, row: 1, segment: null, path: null };
    const told = { reference: null, role: 'declaration', profile: 'watchpost', answers: null, facts: [] } as const;
    this.#emitter.message({ format: 'csv', place, type: 'CSV', ...told });
    return boundary;
  }

  #row(row: CsvRow, text: RowText | null, attempt: 'joined' | 'alone'): 'read' | 'unreadable' {
    const cells = text === null ? null : cellsOf(text, this.#separator);
    if (cells === null && attempt === 'joined') return 'unreadable';
    if (this.#columns === null) this.#header(row, cells ?? []);
    else this.#line(row, text, cells);
    return 'read';
  }

  #line(row: CsvRow, text: RowText | null, cells: readonly CsvCell[] | null): void {
    const draft = this.#emitter.draft({ offset: row.offset, row: row.row, segment: null, path: `row ${row.row}` });
    if (draft === null) return;
    if (row.state === 'oversized') draft.report('line.too-large', draft.place);
    else if (text === null) reportCharset(draft, row, this.#text.invalidOf(row));
    else if (cells === null) draft.report('csv.quote', draft.place, { value: text.text });
    else if (this.#isOtherLength(cells)) {
      draft.report('csv.cells', draft.place, { value: String(cells.length), expected: String(this.#columns!.length) });
    }
    if (draft.rejection !== null || cells === null) return this.#emitter.reject(draft, null);
    this.#shipment(draft, this.#byField(cells));
  }

  /** Empty cells at the end are left out by some spreadsheets and added by others. */
  #isOtherLength(cells: readonly CsvCell[]): boolean {
    const expected = this.#columns!.length;
    if (cells.length === expected) return false;
    return cells.length < expected || cells.slice(expected).some(({ text }) => text.trim() !== '');
  }

  #shipment(draft: NumberedDraft, cells: CsvCells): void {
    this.#decimalSign ??= this.#sniffDecimal(cells);
    const { partner, receivedAt } = this.#emitter.options;
    const { shipment, identity } = mapRow(
      draft,
      cells,
      partner,
      `document/${draft.ordinal}`,
      dialects[this.#decimalSign ?? '.'],
    );
    const issued = draft.moment('issuedAt', cells.get('issuedAt') ?? null, csvMoment, 'ISO 8601');
    if (issued !== null && issued.at > receivedAt) draft.report('date.future', cells.get('issuedAt')!.place);
    this.#emitter.shipment(draft, { identity, issuedAt: issuedOr(receivedAt, issued?.at ?? null), shipment });
  }

  #header(row: CsvRow, cells: readonly CsvCell[]): void {
    const { log } = this.#emitter;
    this.#names = cells.map(({ text }) => text.trim());
    const seen = new Set<CsvField>();
    this.#columns = this.#names.map((name, at) => {
      const field = fieldOf(name);
      const { place } = cells[at]!.named(name);
      if (field === null && name !== '') log.report('csv.unknown-column', null, place, { value: name });
      if (field === null) return null;
      if (seen.has(field)) {
        log.report('csv.duplicate-column', null, place, { value: name, expected: field });
        return null;
      }
      seen.add(field);
      return field;
    });
    const place = { offset: row.offset, row: row.row, segment: null, path: 'header' };
    if (seen.size === 0) log.report('csv.header', null, place, { value: this.#names.join(this.#separator) });
  }

  #byField(cells: readonly CsvCell[]): CsvCells {
    const byField = new Map<CsvField, CsvCell>();
    for (const [at, field] of this.#columns!.entries()) {
      const cell = cells[at];
      if (field !== null && cell !== undefined && cell.text !== '') byField.set(field, cell.named(this.#names[at]!));
    }
    return byField;
  }

  /** A decimal comma can stand unquoted only where the separator is another; the first number with a fraction decides for the document. */
  #sniffDecimal(cells: CsvCells): '.' | ',' | null {
    for (const field of ['grossMass', 'netMass', 'value'] as const) {
      const text = cells.get(field)?.text.trim() ?? '';
      if (commaDecimal.test(text) && this.#separator !== ',') return ',';
      if (pointDecimal.test(text)) return '.';
    }
    return null;
  }
}
