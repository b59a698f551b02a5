import type { Finding } from '@watchpost/domain';
import { DocumentCosts } from './costs/document-costs.ts';
import type { FindingCosts } from './costs/finding-costs.ts';
import { FindingLog } from './findings.ts';
import { formats, recogniseFormat } from './registry.ts';
import { defaultLimits } from './limits.ts';
import {
  type FormatId,
  type FormatReader,
  readerLabel,
  type ReadLine,
  type ReadLimits,
  type ReadMessage,
  type ReadOptions,
  type ReadSession,
  type ReadSink,
  type ReadSummary,
  type ReadUnit,
} from './reader.ts';

/** Bytes that are looked at to recognise a format. */
const HEAD_BYTES = 64 * 1024;
/** Below this a document counts as unknown. */
const LEAST_CONFIDENCE = 0.2;
/** What a document of another format must reach before the name it was sent under is doubted. */
const DOUBT_THE_NAME = 0.8;

export interface DocumentOptions extends Omit<ReadOptions, 'limits' | 'costs'> {
  /** Format named by the sender or its profile; recognised by content where null. A name that the content contradicts is not followed. */
  readonly format: string | null;
  /** What findings cost; what the catalogue says where there are none. */
  readonly costs?: FindingCosts | null;
  readonly limits?: ReadLimits;
  /** Readers to choose from; every one there is unless said. */
  readonly formats?: readonly FormatReader[];
}

/** A document being read: chunks of any size go in, lines and findings come out through the sink. */
export interface DocumentSession {
  push(chunk: Uint8Array): void;
  end(): DocumentSummary;
  /** null until enough has been seen. */
  readonly format: FormatId | 'unknown' | null;
  /** The reader it is read with, as `csv@1`; null until one is chosen, and where none was. */
  readonly reader: string | null;
  /** How sure the recognition is, from 0 to 1; 1 for a named format that is followed. */
  readonly confidence: number;
}

export interface DocumentSummary extends ReadSummary {
  readonly format: FormatId | 'unknown';
  readonly confidence: number;
}

/** Character set that a sender's content type names; null where it names none. */
export const charsetOf = (contentType: string | null): string | null =>
  /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1] ?? null;

/** Recognises the format on the first 64 KiB, then streams. Never throws, whatever the bytes are. */
export function openDocument(options: DocumentOptions, sink: ReadSink): DocumentSession {
  return new RecognisingSession(options, sink);
}

export interface ReadDocument {
  readonly lines: readonly ReadLine[];
  readonly findings: readonly Finding[];
  readonly messages: readonly ReadMessage[];
  readonly units: readonly ReadUnit[];
  readonly summary: DocumentSummary;
}

/** A whole document at once, for tests and small tools; lines are kept in memory. */
export function readDocument(bytes: Uint8Array, options: DocumentOptions): ReadDocument {
  const lines: ReadLine[] = [];
  const findings: Finding[] = [];
  const messages: ReadMessage[] = [];
  const units: ReadUnit[] = [];
  const session = openDocument(options, {
    line: (line) => lines.push(line),
    finding: (found) => findings.push(found),
    message: (message) => messages.push(message),
    unit: (unit) => units.push(unit),
  });
  session.push(bytes);
  return { summary: session.end(), lines, findings, messages, units };
}

class RecognisingSession implements DocumentSession {
  format: FormatId | 'unknown' | null = null;
  reader: string | null = null;
  confidence = 0;
  #head: Uint8Array[] = [];
  #headBytes = 0;
  #session: ReadSession | null = null;
  /** Findings of recognition itself, beside those of the reader. */
  readonly #own: FindingLog;
  readonly #costs: DocumentCosts | null;
  readonly #options: DocumentOptions;
  readonly #sink: ReadSink;

  constructor(options: DocumentOptions, sink: ReadSink) {
    this.#options = options;
    this.#sink = sink;
    this.#costs = options.costs ? new DocumentCosts(options.costs) : null;
    this.#own = new FindingLog((finding) => sink.finding(finding), 100, this.#costs);
  }

  push(chunk: Uint8Array): void {
    if (this.format !== null) return this.#session?.push(chunk);
    this.#head.push(chunk.slice());
    this.#headBytes += chunk.length;
    if (this.#headBytes >= HEAD_BYTES) this.#decide();
  }

  end(): DocumentSummary {
    if (this.format === null) this.#decide();
    const summary = this.#session?.end() ?? nothingRead;
    const own = this.#own.counts;
    return {
      ...summary,
      format: this.format ?? 'unknown',
      confidence: this.confidence,
      findings: {
        error: summary.findings.error + own.error,
        warning: summary.findings.warning + own.warning,
        info: summary.findings.info + own.info,
      },
    };
  }

  #decide(): void {
    const head = Buffer.concat(this.#head);
    this.#head = [];
    const reader = this.#choose(head.subarray(0, HEAD_BYTES));
    this.format = reader?.id ?? 'unknown';
    if (!reader) return this.#reportUnknown(head);
    this.reader = readerLabel(reader);
    const { format: _format, formats: _formats, ...options } = this.#options;
    const limits = options.limits ?? defaultLimits;
    this.#session = reader.open({ ...options, costs: this.#costs, limits }, this.#sink);
    this.#session.push(head);
  }

  #choose(head: Uint8Array): FormatReader | null {
    const { formats: readers = formats } = this.#options;
    const recognised = recogniseFormat(head, readers);
    const name = this.#options.format;
    if (name === null && this.#options.table) return this.#orTable(recognised);
    if (name === null) return this.#accept(recognised);
    const named = readers.find(({ id }) => id === name);
    const start = { offset: 0, row: 1, segment: null, path: null };
    if (!named) {
      this.#own.report('format.name-unknown', null, start, { value: name });
      return this.#accept(recognised);
    }
    const isContradicted =
      recognised !== null &&
      recognised.reader !== named &&
      recognised.confidence >= DOUBT_THE_NAME &&
      named.recognise(head) === 0;
    if (isContradicted) {
      this.#own.report('format.not-as-named', null, start, { value: name, expected: recognised.reader.id });
      return this.#accept(recognised);
    }
    this.confidence = 1;
    return named;
  }

  /** A partner with a mapping sends tables, which may look like nothing, but where the document is plainly something else. */
  #orTable(recognised: ReturnType<typeof recogniseFormat>): FormatReader | null {
    if (recognised && recognised.confidence >= DOUBT_THE_NAME) return this.#accept(recognised);
    this.confidence = 1;
    return (this.#options.formats ?? formats).find(({ id }) => id === 'csv') ?? this.#accept(recognised);
  }

  #accept(recognised: ReturnType<typeof recogniseFormat>): FormatReader | null {
    if (!recognised || recognised.confidence < LEAST_CONFIDENCE) return null;
    this.confidence = recognised.confidence;
    return recognised.reader;
  }

  #reportUnknown(head: Uint8Array): void {
    const place = { offset: 0, row: 1, segment: null, path: null };
    if (head.length === 0) {
      this.#own.report('format.unknown', null, place, { message: 'The document is empty.' });
      return;
    }
    this.#own.report('format.unknown', null, place, { value: printable(head.subarray(0, 60)) });
  }
}

const nothingRead: ReadSummary = {
  messages: 0,
  lines: 0,
  accepted: 0,
  rejected: 0,
  quarantined: 0,
  findings: { error: 0, warning: 0, info: 0 },
};

/** ASCII as it is, a point for everything else: what is unknown may be anything. */
const printable = (bytes: Uint8Array): string =>
  Array.from(bytes, (byte) => (byte >= 0x20 && byte < 0x7f ? String.fromCharCode(byte) : '.')).join('');
