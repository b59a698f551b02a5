import { type SampleItem } from './sample-item.ts';

/** Something that has happened to an item since it was declared. */
export interface SampleTracking {
  readonly itemId: string;
  /** UPU EMSEVT code. */
  readonly event: string;
  readonly at: number;
  readonly place: string;
}

export interface ManifestContent {
  /** The document's own reference. */
  readonly reference: string;
  /** Epoch milliseconds. */
  readonly issuedAt: number;
  readonly items: readonly SampleItem[];
  /** Only formats that know tracking take it. */
  readonly tracking: readonly SampleTracking[];
  /** Index of an item whose line is spoilt, as happens; null in most. */
  readonly spoilt: number | null;
}

/** Writes a manifest in one partner format. */
export interface ManifestWriter {
  /** As `libs/formats` calls it. */
  readonly format: string;
  readonly contentType: string;
  /** How many lines a document of the format may have. */
  readonly mostLines: number;
  write(content: ManifestContent): string;
}

/** RFC 3339 without milliseconds. */
export const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** yyyymmddhhmm, UTC. */
export const compact = (at: number): string => new Date(at).toISOString().replace(/\D/g, '').slice(0, 12);

export const escapeXml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
