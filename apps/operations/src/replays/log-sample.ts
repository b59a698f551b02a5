import { type Codec, topics, UndecodableError } from '@watchpost/contracts';
import type { LogAdmin, LogRecord } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';
import { headersFilter, isOnLane, needsValues } from './engine/scope-filter.ts';

type ReplayScope = operationsStore.ReplayScope;

const TOPIC = topics.shipmentsAssessed.name;
/** So many records at most are looked at; where there are no more, what is said is counted. */
const MOST_SAMPLED = 20_000;
/** Places in each partition where a sample is taken: what is received together lies together. */
const PLACES = 4;

/** A stretch of each partition: what a replay of this scope has to read. */
export type Stretches = readonly { readonly partition: number; readonly first: number; readonly end: number }[];

/** What was seen of stretches of the log. */
export interface LogSample {
  readonly records: number;
  readonly matching: number;
  readonly bytes: number;
  /** Every record was looked at. */
  readonly isWhole: boolean;
}

/** Looks at records of stretches of the log: at all of them where there are not too many. */
export class LogSampler {
  constructor(
    private readonly admin: LogAdmin,
    private readonly codec: Codec,
  ) {}

  async sample(stretches: Stretches, scope: ReplayScope): Promise<LogSample> {
    const records = stretches.reduce((sum, { first, end }) => sum + end - first, 0);
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
      return isOnLane(this.codec.decode(topics.shipmentsAssessed, value).declared.shipment, scope);
    } catch (error) {
      if (error instanceof UndecodableError) return false;
      throw error;
    }
  }
}

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
