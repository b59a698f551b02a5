import type { operationsStore } from '@watchpost/persistence';
import type { ChangeRoom } from './change-room.ts';
import { Tally } from './tally.ts';

type ReplayChange = operationsStore.ReplayChange;
type StepAnswer = operationsStore.StepAnswer;

/** Results are kept so often, or when there are so many. */
const STEP_MS = 1_000;
const STEP_CHANGES = 2_000;

/** What a lane has found since it was kept last. One step is kept while the next is judged. */
export class Findings {
  readonly tally = new Tally();
  #changes: ReplayChange[] = [];
  #done = 0;
  #keptAt = performance.now();
  #keeping: Promise<StepAnswer> = Promise.resolve('go-on');

  constructor(
    private readonly commit: (step: operationsStore.ReplayStep) => Promise<StepAnswer>,
    private readonly room: ChangeRoom,
  ) {}

  /** Counts it, and keeps it where there is room. */
  add(change: ReplayChange): void {
    this.tally.add('found', change.what);
    if (this.room.takes(change)) this.#changes.push(change);
  }

  /** Records or lines that are done with. */
  passed(count: number): void {
    this.#done += count;
  }

  get isDue(): boolean {
    return performance.now() - this.#keptAt > STEP_MS || this.#changes.length >= STEP_CHANGES;
  }

  /** Keeps all of it with the place that it reaches to. @returns how the step before was answered; after `lost` nothing is kept any more */
  async keep(partition: number, from: number, next: number): Promise<StepAnswer> {
    const before = await this.#keeping;
    if (before === 'lost') return before;
    const step = { partition, from, next, done: this.#done, counts: this.tally.take(), changes: this.#changes };
    this.#changes = [];
    this.#done = 0;
    this.#keptAt = performance.now();
    this.#keeping = this.commit(step);
    // Whoever waits for it is told.
    this.#keeping.catch(() => undefined);
    return before;
  }

  /** How the last step was answered. */
  settled(): Promise<StepAnswer> {
    return this.#keeping;
  }
}
