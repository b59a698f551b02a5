import { setTimeout as pause } from 'node:timers/promises';
import type { BenchManifest } from './manifest-supply.ts';

const AGAIN_MS = 200;
const LATER = new Set([401, 429, 503]);

export interface LineCounts {
  readonly lines: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

/** Intake as a partner sees it. */
export class PartnerDoor {
  readonly #address: string;
  readonly #authorization: string;

  constructor(address: string, key: string) {
    this.#address = address;
    this.#authorization = `Bearer ${key}`;
  }

  /** Submits until it is taken. @returns its manifest id @throws Error where it is refused for good */
  async submit({ body, contentType }: BenchManifest): Promise<string> {
    for (;;) {
      const response = await fetch(new URL('/v1/manifests', this.#address), {
        method: 'POST',
        headers: { authorization: this.#authorization, 'content-type': contentType },
        body: new Uint8Array(body),
      });
      if (response.ok) return ((await response.json()) as { manifestId: string }).manifestId;
      const text = await response.text();
      if (!LATER.has(response.status)) throw new Error(`a manifest was refused with ${response.status}: ${text}`);
      await pause(AGAIN_MS);
    }
  }

  /** Where each of its lines stands; null while some have no outcome. */
  async outcomesOf(manifestId: string): Promise<LineCounts | null> {
    const response = await fetch(new URL(`/v1/manifests/${manifestId}`, this.#address), {
      headers: { authorization: this.#authorization },
    });
    if (!response.ok) throw new Error(`the status of ${manifestId} was answered with ${response.status}`);
    const { status, lines, outcomes } = (await response.json()) as LineCounts & { status: string };
    return status === 'complete' ? { lines, outcomes } : null;
  }
}
