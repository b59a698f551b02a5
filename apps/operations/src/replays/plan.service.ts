import { Inject, Injectable } from '@nestjs/common';
import { type Codec, topics } from '@watchpost/contracts';
import { CODEC, LOG_ADMIN, type LogAdmin } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import type { z } from 'zod';
import { MOST_FOLDED } from './engine/folded-log.ts';
import { isNarrowed, isOfLines } from './engine/scope-filter.ts';
import { type LogSample, LogSampler, type Stretches } from './log-sample.ts';
import { aboutBytes, estimated, exactly } from './plan-amounts.ts';
import type { replayPlan } from './replay.schema.ts';
import { wireScope } from './replay-view.ts';
import { type Archive, archiveScopeOf, type ArchiveSummary } from './reread/archive.ts';
import { REPLAY_ARCHIVE } from './tokens.ts';

type ReplayMode = operationsStore.ReplayMode;
type ReplayScope = operationsStore.ReplayScope;
type Plan = z.input<typeof replayPlan>;

const TOPIC = topics.shipmentsAssessed.name;
const DAY = 86_400_000;
/** Stretches of manifests that a replay reads again side by side. */
const PARTS = 4;
/** Before any replay of a kind has been measured. */
const ASSUMED_RATE = 10_000;

export interface Asked {
  readonly mode: ReplayMode;
  readonly scope: ReplayScope;
  /** That manifests are read as again; null: as their senders named it. */
  readonly format: string | null;
  /** id@version. */
  readonly scenario: string;
  readonly rate: number | null;
  readonly share: number | null;
}

export interface Planned {
  readonly plan: Plan;
  readonly stretches: Stretches;
}

/** Says what a replay would read, how long it would take, and whether the log still has it. */
@Injectable()
export class PlanService {
  readonly #sampler: LogSampler;

  constructor(
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CODEC) codec: Codec,
    @Inject(DATABASE) private readonly database: Database,
    @Inject(REPLAY_ARCHIVE) private readonly archive: Archive | null,
  ) {
    this.#sampler = new LogSampler(admin, codec);
  }

  plan(asked: Asked): Promise<Planned> {
    return asked.mode === 'reread' ? this.#ofRawBytes(asked) : this.#ofLog(asked);
  }

  async #ofLog(asked: Asked): Promise<Planned> {
    const stretches = await this.#stretchesOf(asked.scope);
    const records = stretches.reduce((sum, { first, end }) => sum + end - first, 0);
    const sample = await this.#sampler.sample(stretches, asked.scope);
    const log = await this.#logOf(asked.scope);
    const raw = await this.#rawBefore(log, asked.scope);
    const speed = await this.#speedOf(asked);
    const folded = asked.mode === 'recompute' ? await this.#foldedBefore(stretches) : 0;
    const seconds = (records + folded) / speed.perSecond;
    const isCounted = sample.isWhole || !isNarrowed(asked.scope);
    return {
      stretches,
      plan: {
        mode: asked.mode,
        scope: wireScope(asked.scope),
        scenario: asked.scenario,
        shipments: isCounted
          ? exactly(isNarrowed(asked.scope) ? sample.matching : records)
          : estimated(sample.matching, sample.records, records),
        records,
        bytes: sample.isWhole ? exactly(sample.bytes) : aboutBytes(sample, records),
        sampled: sample.records,
        log,
        raw,
        speed,
        seconds: Math.round(seconds * 10) / 10,
        notes: [...sampleNotes(isCounted, sample), ...logNotes(log, raw), ...foldNotes(folded)],
      },
    };
  }

  async #ofRawBytes(asked: Asked): Promise<Planned> {
    const { scope } = asked;
    const summary = await this.#summary(scope);
    const log = await this.#logOf(scope);
    const speed = await this.#speedOf(asked);
    const sample = isOfLines(scope)
      ? await this.#sampler.sample(await this.#stretchesOf(scope), scope)
      : { records: 0, matching: 0, bytes: 0, isWhole: true };
    const { lines, bytes } = summary;
    return {
      stretches: stretchesOf(summary),
      plan: {
        mode: asked.mode,
        scope: wireScope(scope),
        scenario: asked.scenario,
        shipments: isOfLines(scope) ? estimated(sample.matching, sample.records, lines) : exactly(lines),
        records: lines,
        bytes: exactly(bytes),
        sampled: sample.records,
        log,
        raw: wireSummary(summary),
        speed,
        seconds: Math.round((lines / speed.perSecond) * 10) / 10,
        notes: [...sampleNotes(!isOfLines(scope), sample), ...unloggedNotes(log)],
      },
    };
  }

  /** @throws ProblemError 422 where no archive is known, 503 where it is away */
  async #summary(scope: ReplayScope): Promise<ArchiveSummary> {
    if (this.archive === null)
      throw new ProblemError(422, 'replay.no-archive', 'WATCHPOST_INTAKE_URL and WATCHPOST_SERVICE_KEY are not set.');
    return this.archive.summary(archiveScopeOf(scope)).catch(() => {
      throw new ProblemError(503, 'replay.archive-away', 'Intake does not open its archive; try again.', {
        headers: { 'retry-after': '5' },
      });
    });
  }

  /** What of the scope the log has lost and the archive has; null where it has lost nothing, or nobody can tell. */
  async #rawBefore({ missingBefore }: Plan['log'], scope: ReplayScope): Promise<Plan['raw']> {
    if (missingBefore === null || this.archive === null) return null;
    const to = Math.min(scope.to ?? Number.POSITIVE_INFINITY, Date.parse(missingBefore));
    const summary = await this.archive.summary(archiveScopeOf({ ...scope, to })).catch(() => null);
    return summary && wireSummary(summary);
  }

  /** Decisions lie in the log in the order in which they were made, so a time is a stretch of each partition. */
  async #stretchesOf({ from, to, manifestId }: ReplayScope): Promise<Stretches> {
    const positions = await this.admin.positions([TOPIC], null);
    // Nothing of a manifest is decided before the moment that its id begins with.
    const begin = Math.max(from ?? 0, manifestId === undefined ? 0 : momentOf(manifestId));
    const firsts = begin > 0 ? await this.admin.offsetsAt(TOPIC, begin) : null;
    const ends = to === undefined ? null : await this.admin.offsetsAt(TOPIC, to);
    return positions.map(({ partition, low, high }) => {
      const first = Math.max(low, firsts?.[partition] ?? low);
      return { partition, first, end: Math.max(first, Math.min(high, ends?.[partition] ?? high)) };
    });
  }

  /** Everything that the log holds up to the scope's end is read once before, in the order in which it was received. */
  async #foldedBefore(stretches: Stretches): Promise<number> {
    const lows = new Map((await this.admin.positions([TOPIC], null)).map(({ partition, low }) => [partition, low]));
    const folded = stretches.reduce((sum, { partition, end }) => sum + end - (lows.get(partition) ?? 0), 0);
    if (folded <= MOST_FOLDED) return folded;
    const detail = `${folded} records lie in the log before the end of the scope, and at most ${MOST_FOLDED} are folded; let the scope end earlier.`;
    throw new ProblemError(422, 'replay.too-long', detail);
  }

  async #logOf({ from, to }: ReplayScope): Promise<Plan['log']> {
    const positions = await this.admin.positions([TOPIC], null);
    const filled = positions.filter(({ low, high }) => low < high);
    const heads = await Promise.all(filled.map(({ partition, low }) => this.admin.read(TOPIC, partition, low, 1)));
    const times = heads.flat().map(({ timestamp }) => timestamp);
    const earliest = times.length === 0 ? null : Math.min(...times);
    const retentionDays = Number(topics.shipmentsAssessed.config['retention.ms']) / DAY;
    // Where nothing was ever deleted, the first decision is the first there was.
    const hasLost = positions.some(({ low }) => low > 0);
    const isShort = hasLost && earliest !== null && (from ?? 0) < earliest;
    const isGone = earliest === null || (to !== undefined && to <= earliest);
    return {
      holds: isGone ? 'none' : isShort ? 'part' : 'all',
      earliest: earliest === null ? null : new Date(earliest).toISOString(),
      retentionDays,
      missingBefore: isShort || (isGone && hasLost) ? new Date(earliest ?? 0).toISOString() : null,
    };
  }

  async #speedOf({ mode, rate, share }: Asked): Promise<Plan['speed']> {
    const last = await operationsStore.lastDone(this.database, mode);
    const measured = last !== null && last.activeMs > 1000 ? (last.done / last.activeMs) * 1000 : null;
    const free = measured ?? ASSUMED_RATE;
    const slowed = share === null ? free : Math.min(free, free * share);
    if (rate !== null && rate <= slowed) return { perSecond: rate, basis: 'chosen' };
    return { perSecond: Math.round(slowed), basis: measured === null ? 'assumed' : 'measured' };
  }
}

/** A UUIDv7 begins with its moment, in milliseconds. */
const momentOf = (manifestId: string): number => Number.parseInt(manifestId.replace('-', '').slice(0, 12), 16);

const foldNotes = (folded: number): string[] =>
  folded === 0 ? [] : [`${folded} records are folded first, to tell what was known.`];

const sampleNotes = (isCounted: boolean, { records }: LogSample): string[] =>
  isCounted ? [] : [`The number of shipments is an estimate from ${records} records.`];

function logNotes({ missingBefore }: Plan['log'], raw: Plan['raw']): string[] {
  if (missingBefore === null) return [];
  const kept = raw === null ? '' : `: ${raw.manifests} manifests with ${raw.lines} lines are kept`;
  return [`Decisions before ${missingBefore} are no longer in the log; read them again from the raw bytes${kept}.`];
}

const unloggedNotes = ({ missingBefore }: Plan['log']): string[] =>
  missingBefore === null
    ? []
    : [
        `Of lines decided before ${missingBefore} only the outcome and the item are compared: the log no longer has them.`,
      ];

const wireSummary = ({ manifests, lines, bytes, earliest }: ArchiveSummary): NonNullable<Plan['raw']> => ({
  manifests,
  lines,
  bytes,
  earliest: earliest === null ? null : new Date(earliest).toISOString(),
});

/** Manifests lie in the order of their sequence numbers: parts of about the same size, for threads to share. */
function stretchesOf({ firstSequence, lastSequence }: ArchiveSummary): Stretches {
  if (firstSequence === null || lastSequence === null) return [];
  const end = lastSequence + 1;
  const size = Math.ceil((end - firstSequence) / PARTS);
  return Array.from({ length: PARTS }, (_, partition) => ({
    partition,
    first: Math.min(end, firstSequence + partition * size),
    end: Math.min(end, firstSequence + (partition + 1) * size),
  }));
}
