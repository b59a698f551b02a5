import { Inject, Injectable } from '@nestjs/common';
import { type Codec, topics, UndecodableError } from '@watchpost/contracts';
import { CODEC, LOG_ADMIN, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import type { z } from 'zod';
import { MOST_FOLDED } from './engine/folded-log.ts';
import { headersFilter, isNarrowed, isOnLane, needsValues } from './engine/scope-filter.ts';
import type { replayPlan } from './replay.schema.ts';
import { wireScope } from './replay-view.ts';

type ReplayMode = operationsStore.ReplayMode;
type ReplayScope = operationsStore.ReplayScope;
type Plan = z.input<typeof replayPlan>;

const TOPIC = topics.shipmentsAssessed.name;
const DAY = 86_400_000;
/** So many records at most are looked at; where there are no more, what is said is counted. */
const MOST_SAMPLED = 20_000;
/** Places in each partition where a sample is taken: what is received together lies together. */
const PLACES = 4;
/** Half of the range in which an estimate lies in 19 of 20 cases, in standard errors; neighbours are alike, which the factor allows for. */
const ERRORS = 1.96 * 2;
/** Before any replay of a kind has been measured. */
const ASSUMED_RATE = 10_000;

/** A stretch of each partition: what a replay of this scope has to read. */
export type Stretches = readonly { readonly partition: number; readonly first: number; readonly end: number }[];

export interface Asked {
  readonly mode: ReplayMode;
  readonly scope: ReplayScope;
  /** id@version. */
  readonly scenario: string;
  readonly rate: number | null;
  readonly share: number | null;
}

export interface Planned {
  readonly plan: Plan;
  readonly stretches: Stretches;
}

interface Sample {
  readonly records: number;
  readonly matching: number;
  readonly bytes: number;
  /** Every record was looked at. */
  readonly isWhole: boolean;
}

/** Says what a replay would read, how long it would take, and whether the log still has it. */
@Injectable()
export class PlanService {
  constructor(
    @Inject(LOG_ADMIN) private readonly admin: LogAdmin,
    @Inject(CODEC) private readonly codec: Codec,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  async plan(asked: Asked): Promise<Planned> {
    const stretches = await this.#stretchesOf(asked.scope);
    const records = stretches.reduce((sum, { first, end }) => sum + end - first, 0);
    const sample = await this.#sample(stretches, records, asked.scope);
    const log = await this.#logOf(asked.scope);
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
        speed,
        seconds: Math.round(seconds * 10) / 10,
        notes: [...notesOf(log, isCounted, sample), ...foldNotes(folded)],
      },
    };
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

  async #sample(stretches: Stretches, records: number, scope: ReplayScope): Promise<Sample> {
    const matches = headersFilter(scope);
    const isWhole = records <= MOST_SAMPLED;
    const each = Math.ceil(MOST_SAMPLED / Math.max(1, stretches.length) / PLACES);
    const places = stretches.flatMap((stretch) => placesIn(stretch, isWhole ? Infinity : each));
    let seen = 0;
    let matching = 0;
    let bytes = 0;
    for (const { partition, from, limit } of places) {
      const read = await this.admin.read(TOPIC, partition, from, limit);
      const waiting = needsValues(scope) ? this.codec.prepare(read.map(({ value }) => value)) : undefined;
      if (waiting) await waiting;
      seen += read.length;
      for (const record of read) {
        bytes += (record.value?.length ?? 0) + (record.key?.length ?? 0);
        if (matches(record) && this.#isOnLane(record, scope)) matching++;
      }
    }
    return { records: seen, matching, bytes, isWhole };
  }

  #isOnLane({ value }: LogRecord, scope: ReplayScope): boolean {
    if (!needsValues(scope)) return true;
    if (value === null) return false;
    try {
      return isOnLane(this.codec.decode(topics.shipmentsAssessed, value), scope);
    } catch (error) {
      if (error instanceof UndecodableError) return false;
      throw error;
    }
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

interface SamplePlace {
  readonly partition: number;
  readonly from: number;
  readonly limit: number;
}

function placesIn({ partition, first, end }: Stretches[number], each: number): SamplePlace[] {
  if (first === end) return [];
  if (end - first <= each * PLACES) return [{ partition, from: first, limit: end - first }];
  const apart = (end - first - each) / (PLACES - 1);
  return Array.from({ length: PLACES }, (_, place) => ({
    partition,
    from: Math.floor(first + place * apart),
    limit: each,
  }));
}

const exactly = (count: number): Plan['shipments'] => ({ count, exact: true, low: count, high: count });

function estimated(matching: number, seen: number, all: number): Plan['shipments'] {
  const share = seen === 0 ? 0 : matching / seen;
  const error = seen === 0 ? 1 : ERRORS * Math.sqrt((share * (1 - share) + 1 / seen) / seen);
  const at = (part: number): number => Math.round(Math.min(1, Math.max(0, part)) * all);
  return { count: at(share), exact: false, low: Math.max(matching, at(share - error)), high: at(share + error) };
}

function aboutBytes({ bytes, records: seen }: Sample, all: number): Plan['bytes'] {
  const count = seen === 0 ? 0 : Math.round((bytes / seen) * all);
  return { count, exact: false, low: Math.round(count * 0.9), high: Math.round(count * 1.1) };
}

const foldNotes = (folded: number): string[] =>
  folded === 0 ? [] : [`${folded} records are folded first, to tell what was known.`];

function notesOf(log: Plan['log'], isCounted: boolean, { records }: Sample): string[] {
  const notes: string[] = [];
  if (!isCounted) notes.push(`The number of shipments is an estimate from ${records} records.`);
  if (log.missingBefore !== null)
    notes.push(`Decisions before ${log.missingBefore} are no longer in the log: read them again from the raw bytes.`);
  return notes;
}
