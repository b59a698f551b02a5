import { setTimeout as pause } from 'node:timers/promises';
import { callPatiently, type Door } from '../http-client.ts';
import { type Tally, type Truth } from '../tally.ts';
import { ManifestStream, type SampleManifest, type StreamOptions } from '../traffic/manifest-stream.ts';
import { type SamplePartner } from '../traffic/sample-partner.ts';

export interface DeskOptions extends StreamOptions {
  /** Items a second of this partner. */
  readonly rate: number;
  /** Called before each manifest; false ends the desk. */
  readonly mayGoOn: () => boolean;
}

/** Manifests that may be under way at once; more would only queue in intake. */
const CONCURRENT = 4;

/** One partner that pushes manifests at its rate. When intake is slower, it waits and does not pile up. */
export class PartnerDesk {
  readonly #partner: SamplePartner;
  readonly #door: Door;
  readonly #options: DeskOptions;
  readonly #tally: Tally;
  readonly #truth: Truth;

  constructor(partner: SamplePartner, door: Door, options: DeskOptions, notes: { tally: Tally; truth: Truth }) {
    this.#partner = partner;
    this.#door = door;
    this.#options = options;
    this.#tally = notes.tally;
    this.#truth = notes.truth;
  }

  /** Sends until it may not go on or `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    const stream = new ManifestStream(this.#partner, this.#options);
    const underWay = new Set<Promise<void>>();
    let due = Date.now();
    while (!signal.aborted && this.#options.mayGoOn()) {
      const wait = due - Date.now();
      if (wait > 0) await pause(wait, undefined, { signal }).catch(() => undefined);
      if (underWay.size >= CONCURRENT) await Promise.race(underWay);
      if (signal.aborted) break;
      const manifest = stream.next(Date.now());
      const sent = this.#send(manifest, signal).finally(() => underWay.delete(sent));
      underWay.add(sent);
      const cost = (manifest.lines / this.#options.rate) * 1_000;
      // What was missed is not made up for: a burst after a pause would measure nothing.
      due = Math.max(due + cost, Date.now() - 1_000);
    }
    await Promise.all(underWay);
  }

  async #send(manifest: SampleManifest, signal: AbortSignal): Promise<void> {
    // Before it is sent: its alert may be quicker than intake's answer.
    this.#truth.note(manifest.risky);
    const call = {
      method: 'POST',
      path: '/v1/manifests',
      body: manifest.text,
      headers: { 'content-type': manifest.contentType },
    } as const;
    const answer = await callPatiently<{ code?: string } | null>(this.#door, call, signal).catch(() => null);
    if (answer === null) return;
    if (answer.status >= 400) {
      this.#tally.refused += 1;
      process.stderr.write(
        `${manifest.partner}: manifest ${manifest.reference} was refused (${answer.status} ${answer.body?.code ?? ''})\n`,
      );
      return;
    }
    if (manifest.isRepeat) {
      this.#tally.repeats += 1;
      return;
    }
    this.#tally.manifests += 1;
    this.#tally.lines += manifest.lines;
    this.#tally.risky += manifest.risky.length;
  }
}
