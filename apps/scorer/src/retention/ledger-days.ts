import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, scorerStore } from '@watchpost/persistence';

/** Sees to it that the ledger has a place for each day that comes. */
@Injectable()
export class LedgerDays {
  readonly #prepared = new Set<number>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @param days since 1970-01-01; cheap for those that are prepared */
  async prepare(days: readonly number[]): Promise<void> {
    const missing = [...new Set(days)].filter((day) => !this.#prepared.has(day));
    if (missing.length === 0) return;
    await scorerStore.prepareLedgerDays(this.database, missing);
    for (const day of missing) this.#prepared.add(day);
  }

  /** @returns the days dropped */
  async dropBefore(firstKept: number): Promise<readonly number[]> {
    const dropped = await scorerStore.dropLedgerDaysBefore(this.database, firstKept);
    for (const day of dropped) this.#prepared.delete(day);
    return dropped;
  }
}
