import type { EpochMillis } from '@watchpost/domain';
import { type CostsAnswer, type FindingCosts, parseFindingCosts } from './costs/finding-costs.ts';
import type { MappingFault } from './csv/json-faults.ts';
import { type MappingAnswer, parseTableMapping } from './csv/parse-mapping.ts';
import type { TableMapping } from './csv/table-mapping.ts';
import { charsetOf, type DocumentSession, openDocument } from './document.ts';
import type { FormatReader, ReadOptions, ReadSink } from './reader.ts';

/** Bytes that a mapping may have as JSON. */
export const MAPPING_BYTES = 64 * 1024;

/** How a partner's manifests are read, as far as its settings decide: the same for whoever reads them. */
export interface ReadingSettings {
  /** Format to try first; recognised by content where null. */
  readonly formatHint: string | null;
  /** How its tables are read; by their header where null. */
  readonly mapping: TableMapping | null;
  /** What findings cost its lines; what the catalogue says where null. */
  readonly costs: FindingCosts | null;
}

/** The part of a partner's settings that travels with its manifests, as it is written in JSON. */
export interface WrittenReading {
  /** By `schemas/table-mapping.schema.json`. */
  readonly mapping: unknown;
  /** {@link FindingCosts}. */
  readonly findingCosts: unknown;
}

/** A manifest as it was received, without its bytes. */
export interface Received {
  readonly partner: string;
  readonly receivedAt: EpochMillis;
  /** As its sender stated it; names the character set. */
  readonly contentType: string | null;
  /** Readers to choose from; every one there is unless said. */
  readonly formats?: readonly FormatReader[];
  /** Of which lines every value tells where it comes from. */
  readonly fields?: ReadOptions['fields'];
}

type WrittenAnswer =
  | { readonly kind: 'valid'; readonly settings: Omit<ReadingSettings, 'formatHint'> }
  | { readonly kind: 'invalid'; readonly faults: readonly MappingFault[] };

/** Settings as they are written, with every fault that they have, each at its JSON pointer. */
export function parseReading({ mapping, findingCosts }: WrittenReading): WrittenAnswer {
  const table = mapping === null ? null : mappingOf(mapping);
  const costs = findingCosts === null ? null : parseFindingCosts(findingCosts);
  const faults = [...faultsOf('/mapping', table), ...faultsOf('/findingCosts', costs)];
  if (faults.length > 0) return { kind: 'invalid', faults };
  return {
    kind: 'valid',
    settings: {
      mapping: table?.kind === 'valid' ? table.mapping : null,
      costs: costs?.kind === 'valid' ? costs.costs : null,
    },
  };
}

function mappingOf(mapping: unknown): MappingAnswer {
  const bytes = Buffer.byteLength(JSON.stringify(mapping) ?? '');
  if (bytes <= MAPPING_BYTES) return parseTableMapping(mapping);
  return { kind: 'invalid', faults: [{ pointer: '', message: `has to be no longer than ${MAPPING_BYTES} bytes` }] };
}

const faultsOf = (member: string, answer: MappingAnswer | CostsAnswer | null): readonly MappingFault[] =>
  answer?.kind === 'invalid'
    ? answer.faults.map(({ pointer, message }) => ({ pointer: `${member}${pointer}`, message }))
    : [];

/** Settings as one text, for those who only pass them on: the members that are set; null where the partner has none. */
export function readingText(settings: WrittenReading): string | null {
  const { mapping, findingCosts } = settings;
  if (mapping === null && findingCosts === null) return null;
  return JSON.stringify({ ...(mapping !== null && { mapping }), ...(findingCosts !== null && { findingCosts }) });
}

/**
 * What {@link readingText} wrote.
 * @throws Error where it is none: it was checked before it was kept
 */
export function readingSettingsOf(formatHint: string | null, text: string | null): ReadingSettings {
  if (text === null) return { formatHint, mapping: null, costs: null };
  const { mapping = null, findingCosts = null } = JSON.parse(text) as Partial<WrittenReading>;
  const answer = parseReading({ mapping, findingCosts });
  if (answer.kind === 'valid') return { formatHint, ...answer.settings };
  const faults = answer.faults.map(({ pointer, message }) => `${pointer} ${message}`).join('; ');
  throw new Error(`the partner's settings for reading cannot be used: ${faults}`);
}

/** Reads a manifest by its partner's settings: chunks of any size go in, lines and findings come out through the sink. Never throws, whatever the bytes are. */
export function openByPartner(
  { formatHint, mapping, costs }: ReadingSettings,
  { contentType, ...received }: Received,
  sink: ReadSink,
): DocumentSession {
  return openDocument(
    { ...received, charset: charsetOf(contentType), format: formatHint, table: mapping, costs },
    sink,
  );
}
