import type { EpochMillis } from '@watchpost/domain';
import type { MappingFault } from './csv/json-faults.ts';
import { parseTableMapping } from './csv/parse-mapping.ts';
import type { TableMapping } from './csv/table-mapping.ts';
import { charsetOf, type DocumentSession, openDocument } from './document.ts';
import type { FormatReader, ReadSink } from './reader.ts';

/** Bytes that a mapping may have as JSON. */
export const MAPPING_BYTES = 64 * 1024;

/** How a partner's manifests are read, as far as its settings decide: the same for whoever reads them. */
export interface ReadingSettings {
  /** Format to try first; recognised by content where null. */
  readonly formatHint: string | null;
  /** How its tables are read; by their header where null. */
  readonly mapping: TableMapping | null;
}

/** The part of a partner's settings that travels with its manifests, as it is written in JSON. */
export interface WrittenReading {
  /** By `schemas/table-mapping.schema.json`. */
  readonly mapping: unknown;
}

/** A manifest as it was received, without its bytes. */
export interface Received {
  readonly partner: string;
  readonly receivedAt: EpochMillis;
  /** As its sender stated it; names the character set. */
  readonly contentType: string | null;
  /** Readers to choose from; every one there is unless said. */
  readonly formats?: readonly FormatReader[];
}

type WrittenAnswer =
  | { readonly kind: 'valid'; readonly settings: Omit<ReadingSettings, 'formatHint'> }
  | { readonly kind: 'invalid'; readonly faults: readonly MappingFault[] };

/** Settings as they are written, with every fault that they have, each at its JSON pointer. */
export function parseReading({ mapping }: WrittenReading): WrittenAnswer {
  if (mapping === null) return { kind: 'valid', settings: { mapping } };
  const bytes = Buffer.byteLength(JSON.stringify(mapping) ?? '');
  if (bytes > MAPPING_BYTES)
    return invalid([{ pointer: '', message: `has to be no longer than ${MAPPING_BYTES} bytes` }]);
  const answer = parseTableMapping(mapping);
  if (answer.kind === 'invalid') return invalid(answer.faults);
  return { kind: 'valid', settings: { mapping: answer.mapping } };
}

const invalid = (faults: readonly MappingFault[]): WrittenAnswer => ({
  kind: 'invalid',
  faults: faults.map(({ pointer, message }) => ({ pointer: `/mapping${pointer}`, message })),
});

/** Settings as one text, for those who only pass them on; null where the partner has none. */
export const readingText = ({ mapping }: WrittenReading): string | null =>
  mapping === null ? null : JSON.stringify({ mapping });

/**
 * What {@link readingText} wrote.
 * @throws Error where it is none: it was checked before it was kept
 */
export function readingSettingsOf(formatHint: string | null, text: string | null): ReadingSettings {
  if (text === null) return { formatHint, mapping: null };
  const answer = parseReading(JSON.parse(text) as WrittenReading);
  if (answer.kind === 'valid') return { formatHint, ...answer.settings };
  const faults = answer.faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  throw new Error(`the partner's settings for reading cannot be used: ${faults}`);
}

/** Reads a manifest by its partner's settings: chunks of any size go in, lines and findings come out through the sink. Never throws, whatever the bytes are. */
export function openByPartner(
  { formatHint, mapping }: ReadingSettings,
  { contentType, ...received }: Received,
  sink: ReadSink,
): DocumentSession {
  return openDocument({ ...received, charset: charsetOf(contentType), format: formatHint, table: mapping }, sink);
}
