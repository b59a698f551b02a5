import { Injectable } from '@nestjs/common';
import { ProblemError } from '@watchpost/platform';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { PartnerDirectory } from './partner-directory.ts';

const MINUTE_S = 60;

interface Limiters {
  readonly requestsPerMinute: number;
  readonly bytesPerMinute: number;
  readonly requests: RateLimiterMemory;
  readonly bytes: RateLimiterMemory;
}

/**
 * Requests and bytes a partner may send in a minute, counted in this process: with several replicas behind a balancer each counts its own share. Bytes
 * are counted when they have arrived, so the manifest that goes over the limit is still taken and the next one waits.
 */
@Injectable()
export class Quotas {
  private readonly byPartner = new Map<string, Limiters>();

  constructor(private readonly partners: PartnerDirectory) {}

  /** @throws ProblemError 429 with `Retry-After` */
  async admit(partner: string): Promise<void> {
    const { requests, bytes, bytesPerMinute } = this.limitersOf(partner);
    const spent = await bytes.get(partner);
    if (spent !== null && spent.consumedPoints >= bytesPerMinute) throw exceeded('quota.bytes', 'bytes', spent);
    try {
      await requests.consume(partner);
    } catch (error) {
      if (error instanceof RateLimiterRes) throw exceeded('quota.requests', 'requests', error);
      throw error;
    }
  }

  async charge(partner: string, bytes: number): Promise<void> {
    await this.limitersOf(partner).bytes.penalty(partner, bytes);
  }

  /** New limits begin a new minute. */
  private limitersOf(partner: string): Limiters {
    const { requestsPerMinute, bytesPerMinute } = this.partners.settingsOf(partner);
    const known = this.byPartner.get(partner);
    if (known?.requestsPerMinute === requestsPerMinute && known.bytesPerMinute === bytesPerMinute) return known;
    const limiters = {
      requestsPerMinute,
      bytesPerMinute,
      requests: new RateLimiterMemory({ points: requestsPerMinute, duration: MINUTE_S }),
      bytes: new RateLimiterMemory({ points: bytesPerMinute, duration: MINUTE_S }),
    };
    this.byPartner.set(partner, limiters);
    return limiters;
  }
}

function exceeded(code: string, what: string, { msBeforeNext }: RateLimiterRes): ProblemError {
  const seconds = Math.max(1, Math.ceil(msBeforeNext / 1000));
  return new ProblemError(429, code, `This minute's ${what} are used up; go on in ${seconds} s.`, {
    headers: { 'retry-after': String(seconds) },
  });
}
