import { setTimeout as pause } from 'node:timers/promises';
import { type JournalFile } from '@watchpost/testing';
import { Random } from '../../../apps/simulator/src/traffic/random.ts';
import { type Draft, Traffic } from './traffic.ts';

export interface LoadSurroundings {
  /** Doors of intake, one for each replica: every try knocks at the next one, as behind a balancer. */
  readonly intakes: readonly string[];
  /** Keys by partner. */
  readonly keys: Readonly<Record<string, string>>;
  readonly journal: JournalFile;
}

const REQUEST_MS = 6_000;
const AGAIN_MS = 700;
/** More than this at once and the generator waits: it is not the one under test. */
const MOST_OPEN = 24;
const REPEATS = 0.06;
const OTHER_BODIES = 0.03;

/**
 * Pushes manifests at a steady rate whatever becomes of them, and writes down what it did and what it was told. What got no answer is sent again
 * under its key until there is one.
 */
export class Load {
  readonly #traffic: Traffic;
  readonly #random: Random;
  readonly #accepted: Draft[] = [];
  readonly #underway = new Set<Promise<void>>();
  #open = 0;
  #tries = 0;
  #unanswered = 0;
  #stopping = false;
  #running: Promise<void> | null = null;

  constructor(
    private readonly around: LoadSurroundings,
    private readonly wish: {
      readonly seed: number;
      readonly manifestsPerSecond: number;
      readonly linesPerManifest: number;
    },
  ) {
    this.#traffic = new Traffic(wish.seed, wish.linesPerManifest, Date.now());
    this.#random = new Random(`chaos-load/${wish.seed}`);
  }

  /** Requests that are on their way at this moment. */
  get open(): number {
    return this.#open;
  }

  /** Submissions of which nobody knows whether they were taken. */
  get unanswered(): number {
    return this.#unanswered;
  }

  start(): void {
    this.#running ??= this.#run();
  }

  /** Sends nothing new; what is unanswered goes on until it is answered. */
  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#running;
  }

  async #run(): Promise<void> {
    const everyMs = 1000 / this.wish.manifestsPerSecond;
    for (let at = performance.now(); !this.#stopping; at += everyMs) {
      await pause(Math.max(0, at - performance.now()));
      if (this.#underway.size < MOST_OPEN) this.#begin(this.#next());
    }
  }

  #next(): Draft {
    const dice = this.#random.next();
    if (this.#accepted.length === 0 || dice > REPEATS + OTHER_BODIES) return this.#traffic.next();
    const before = this.#random.pick(this.#accepted);
    return dice < REPEATS ? before : this.#traffic.otherBody(before);
  }

  #begin(draft: Draft): void {
    const done = this.#insist(draft);
    this.#underway.add(done);
    void done.then(() => this.#underway.delete(done));
  }

  async #insist(draft: Draft): Promise<void> {
    this.#unanswered += 1;
    for (let attempt = 1; !(await this.#submit(draft, attempt)); attempt += 1) await pause(AGAIN_MS);
    this.#unanswered -= 1;
  }

  /** @returns false where nobody knows */
  async #submit({ submission, text, contentType, idempotencyKey }: Draft, attempt: number): Promise<boolean> {
    const { journal } = this.around;
    const { key, partner } = submission;
    journal.write({ type: 'invoke', attempt, submission });
    this.#open += 1;
    try {
      const response = await fetch(new URL('/v1/manifests', this.#nextDoor()), {
        method: 'POST',
        headers: {
          authorization: `Bearer ${this.around.keys[partner]}`,
          'content-type': contentType,
          'idempotency-key': idempotencyKey,
        },
        body: text,
        signal: AbortSignal.timeout(REQUEST_MS),
      });
      const body = (await response.json()) as { manifestId: string; receipt: string; code?: string };
      const { status } = response;
      if (status >= 500 || status === 429 || status === 401) {
        journal.write({ type: 'info', key, why: `${status} ${body.code ?? ''}` });
        return false;
      }
      if (!response.ok) {
        journal.write({ type: 'fail', key, status, code: body.code ?? '' });
        return true;
      }
      const repeated = response.headers.get('idempotent-replayed') === 'true';
      journal.write({ type: 'ok', key, manifestId: body.manifestId, receipt: body.receipt, repeated });
      if (attempt === 1 && !repeated) this.#remember({ submission, text, contentType, idempotencyKey });
      return true;
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
      journal.write({ type: 'info', key, why: cause instanceof Error ? cause.message : String(cause) });
      return false;
    } finally {
      this.#open -= 1;
    }
  }

  #nextDoor(): string {
    const { intakes } = this.around;
    this.#tries += 1;
    return intakes[this.#tries % intakes.length]!;
  }

  #remember(draft: Draft): void {
    this.#accepted.push(draft);
    if (this.#accepted.length > 200) this.#accepted.shift();
  }
}
