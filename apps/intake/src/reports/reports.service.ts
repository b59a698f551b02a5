import { Inject, Injectable } from '@nestjs/common';
import { type Codec, type ManifestProcessed, type ProcessedLine, topics } from '@watchpost/contracts';
import { lineIdOf, QualityTally } from '@watchpost/domain';
import { CODEC } from '@watchpost/messaging';
import { DATABASE, type Database, intakeStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import { cursorOf, type Page, positionOf } from '../paging/cursor.ts';
import { dedupeKeyOf } from '../submissions/idempotency-key.ts';
import { statusViewOf, summaryOf } from './manifest-view.ts';
import {
  type ManifestFinding,
  type ManifestLine,
  type ManifestQuality,
  type ManifestStatus,
  type ManifestSummary,
} from './report.schema.ts';

const { SEGMENT_LINES, segmentOf, stateOf, outcomeBytes } = intakeStore;
/** Slices read at a time: they are of a thousand lines at most. */
const SLICES_AT_ONCE = 4;

export interface PageRequest {
  readonly cursor?: string | undefined;
  readonly limit: number;
}

export interface ListRequest extends PageRequest {
  readonly digest?: string | undefined;
}

/** A slice as it was reported, with what became of its lines since. */
export interface LinesOfSlice {
  readonly report: ManifestProcessed;
  readonly lines: readonly ManifestLine[];
}

/** What a partner sees of its manifests. What is another partner's is not found. */
@Injectable()
export class ReportsService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CODEC) private readonly codec: Codec,
  ) {}

  /** @throws ProblemError 404 */
  async manifest(partner: string, manifestId: string): Promise<intakeStore.ManifestEntity> {
    const found = await intakeStore.findManifest(this.database, partner, manifestId);
    if (found !== null) return found;
    throw new ProblemError(404, 'manifest.unknown', 'There is no manifest of yours with this id.');
  }

  /** The newest first. */
  async list(partner: string, { cursor, limit, digest }: ListRequest): Promise<Page<ManifestSummary>> {
    if (digest !== undefined) {
      const same = await intakeStore.sameManifests(this.database, partner, dedupeKeyOf(null, digest));
      return { items: same.map(summaryOf), next: null };
    }
    const before = cursor === undefined ? null : positionOf(cursor, 1)[0]!;
    const manifests = await intakeStore.listManifests(this.database, partner, before, limit + 1);
    const items = manifests.slice(0, limit);
    const last = manifests.length > limit ? items.at(-1)! : null;
    return { items: items.map(summaryOf), next: last === null ? null : cursorOf(last.sequence) };
  }

  async status(manifest: intakeStore.ManifestEntity): Promise<ManifestStatus> {
    const segments = await intakeStore.readSegments(this.database, manifest.manifestId);
    return statusViewOf(manifest, intakeStore.countStates(segments.values(), manifest.lines ?? 0));
  }

  /** Lines in the order of the document, as far as they were reported. */
  async lines(manifestId: string, { cursor, limit }: PageRequest): Promise<Page<ManifestLine>> {
    const after = cursor === undefined ? 0 : positionOf(cursor, 1)[0]!;
    const items: ManifestLine[] = [];
    for await (const { lines } of this.slices(manifestId, after)) {
      items.push(...lines);
      if (items.length > limit) break;
    }
    if (items.length <= limit) return { items, next: null };
    const page = items.slice(0, limit);
    return { items: page, next: cursorOf(page.at(-1)!.ordinal) };
  }

  /** Slices with lines after an ordinal, in order, a few at a time. */
  async *slices(manifestId: string, afterOrdinal: number): AsyncGenerator<LinesOfSlice> {
    let after = afterOrdinal;
    for (;;) {
      const slices = await intakeStore.slicesAfterLine(this.database, manifestId, after, SLICES_AT_ONCE);
      if (slices.length === 0) return;
      const until = slices.at(-1)!.lastOrdinal!;
      const from = Math.max(after + 1, slices[0]!.firstOrdinal!);
      const segments = await intakeStore.readSegments(this.database, manifestId, segmentOf(from), segmentOf(until));
      for (const report of await this.decode(slices)) {
        const lines = report.lines.filter(({ ordinal }) => ordinal > after);
        yield { report, lines: lines.map((line) => viewOfLine(manifestId, line, segments)) };
      }
      after = until;
    }
  }

  async findings(manifestId: string, { cursor, limit }: PageRequest): Promise<Page<ManifestFinding>> {
    let [slice, next] = (cursor === undefined ? [0, 0] : positionOf(cursor, 2)) as [number, number];
    const items: ManifestFinding[] = [];
    for (;;) {
      const slices = await intakeStore.slicesWithFindings(this.database, manifestId, slice, SLICES_AT_ONCE);
      if (slices.length === 0) return { items, next: null };
      for (const report of await this.decode(slices)) {
        if (report.slice !== slice) next = 0;
        slice = report.slice;
        const taken = report.findings.slice(next, next + limit - items.length);
        items.push(...taken);
        next += taken.length;
        if (items.length === limit) return { items, next: cursorOf(slice, next) };
      }
      slice += 1;
      next = 0;
    }
  }

  /** Over the findings that are kept; what a document has beyond its limit of them is not in it. */
  async quality({ manifestId, lines }: intakeStore.ManifestEntity): Promise<ManifestQuality> {
    if (lines === null) return { score: null, lines, raise: [] };
    const tally = new QualityTally();
    const examples = new Map<string, ManifestFinding>();
    for await (const finding of this.everyFinding(manifestId)) {
      tally.add(finding);
      if (finding.line !== null && !examples.has(finding.code)) examples.set(finding.code, finding);
    }
    const { score, raise } = tally.quality(lines);
    return { score, lines, raise: raise.map((gain) => ({ ...gain, example: examples.get(gain.code)! })) };
  }

  private async *everyFinding(manifestId: string): AsyncGenerator<ManifestFinding> {
    for (let next = 0; ;) {
      const slices = await intakeStore.slicesWithFindings(this.database, manifestId, next, SLICES_AT_ONCE);
      if (slices.length === 0) return;
      for (const report of await this.decode(slices)) {
        yield* report.findings;
        next = report.slice + 1;
      }
    }
  }

  raw({ manifestId, chunks }: intakeStore.ManifestEntity): AsyncGenerator<Buffer> {
    return intakeStore.readChunks(this.database, manifestId, chunks);
  }

  private async decode(slices: readonly intakeStore.StoredSlice[]): Promise<readonly ManifestProcessed[]> {
    await this.codec.prepare(slices.map(({ value }) => value));
    return slices.map(({ value }) => this.codec.decode(topics.manifestsProcessed, value));
  }
}

function viewOfLine(manifestId: string, line: ProcessedLine, segments: ReadonlyMap<number, Buffer>): ManifestLine {
  const { ordinal, shipmentId, itemId, code, place } = line;
  const heard = segments.get(segmentOf(ordinal))?.[(ordinal - 1) % SEGMENT_LINES] ?? 0;
  // A slice is kept a moment before its lines are accounted for.
  const state = stateOf(Math.max(heard, outcomeBytes[line.outcome]));
  return {
    ordinal,
    lineId: lineIdOf(manifestId, ordinal),
    state,
    shipmentId,
    itemId,
    // What a line was held in quarantine for is past once it went on.
    code: state === 'REJECTED' || state === 'DEAD' ? code : null,
    place,
  };
}
