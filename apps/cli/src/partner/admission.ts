import { exitCode } from '../terminal/exit-code.ts';
import { type CheckedSettings } from './partner-settings.ts';

/** Why intake would not take a manifest, with its own status and code. */
export interface Refusal {
  readonly status: number;
  readonly code: string;
  readonly reason: string;
}

/** Bytes of a manifest that intake takes, unless it is set otherwise. */
export const MANIFEST_BYTES = 256 * 1024 * 1024;

/** What intake decides before it reads anything, for files that are sent one right after the other. */
export class Admission {
  #requests = 0;
  #bytes = 0;

  /** @param maxBytes of one manifest */
  constructor(
    private readonly settings: CheckedSettings,
    private readonly maxBytes = MANIFEST_BYTES,
  ) {}

  /** The next manifest. A refused one counts as a request; of bytes, the manifest that goes over the limit is still taken. @returns null where it is taken */
  admit(bytes: number): Refusal | null {
    const { partner, active, requestsPerMinute, bytesPerMinute } = this.settings;
    if (!active) return { status: 401, code: 'key.inactive', reason: `Partner ${partner} is not active.` };
    if (this.#bytes >= bytesPerMinute)
      return { status: 429, code: 'quota.bytes', reason: `More than the ${bytesPerMinute} bytes of a minute.` };
    this.#requests += 1;
    if (this.#requests > requestsPerMinute)
      return {
        status: 429,
        code: 'quota.requests',
        reason: `More than the ${requestsPerMinute} requests of a minute.`,
      };
    if (bytes > this.maxBytes)
      return { status: 413, code: 'manifest.too-large', reason: `A manifest may have ${this.maxBytes} bytes.` };
    this.#bytes += bytes;
    return bytes > 0 ? null : { status: 400, code: 'manifest.empty', reason: 'The body has no bytes.' };
  }
}

/** How `submit` would end for it. */
export function exitCodeOfRefusal({ status }: Refusal): number {
  if (status === 401) return exitCode.notAllowed;
  return status === 429 ? exitCode.unavailable : exitCode.failed;
}
