import { isUtf8 } from 'node:buffer';
import { TextDecoder } from 'node:util';
import { LineEmitter, issuedOr, type NumberedDraft } from '../line-emitter.ts';
import type { FormatReader, ReadOptions, ReadSession, ReadSink, ReadSummary } from '../reader.ts';
import { firstInvalidUtf8 } from '../charset/utf8.ts';
import { cellsOf, type CsvCell, type RowText } from './cells.ts';
import { fieldOf, type CsvField } from './columns.ts';
import { csvMoment, mapRow, type CsvCells } from './map.ts';
import { recogniseCsv, sniffHeader } from './recognise.ts';
import { lineBreakOf, RowSplitter, type CsvRow } from './row-splitter.ts';

/** CSV with a header row (RFC 4180); separator comma, semicolon, tab or bar; a line is a row. */
export const csvReader: FormatReader = {
  id: 'csv',
  title: 'CSV with a header row',
  version: 1,
  recognise: recogniseCsv,
  open: (options, sink) => new CsvSession(options, sink),
};

/** Bytes that are looked at to find the separator. */
const HEADER_BYTES = 64 * 1024;
const commaDecimal = /^[+-]?\d+,\d{1,3}$/;
const pointDecimal = /^[+-]?\d+\.\d+$/;

class CsvSession implements ReadSession {
  readonly #emitter: LineEmitter;
  #rows: RowSplitter | null = null;
  #head: Buffer = Buffer.alloc(0);
  /** Null for UTF-8. */
  #decoder: TextDecoder | null = null;
  #columns: readonly (CsvField | null)[] | null = null;
  #names: readonly string[] = [];
  #decimalSign: '.' | ',' | null = null;
  #separator = ',';
  #markBytes = 0;
  #bytes = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.#rows) return this.#rows.push(chunk);
    this.#head = Buffer.concat([this.#head, chunk]);
    const isEnough =
      this.#head.length >= HEADER_BYTES ||
      (this.#head.length > 3 && /\S[^]*[\r\n]./.test(this.#head.toString('latin1')));
    if (isEnough) this.#begin();
  }

  end(): ReadSummary {
    if (!this.#rows) this.#begin();
    this.#rows!.end();
    const place = { offset: 0, row: 1, segment: null, path: null };
    const told = { reference: null, role: 'declaration', profile: 'watchpost', answers: null, facts: [] } as const;
    this.#emitter.message({ place, type: 'CSV', ...told });
    return this.#emitter.summary(this.#bytes);
  }

  #begin(): void {
    const head = this.#head;
    this.#head = Buffer.alloc(0);
    this.#decoder = this.#decoderFor(head);
    if (head[0] === 0xef && head[1] === 0xbb && head[2] === 0xbf) {
      this.#markBytes = 3;
      // Blanks keep the offsets right where the byte order mark is taken away.
      head.fill(0x20, 0, 3);
    }
    this.#separator = sniffHeader(head.toString('latin1')).separator;
    const { lineBytes } = this.#emitter.options.limits;
    this.#rows = new RowSplitter(lineBytes, lineBreakOf(head), (row, attempt) => this.#row(row, attempt));
    this.#rows.push(head);
  }

  #decoderFor(head: Buffer): TextDecoder | null {
    const { charset } = this.#emitter.options;
    const place = { offset: 0, row: 1, segment: null, path: null };
    if ((head[0] === 0xff && head[1] === 0xfe) || (head[0] === 0xfe && head[1] === 0xff)) {
      this.#emitter.log.report('charset.invalid', null, place, { value: 'UTF-16', expected: 'UTF-8' });
      return null;
    }
    if (charset === null) return null;
    try {
      const decoder = new TextDecoder(charset, { fatal: true, ignoreBOM: true });
      return decoder.encoding === 'utf-8' || decoder.encoding.startsWith('utf-16') ? null : decoder;
    } catch {
      this.#emitter.log.report('charset.unknown', null, place, { value: charset });
      return null;
    }
  }

  #row(row: CsvRow, attempt: 'joined' | 'alone'): 'read' | 'unreadable' {
    if (row.bytes.length === 0 || row.bytes.every((byte) => byte === 0x20 || byte === 0x09)) return 'read';
    const text = row.state === 'oversized' ? null : this.#decode(row);
    const cells = text === null ? null : cellsOf(text, this.#separator);
    if (cells === null && attempt === 'joined') return 'unreadable';
    if (this.#columns === null) this.#header(row, cells ?? []);
    else this.#line(row, text, cells);
    return 'read';
  }

  /** null where the bytes are none of the character set. */
  #decode({ bytes, offset, row }: CsvRow): RowText | null {
    const decoder = this.#decoder;
    if (decoder === null) {
      return isUtf8(bytes) ? { text: bytes.toString('utf8'), offset, row, bytesOf: Buffer.byteLength } : null;
    }
    try {
      // One byte a character, and two in the sets of the East: there the offset is exact up to the first other one.
      const wide = /^(gb|big5|euc|shift)/.test(decoder.encoding);
      const bytesOf = (text: string) =>
        (wide ? Array.from(text, (c) => (c < '\u0080' ? 1 : 2)) : []).reduce((a, b) => a + b, wide ? 0 : text.length);
      return { text: decoder.decode(bytes), offset, row, bytesOf };
    } catch {
      return null;
    }
  }

  #line(row: CsvRow, text: RowText | null, cells: readonly CsvCell[] | null): void {
    const draft = this.#emitter.draft({ offset: row.offset, row: row.row, segment: null, path: `row ${row.row}` });
    if (draft === null) return;
    if (row.state === 'oversized') draft.report('line.too-large', draft.place);
    else if (text === null) this.#reportCharset(draft, row);
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

  #reportCharset(draft: NumberedDraft, { bytes, offset, row }: CsvRow): void {
    const at = this.#decoder === null ? firstInvalidUtf8(bytes) : 0;
    const place = { offset: offset + at, row, segment: null, path: `row ${row}` };
    const value = `0x${bytes.subarray(at, at + 4).toString('hex')}`;
    draft.report('charset.invalid', place, { value, expected: this.#decoder?.encoding ?? 'utf-8' });
  }

  #shipment(draft: NumberedDraft, cells: CsvCells): void {
    this.#decimalSign ??= this.#sniffDecimal(cells);
    const { partner, receivedAt } = this.#emitter.options;
    const { shipment, identity } = mapRow(draft, cells, partner, `document/${draft.ordinal}`, this.#decimalSign ?? '.');
    const issued = draft.moment('issuedAt', cells.get('issuedAt') ?? null, csvMoment, 'ISO 8601');
    if (issued !== null && issued > receivedAt) draft.report('date.future', cells.get('issuedAt')!.place);
    this.#emitter.shipment(draft, { identity, issuedAt: issuedOr(receivedAt, issued), shipment });
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
    const place = { offset: row.offset + this.#markBytes, row: row.row, segment: null, path: 'header' };
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
