import { type SampleArticle, type SampleItem } from './sample-item.ts';

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
  /** As reports call it: a format of many messages with the one that is written. */
  readonly kind: string;
  readonly contentType: string;
  /** How many lines a document of the format may have. */
  readonly mostLines: number;
  /** Whether a document names one conveyance and one place of arrival for all its items. */
  readonly lanes: 'one' | 'any';
  write(content: ManifestContent): string;
}

/** RFC 3339 without milliseconds. */
export const instant = (at: number): string => `${new Date(at).toISOString().slice(0, 19)}Z`;

/** yyyymmddhhmmss, UTC. */
export const stamp = (at: number): string => new Date(at).toISOString().replace(/\D/g, '').slice(0, 14);

/** yyyymmddhhmm, UTC. */
export const compact = (at: number): string => stamp(at).slice(0, 12);

export const escapeXml = (text: string): string =>
  /[&<>"]/.test(text)
    ? text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')
    : text;

/** The description as formats have it that know no number of a substance beside it. */
export const inWords = ({ description, cas }: SampleArticle): string =>
  cas === null ? description : `${description} (CAS ${cas})`;

export interface ItemRun {
  readonly items: readonly SampleItem[];
  /** Index of the first in the whole. */
  readonly from: number;
}

/** Items that follow each other and may stand in one message: what it is for and where they arrive is said once for all of them. */
export function runsOf(items: readonly SampleItem[]): readonly ItemRun[] {
  const runs: { items: SampleItem[]; from: number }[] = [];
  for (const [from, item] of items.entries()) {
    const open = runs.at(-1);
    const first = open?.items[0];
    if (first?.function === item.function && first.port === item.port && first.origin === item.origin)
      open!.items.push(item);
    else runs.push({ items: [item], from });
  }
  return runs;
}
