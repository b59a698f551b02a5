import { type ManifestProcessed } from '@watchpost/contracts';
import { type Clock, type CodeMeaning, qualityOverTime } from '@watchpost/domain';
import { ProblemError } from '@watchpost/platform';
import { type z } from 'zod';
import { type Database } from '../database.ts';
import { dayOf } from './day.ts';
import { qualityOfManifest } from './quality-of-manifest.ts';
import { addQuality, qualityCodes, qualityDays } from './quality.repository.ts';
import { type qualityQuery, type qualityView } from './quality-view.ts';

const DAY_MS = 86_400_000;
const UNLESS_SAID_DAYS = 30;

/** Quality of what partners send, by day: each manifest is counted once, when its last slice is reported. Whoever keeps it has the tables of `createQuality`. */
export class QualityKeeper {
  constructor(
    private readonly database: Database,
    private readonly clock: Clock,
    /** What codes of findings mean, and what to do. */
    private readonly catalogue: Readonly<Record<string, CodeMeaning>>,
  ) {}

  async take(reports: readonly ManifestProcessed[]): Promise<void> {
    const manifests = reports.flatMap((report) => qualityOfManifest(report) ?? []);
    await addQuality(this.database, manifests, this.clock.now());
  }

  /** @throws ProblemError 400 where the period ends before it begins */
  async look(partner: string, query: z.output<typeof qualityQuery>): Promise<z.input<typeof qualityView>> {
    const to = query.to ?? dayOf(this.clock.now());
    const from = query.from ?? dayOf(Date.parse(to) - (UNLESS_SAID_DAYS - 1) * DAY_MS);
    if (from > to) throw new ProblemError(400, 'period.empty', 'The period ends before it begins.');
    const period = { partner, testMode: query.testMode, from, to };
    const [days, codes] = await Promise.all([qualityDays(this.database, period), qualityCodes(this.database, period)]);
    return { ...period, ...qualityOverTime(days, codes, this.catalogue) };
  }
}
