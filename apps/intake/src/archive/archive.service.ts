import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, intakeStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import type { z } from 'zod';
import { cursorOf, positionOf } from '../paging/cursor.ts';
import { type PageRequest, ReportsService } from '../reports/reports.service.ts';
import type { ArchivePage, archiveQuery, archiveScope, ArchiveSummary, RecordedLines } from './archive.schema.ts';

type Scope = z.output<typeof archiveScope>;

/** What was taken, whoever sent it, in the order in which it was taken: for those who read it again. */
@Injectable()
export class ArchiveService {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    private readonly reports: ReportsService,
  ) {}

  async summary(scope: Scope): Promise<ArchiveSummary> {
    const { earliest, ...summary } = await intakeStore.summariseArchive(this.database, scopeOf(scope));
    return { ...summary, earliest: momentOf(earliest) };
  }

  async list({ fromSequence, limit, ...scope }: z.output<typeof archiveQuery>): Promise<ArchivePage> {
    const found = await intakeStore.archivedManifests(this.database, scopeOf(scope), fromSequence, limit + 1);
    const items = found.slice(0, limit).map((manifest) => ({
      ...manifest,
      receivedAt: new Date(manifest.receivedAt).toISOString(),
      completedAt: momentOf(manifest.completedAt),
    }));
    const readings = await intakeStore.readingsOf(
      this.database,
      items.map(({ readingId }) => readingId),
    );
    return { items, readings: Object.fromEntries(readings), next: found[limit]?.sequence ?? null };
  }

  /** @throws ProblemError 404 */
  async manifest(manifestId: string): Promise<intakeStore.ManifestEntity> {
    const found = await intakeStore.findArchived(this.database, manifestId);
    if (found !== null) return found;
    throw new ProblemError(404, 'manifest.unknown', 'There is no manifest with this id.');
  }

  raw(manifest: intakeStore.ManifestEntity): AsyncGenerator<Buffer> {
    return this.reports.raw(manifest);
  }

  /** How its lines were read, and what became of them; whole slices, so that a page may have a few more than asked for. */
  async lines(manifestId: string, { cursor, limit }: PageRequest): Promise<RecordedLines> {
    const after = cursor === undefined ? 0 : positionOf(cursor, 1)[0]!;
    const items: RecordedLines['items'] = [];
    for await (const { report, lines } of this.reports.slices(manifestId, after)) {
      const outcomes = new Map(report.lines.map(({ ordinal, outcome }) => [ordinal, outcome]));
      for (const { ordinal, state, shipmentId, itemId, code } of lines)
        items.push({
          ordinal,
          outcome: outcomes.get(ordinal)!,
          state,
          shipmentId,
          itemId,
          code,
          reader: report.reader,
        });
      if (items.length >= limit) return { items, next: cursorOf(items.at(-1)!.ordinal) };
    }
    return { items, next: null };
  }
}

const scopeOf = ({ from, to, partner, manifestId }: Scope): intakeStore.ArchiveScope => ({
  from: from === undefined ? undefined : Date.parse(from),
  to: to === undefined ? undefined : Date.parse(to),
  partner,
  manifestId,
});

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
