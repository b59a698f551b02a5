import { Inject, Injectable } from '@nestjs/common';
import type { EpochMillis } from '@watchpost/domain';
import { hashKey, keyIdOf, type KeyLookup, type KeyRefusal, type Principal } from '@watchpost/security';
import { timingSafeEqual } from 'node:crypto';
import { type IntakeConfig } from '../configuration.ts';
import { INTAKE_CONFIG } from '../tokens.ts';
import { PartnerDirectory } from './partner-directory.ts';

/** Keys of partners, and the one by which operations reads what is kept here. */
@Injectable()
export class IntakeKeys implements KeyLookup {
  readonly #service: string | null;

  constructor(
    private readonly partners: PartnerDirectory,
    @Inject(INTAKE_CONFIG) { WATCHPOST_SERVICE_KEY: key }: Pick<IntakeConfig, 'WATCHPOST_SERVICE_KEY'>,
  ) {
    this.#service = key === undefined ? null : hashKey(key);
  }

  find(key: string, now: EpochMillis): Principal | KeyRefusal {
    const hash = hashKey(key);
    if (this.#service === null || !timingSafeEqual(Buffer.from(hash), Buffer.from(this.#service)))
      return this.partners.find(key, now);
    return { kind: 'operator', id: 'operations', scopes: ['operations'], keyId: keyIdOf(hash) };
  }
}
