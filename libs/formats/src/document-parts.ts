import type { Place } from '@watchpost/domain';
import { BEGINNING_LENGTH } from './beginnings.ts';
import { DocumentCosts } from './costs/document-costs.ts';
import type { DocumentOptions, DocumentSession, DocumentSummary } from './document.ts';
import { DocumentTally } from './document-tally.ts';
import { FindingLog } from './findings.ts';
import { behindText, chooseFirst, chooseNext, HEAD_BYTES } from './format-choice.ts';
import { HeldBytes } from './held-bytes.ts';
import { defaultLimits } from './limits.ts';
import { documentStart } from './origin.ts';
import {
  type Boundary,
  type FormatId,
  type FormatReader,
  readerLabel,
  type ReadSession,
  type ReadSink,
} from './reader.ts';
import { formats } from './registry.ts';

const LESS_THAN = 0x3c;

/**
 * A document as its parts come: a stretch in one format, then perhaps one in another, perhaps with text between them that is none. Each part
 * is read by a session of its own, which says where it ends.
 */
export class DocumentParts implements DocumentSession {
  format: FormatId | 'unknown' | null = null;
  reader: string | null = null;
  confidence = 0;
  /** What belongs to no part yet. */
  readonly #held = new HeldBytes();
  /** What the held bytes follow. */
  #after: 'nothing' | 'text' | Boundary['end'] = 'nothing';
  #session: ReadSession | null = null;
  /** Bytes of the part that is open. */
  #partBytes = 0;
  #last: FormatReader | null = null;
  #bytes = 0;
  readonly #readers: readonly FormatReader[];
  readonly #tally: DocumentTally;
  /** Findings of recognition itself, beside those of the readers. */
  readonly #own: FindingLog;

  constructor(
    private readonly options: DocumentOptions,
    private readonly sink: ReadSink,
    /** Bytes that are looked at to recognise a format. */
    private readonly headBytes = HEAD_BYTES,
  ) {
    this.#readers = options.formats ?? formats;
    const { findings } = options.limits ?? defaultLimits;
    this.#tally = new DocumentTally(options.costs ? new DocumentCosts(options.costs) : null, findings);
    this.#own = new FindingLog((finding) => sink.finding(finding), this.#tally, documentStart);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    if (this.format === 'unknown') return;
    if (this.#session === null) this.#held.add(chunk);
    else this.#give(chunk);
    this.#advance('more');
    this.#held.keep();
  }

  end(): DocumentSummary {
    this.#advance('all');
    while (this.#session !== null) {
      const boundary = this.#session.end();
      if (boundary === null) this.#session = null;
      else this.#leave(boundary);
      this.#advance('all');
    }
    if (this.format === null) this.#reportUnknown(new Uint8Array());
    if (this.#tally.lacksLines) {
      this.#own.report('document.no-lines', null, { offset: this.#bytes, row: null, segment: null, path: null });
    }
    this.#tally.end(this.sink);
    return { ...this.#tally.summary(), format: this.format ?? 'unknown', confidence: this.confidence };
  }

  /** Parts that end within what is held follow one another. */
  #advance(extent: 'more' | 'all'): void {
    let isAdvancing = true;
    while (this.#session === null && isAdvancing && this.format !== 'unknown') isAdvancing = this.#begin(extent);
  }

  /** @returns false where more has to be seen first */
  #begin(extent: 'more' | 'all'): boolean {
    if (this.#after === 'whole') this.#held.passBlanks('fillers');
    if (this.#held.length === 0) return false;
    // Whatever it was recognised as, an XML reader reads every kind of message.
    const isMoreXml = this.#after === 'whole' && this.#last?.syntax === 'xml' && this.#held.first === LESS_THAN;
    if (isMoreXml) return this.#open(this.#last!);
    if (extent === 'more' && this.#held.length < this.headBytes) return false;
    const head = this.#held.head(this.headBytes);
    if (this.#after === 'nothing') return this.#beginFirst(head);
    const choice =
      this.#after === 'whole'
        ? chooseNext(head, this.#readers)
        : behindText(head, this.#readers, this.#after === 'text' ? 'any' : 'declared');
    if (choice === null) return this.#passText(head, extent);
    this.#tellText(head, choice.at);
    this.#held.pass(choice.at);
    return this.#open(choice.reader);
  }

  #beginFirst(head: Buffer): boolean {
    const { format, table } = this.options;
    const wish = { format, tables: table ? 'described' : 'by header', readers: this.#readers } as const;
    const choice = chooseFirst(head, wish, this.#own);
    if (choice === null) {
      this.#reportUnknown(head);
      return false;
    }
    this.format = choice.reader.id;
    this.reader = readerLabel(choice.reader);
    this.confidence = choice.confidence;
    this.#tellText(head, choice.at);
    this.#held.pass(choice.at);
    // No declaration may stand behind blanks.
    if (choice.reader.syntax === 'xml') this.#held.passBlanks('white space');
    return this.#open(choice.reader);
  }

  /** Nothing begins in it, but perhaps across its end. */
  #passText(head: Buffer, extent: 'more' | 'all'): boolean {
    this.#tellText(head, head.length);
    if (this.#after === 'whole') this.#after = 'text';
    const isAll = extent === 'all' && this.#held.length <= head.length;
    const rest = Math.max(head.length >> 1, head.length - BEGINNING_LENGTH);
    const lineBreak = head.lastIndexOf(0x0a, rest);
    this.#held.pass(isAll ? head.length : lineBreak > 0 ? lineBreak : rest);
    return true;
  }

  /** Told where it begins. What follows a part that could not be read to its end may belong to that. */
  #tellText(head: Buffer, length: number): void {
    if (length === 0 || this.#after === 'text' || this.#after === 'unreadable') return;
    const place = { offset: this.#held.offset, row: this.#held.rows + 1, segment: null, path: null };
    this.#own.report('document.foreign-text', null, place, {
      value: printable(head.subarray(0, Math.min(length, 60))),
    });
  }

  #open(reader: FormatReader): true {
    const { format: _format, formats: _formats, costs: _costs, ...options } = this.options;
    const limits = options.limits ?? defaultLimits;
    const origin = { offset: this.#held.offset, rows: this.#held.rows };
    this.#session = reader.open({ ...options, limits, tally: this.#tally, origin }, this.sink);
    this.#last = reader;
    this.#partBytes = 0;
    this.#give(this.#held.takeAll());
    return true;
  }

  #give(bytes: Uint8Array): void {
    this.#partBytes += bytes.length;
    const boundary = this.#session!.push(bytes);
    if (boundary === null) return;
    this.#session!.end();
    this.#leave(boundary);
  }

  #leave({ rest, row, end }: Boundary): void {
    this.#session = null;
    this.#after = end;
    this.#held.begin(rest, this.#partBytes - rest.length, row - 1);
  }

  #reportUnknown(head: Uint8Array): void {
    this.format = 'unknown';
    const place: Place = { offset: 0, row: 1, segment: null, path: null };
    if (head.length === 0) this.#own.report('format.unknown', null, place, { message: 'The document is empty.' });
    else this.#own.report('format.unknown', null, place, { value: printable(head.subarray(0, 60)) });
  }
}

/** ASCII as it is, a point for everything else: what is unknown may be anything. */
const printable = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
