import { type Codec } from '@watchpost/contracts';
import { type Database, scorerStore, type Transaction, withTransaction } from '@watchpost/persistence';
import { crashPoint } from '@watchpost/platform';
import { type EntitySalt } from '@watchpost/risk';
import { setTimeout as pause } from 'node:timers/promises';
import { sightingStatements } from './sighting-statements.ts';

/** The first phase, which takes nearly all of the time. */
export const READING_LEDGER = 'reading the ledger';

/** Rows of the ledger that are read in one transaction. */
const READ_AT_ONCE = 1_000;
/** So few decisions may wait when the tables are swapped: folding them takes some hundredths of a second, for which batches wait. */
const SWAP_BELOW = 200;
/** Tries for a lock; each waits three seconds at most, so that batches do not wait longer behind us. */
const LOCK_ATTEMPTS = 20;
/** A longer pause is made in pieces: after each the rebuild is held anew, and a process that is to stop notices. */
const PAUSE_AT_MOST_MS = 5_000;
/** PostgreSQL's code where a lock was not to be had in time. */
const LOCK_NOT_AVAILABLE = '55P03';

export interface SightingRebuildParts {
  readonly database: Database;
  readonly codec: Codec;
  readonly salt: EntitySalt;
  /** Days before it are not kept, since 1970-01-01. */
  readonly firstDay: number;
  /** Part of every transaction: throws where somebody else has ended the rebuild. */
  readonly hold: (tx: Transaction) => Promise<void>;
  readonly note: (tx: Transaction, progress: scorerStore.RebuildProgress) => Promise<void>;
  readonly rowsPerSecond: number | null;
}

/**
 * Makes `entity_days` anew from the ledger, beside the live one. Every step is a transaction that holds the rebuild; what is appended meanwhile is noted by
 * a trigger and folded afterwards, the last of it under the lock under which the tables are swapped.
 */
export class SightingRebuild {
  constructor(private readonly parts: SightingRebuildParts) {}

  async begin(): Promise<void> {
    await this.#locking((tx) => scorerStore.beginSightingRebuild(tx));
  }

  async read(): Promise<void> {
    const { rows, bytes } = await scorerStore.sizeOfLedger(this.parts.database);
    await this.#step((tx) => this.parts.note(tx, { phase: READING_LEDGER, done: 0, total: rows, bytes }));
    const started = performance.now();
    let done = 0;
    for (let after: scorerStore.LedgerKey | null = null; ;) {
      const slice: scorerStore.LedgerStatementRow[] = await this.#step(async (tx) => {
        const found = await scorerStore.ledgerAfter(tx, after, READ_AT_ONCE);
        await this.#add(tx, found);
        await this.parts.note(tx, { done: done + found.length });
        return found;
      });
      if (slice.length === 0) return;
      after = slice.at(-1)!;
      done += slice.length;
      crashPoint('scorer.rebuild-between-slices');
      await this.#pace(done, started);
    }
  }

  async fold(): Promise<void> {
    const total = scorerStore.FOLD_SLICES + scorerStore.FILL_SLICES;
    await this.#step((tx) => this.parts.note(tx, { phase: 'folding', done: 0, total }));
    for (let slice = 0; slice < total; slice += 1) {
      await this.#step(async (tx) => {
        if (slice < scorerStore.FOLD_SLICES) await scorerStore.foldSlice(tx, slice);
        else await scorerStore.fillSlice(tx, slice - scorerStore.FOLD_SLICES, this.parts.firstDay);
        if (slice % 16 === 15) await this.parts.note(tx, { done: slice + 1 });
      });
    }
  }

  /** Folds what was appended meanwhile, until little is left. */
  async catchUp(): Promise<void> {
    await this.#step((tx) => this.parts.note(tx, { phase: 'catching up' }));
    let taken: number;
    do taken = await this.#step((tx) => this.#foldCaptured(tx, READ_AT_ONCE));
    while (taken >= SWAP_BELOW);
  }

  /** How the live table differs from this one, both as of one moment. */
  compare(): Promise<scorerStore.RebuildDrift> {
    return this.#step(
      async (tx) => {
        // The first statement fixes the moment: what was appended until then is folded, and later changes of the live table are not seen.
        while ((await this.#foldCaptured(tx, READ_AT_ONCE)) > 0);
        return scorerStore.sightingDrift(tx, this.parts.firstDay);
      },
      { isolation: 'REPEATABLE READ' },
    );
  }

  /** Puts it in the place of the live one, with all that was decided until then. */
  async swap(ended: scorerStore.RebuildProgress): Promise<void> {
    await this.catchUp();
    await this.#locking(async (tx) => {
      await scorerStore.lockSightings(tx);
      while ((await this.#foldCaptured(tx, READ_AT_ONCE)) > 0);
      await scorerStore.swapSightings(tx);
      crashPoint('scorer.rebuild-before-swap-commit');
      await this.parts.note(tx, ended);
    });
  }

  /** @returns how many were folded */
  async #foldCaptured(tx: Transaction, limit: number): Promise<number> {
    const captured = await scorerStore.takeCaptured(tx, limit);
    await this.#add(tx, captured);
    await scorerStore.refold(tx, [...new Set(captured.map(({ shipmentId }) => shipmentId))], this.parts.firstDay);
    return captured.length;
  }

  async #add(tx: Transaction, rows: readonly scorerStore.LedgerStatementRow[]): Promise<void> {
    const { codec, salt } = this.parts;
    await codec.prepare(rows.map(({ body }) => body));
    await scorerStore.addStatements(tx, sightingStatements(rows, codec, salt));
  }

  #step<T>(work: (tx: Transaction) => Promise<T>, options: Parameters<typeof withTransaction>[2] = {}): Promise<T> {
    return withTransaction(
      this.parts.database,
      async (tx) => {
        await this.parts.hold(tx);
        return work(tx);
      },
      options,
    );
  }

  async #locking(work: (tx: Transaction) => Promise<void>): Promise<void> {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await this.#step(work);
      } catch (error) {
        if (attempt === LOCK_ATTEMPTS || (error as { code?: unknown }).code !== LOCK_NOT_AVAILABLE) throw error;
        await pause(250);
      }
    }
  }

  async #pace(done: number, started: number): Promise<void> {
    const { rowsPerSecond } = this.parts;
    const due = rowsPerSecond === null ? 0 : (done / rowsPerSecond) * 1_000;
    // Even unhurried it lets batches go first.
    let left = Math.max(1, due - (performance.now() - started));
    for (; left > PAUSE_AT_MOST_MS; left = due - (performance.now() - started)) {
      await pause(PAUSE_AT_MOST_MS);
      await this.#step(() => Promise.resolve());
    }
    await pause(Math.max(1, left));
  }
}
