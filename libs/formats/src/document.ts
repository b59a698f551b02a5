import type { Finding } from '@watchpost/domain';
import type { FindingCosts } from './costs/finding-costs.ts';
import { DocumentParts } from './document-parts.ts';
import type {
  FormatId,
  FormatReader,
  ReadLine,
  ReadLimits,
  ReadMessage,
  ReadOptions,
  ReadSink,
  ReadSummary,
  ReadUnit,
} from './reader.ts';

export interface DocumentOptions extends Omit<ReadOptions, 'limits' | 'tally' | 'origin'> {
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
  /** Of its first part; null until enough has been seen. */
  readonly format: FormatId | 'unknown' | null;
  /** The reader of its first part, as `csv@1`; null until one is chosen, and where none was. */
  readonly reader: string | null;
  /** How sure the recognition is, from 0 to 1; 1 for a named format that is followed. */
  readonly confidence: number;
}

export interface DocumentSummary extends ReadSummary {
  /** Of its first part: each message says its own. */
  readonly format: FormatId | 'unknown';
  readonly confidence: number;
}

/** Character set that a sender's content type names; null where it names none. */
export const charsetOf = (contentType: string | null): string | null =>
  /charset\s*=\s*"?([^\s;"]+)/i.exec(contentType ?? '')?.[1] ?? null;

/**
 * Recognises the format on the first 64 KiB, then streams; where the format ends and another begins, again. Never throws, whatever the bytes
 * are.
 */
export function openDocument(options: DocumentOptions, sink: ReadSink): DocumentSession {
  return new DocumentParts(options, sink);
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
