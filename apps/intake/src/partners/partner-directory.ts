import { Injectable } from '@nestjs/common';
import type { PartnerChanged } from '@watchpost/contracts';
import type { EpochMillis } from '@watchpost/domain';
import { ProblemError } from '@watchpost/platform';
import { KeyDirectory, type KeyLookup, type KeyRefusal, type Principal } from '@watchpost/security';
import { createHash } from 'node:crypto';

/** What intake asks of a partner's settings. */
export interface PartnerSettings extends Pick<
  PartnerChanged,
  'testMode' | 'formatHint' | 'reading' | 'requestsPerMinute' | 'bytesPerMinute'
> {
  /** SHA-256 of `reading`, under which it is kept; null where there is none. */
  readonly readingId: string | null;
}

/** Partners with their keys, as operations told of them last. */
@Injectable()
export class PartnerDirectory implements KeyLookup {
  private readonly partners = new Map<string, PartnerChanged & PartnerSettings>();
  private readonly keys = new KeyDirectory();
  private complete = false;

  /** An older version than the one that is known changes nothing. */
  apply(event: PartnerChanged): void {
    const known = this.partners.get(event.partner);
    if (known !== undefined && known.version > event.version) return;
    this.partners.set(event.partner, { ...event, readingId: idOf(event.reading) });
    this.keys.put({ kind: 'partner', id: event.partner, active: event.active, keys: event.keys });
  }

  /** Everything that was there at start has been read. */
  markComplete(): void {
    this.complete = true;
  }

  get size(): number {
    return this.partners.size;
  }

  /** Of a partner whose key was found. */
  settingsOf(partner: string): PartnerSettings {
    const found = this.partners.get(partner);
    if (found === undefined) throw new Error(`partner ${partner} is not known`);
    return found;
  }

  find(key: string, now: EpochMillis): Principal | KeyRefusal {
    const found = this.keys.find(key, now);
    if (found !== 'key.unknown' || this.complete) return found;
    // It may be among those that were not read yet: a 401 would make its owner look for a fault that is none.
    throw new ProblemError(503, 'service.starting', 'The keys are still being read; try again.', {
      headers: { 'retry-after': '1' },
    });
  }
}

const idOf = (reading: string | null): string | null =>
  reading === null ? null : createHash('sha256').update(reading).digest('hex');
