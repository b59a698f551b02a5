import type { LineState } from '@watchpost/domain';
import type { operationsStore } from '@watchpost/persistence';

/** The raw bytes of every manifest, as intake keeps them. Calls reject with `transient: true` where intake is away. */
export interface Archive {
  summary(scope: ArchiveScope): Promise<ArchiveSummary>;
  /** In the order in which they were taken, from a sequence number on. */
  manifests(scope: ArchiveScope, fromSequence: number, limit: number): Promise<ArchivePage>;
  /** The bytes, in chunks of any size. */
  raw(manifestId: string): AsyncIterable<Uint8Array>;
  /** How its lines were read before, in order, a page at a time. */
  lines(manifestId: string): AsyncIterable<readonly RecordedLine[]>;
}

/** Times are those of receipt. */
export type ArchiveScope = Pick<operationsStore.ReplayScope, 'from' | 'to' | 'partner' | 'manifestId'>;

export interface ArchiveSummary {
  readonly manifests: number;
  readonly lines: number;
  readonly bytes: number;
  readonly firstSequence: number | null;
  readonly lastSequence: number | null;
  /** Oldest manifest that is kept, whatever the scope. Epoch milliseconds. */
  readonly earliest: number | null;
}

export interface ArchivePage {
  readonly items: readonly ArchivedManifest[];
  readonly next: number | null;
}

/** Times in epoch milliseconds. */
export interface ArchivedManifest {
  readonly manifestId: string;
  readonly sequence: number;
  readonly partner: string;
  readonly formatHint: string | null;
  /** Its partner's settings for reading when it was received; null where there were none. */
  readonly reading: string | null;
  readonly contentType: string | null;
  readonly receivedAt: number;
  /** When every line had its outcome. */
  readonly completedAt: number | null;
  readonly size: number;
  /** null where its reader failed. */
  readonly lines: number | null;
}

/** A line as it was read, and what became of it. */
export interface RecordedLine {
  readonly ordinal: number;
  readonly outcome: 'DECLARED' | 'RECORDED' | 'REJECTED';
  readonly state: LineState;
  readonly shipmentId: string | null;
  readonly itemId: string | null;
  /** Finding that rejected it. */
  readonly code: string | null;
  /** Reader and its version; null from before readers had versions. */
  readonly reader: string | null;
}

export const archiveScopeOf = ({ from, to, partner, manifestId }: operationsStore.ReplayScope): ArchiveScope => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to }),
  ...(partner !== undefined && { partner }),
  ...(manifestId !== undefined && { manifestId }),
});
