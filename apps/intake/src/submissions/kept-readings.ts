import { Inject, Injectable } from '@nestjs/common';
import { DATABASE, type Database, intakeStore } from '@watchpost/persistence';
import type { PartnerSettings } from '../partners/partner-directory.ts';

/** Keeps the settings by which manifests are read before the first manifest refers to them. */
@Injectable()
export class KeptReadings {
  readonly #kept = new Set<string>();

  constructor(@Inject(DATABASE) private readonly database: Database) {}

  /** @returns the id under which they are durable; null where the partner has none */
  async keep({ reading, readingId }: Pick<PartnerSettings, 'reading' | 'readingId'>): Promise<string | null> {
    if (reading === null || readingId === null || this.#kept.has(readingId)) return readingId;
    await intakeStore.keepReading(this.database, readingId, reading);
    this.#kept.add(readingId);
    return readingId;
  }
}
