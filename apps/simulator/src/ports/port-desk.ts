import { setTimeout as pause } from 'node:timers/promises';
import { callPatiently, type Door } from '../http-client.ts';
import { type Tally, type Truth } from '../tally.ts';
import { Random } from '../traffic/random.ts';
import { type PortAlert } from './alert.ts';
import { examine } from './examination.ts';

export interface PortDeskOptions {
  readonly seed: string;
  /** How long a step takes, as a factor of a few seconds. */
  readonly pace: number;
}

/** Steps that a simulated port takes with an alert it was given, with the seconds each takes at least and at most. */
const way = [
  { step: 'ACKNOWLEDGED', seconds: [1, 4] },
  { step: 'LOCATED', seconds: [2, 5] },
  { step: 'PRESENTED', seconds: [2, 4] },
  { step: 'EXAMINED', seconds: [2, 5] },
] as const;

const NOT_FOUND = 0.04;
const ALREADY_GONE = 0.03;
/** An alert that was handled is remembered, since it comes at least once. */
const REMEMBERED = 50_000;

/** The officers of one port: acknowledge, look for the item, open it, report. */
export class PortDesk {
  readonly #door: Door;
  readonly #options: PortDeskOptions;
  readonly #tally: Tally;
  readonly #truth: Truth;
  readonly #known = new Set<string>();
  readonly #underWay = new Set<Promise<void>>();

  constructor(door: Door, options: PortDeskOptions, notes: { tally: Tally; truth: Truth }) {
    this.#door = door;
    this.#options = options;
    this.#tally = notes.tally;
    this.#truth = notes.truth;
  }

  /** Takes an alert in hand, once, however often it comes. */
  take(alert: PortAlert, signal: AbortSignal): void {
    if (this.#known.has(alert.alertId) || !['ISSUED', 'DELIVERED'].includes(alert.state)) return;
    this.#known.add(alert.alertId);
    for (const oldest of this.#known) {
      if (this.#known.size <= REMEMBERED) break;
      this.#known.delete(oldest);
    }
    this.#tally.alerts += 1;
    const done = this.#handle(alert, signal)
      // The stack is being stopped: what was begun is begun again by nobody.
      .catch(() => undefined)
      .finally(() => this.#underWay.delete(done));
    this.#underWay.add(done);
  }

  /** Resolves when everything taken in hand is done with. */
  async settled(): Promise<void> {
    await Promise.all(this.#underWay);
  }

  async #handle(alert: PortAlert, signal: AbortSignal): Promise<void> {
    const random = new Random(`${this.#options.seed}/way/${alert.alertId}`);
    for (const { step, seconds } of way) {
      const [least, most] = seconds;
      await pause((least + (most - least) * random.next()) * 1_000 * this.#options.pace, undefined, { signal });
      const taken = step === 'LOCATED' ? whereabouts(random) : step;
      // A refusal means that targeting or somebody else was quicker; then it is theirs.
      if (!(await this.#step(alert, taken, signal)) || taken !== step) return;
    }
    await this.#report(alert, signal);
  }

  async #step(alert: PortAlert, step: string, signal: AbortSignal): Promise<boolean> {
    const answer = await callPatiently(
      this.#door,
      {
        method: 'POST',
        path: `/v1/alerts/${alert.alertId}/steps`,
        body: { step, at: new Date().toISOString(), evidence: { officer: `${alert.port} shift desk` } },
      },
      signal,
    );
    return answer.status < 400;
  }

  async #report(alert: PortAlert, signal: AbortSignal): Promise<void> {
    const isRisky = this.#truth.isRisky(alert.itemId ?? '');
    const examination = examine(this.#options.seed, alert.alertId, isRisky);
    const answer = await callPatiently<{ code?: string; detail?: string } | null>(
      this.#door,
      {
        method: 'POST',
        path: `/v1/alerts/${alert.alertId}/inspections`,
        body: { endedAt: new Date().toISOString(), ...examination },
      },
      signal,
    );
    if (answer.status >= 400) {
      process.stderr.write(
        `${alert.port}: the report on ${alert.alertId} was refused (${answer.status} ${answer.body?.code ?? ''} ${answer.body?.detail ?? ''})\n`,
      );
      return;
    }
    this.#tally.inspections += 1;
    if (examination.outcome !== 'NEGATIVE') this.#tally.found += 1;
  }
}

function whereabouts(random: Random): 'LOCATED' | 'NOT_LOCATED' | 'ALREADY_GONE' {
  const dice = random.next();
  if (dice < NOT_FOUND) return 'NOT_LOCATED';
  return dice < NOT_FOUND + ALREADY_GONE ? 'ALREADY_GONE' : 'LOCATED';
}
