import { setTimeout as pause } from 'node:timers/promises';
import { type Sometimes } from '@watchpost/testing';
import { type Fault, nameOfFault, type Target } from './plan/fault.ts';
import { type Plan, type Track } from './plan/plan.ts';
import { type ChaosStack } from './stack/stack.ts';

export interface NemesisSurroundings {
  readonly stack: ChaosStack;
  readonly sometimes: Sometimes;
  /** Whether the target has work under way at this moment. */
  readonly isBusy: (target: Target) => Promise<boolean>;
  readonly note: (text: string) => void;
}

/** How long a fault waits for its window, and a service for the place in its code where it is to die. */
const WINDOW_MS = 90_000;
const CRASH_MS = 90_000;
const LOOK_MS = 15;
const HANGING_MS = 1_500;

/** Does to the stack what the plan says; says of each fault whether it met work under way. */
export class Nemesis {
  readonly #turns = new Map<Target, Promise<void>>();

  constructor(private readonly around: NemesisSurroundings) {}

  async carryOut(plan: Plan): Promise<void> {
    for (const { steps } of plan.tracks) for (const { fault } of steps) this.around.sometimes.want(nameOfFault(fault));
    await Promise.all(plan.tracks.map((track) => this.#follow(track)));
  }

  async #follow({ steps }: Track): Promise<void> {
    for (const { gapMs, fault } of steps) {
      await pause(gapMs);
      await this.#alone(fault.targets, () => this.#do(fault));
    }
  }

  /** Waits for whoever harms one of them; all are taken at once, so that nobody waits in a circle. */
  async #alone(targets: readonly Target[], work: () => Promise<void>): Promise<void> {
    const before = targets.map((target) => this.#turns.get(target));
    const { promise, resolve } = Promise.withResolvers<void>();
    for (const target of targets) this.#turns.set(target, promise);
    await Promise.all(before);
    try {
      await work();
    } finally {
      resolve();
    }
  }

  async #do(fault: Fault): Promise<void> {
    if (fault.kind === 'crash') return this.#crash(fault);
    if (!(await this.#windowOpens(fault.targets))) {
      this.around.note(`${nameOfFault(fault)}: nothing was under way for ${WINDOW_MS / 1000} s`);
      return;
    }
    this.around.sometimes.see(nameOfFault(fault));
    this.around.note(nameOfFault(fault));
    if (fault.kind === 'pause') return this.#pause(fault);
    if (fault.kind === 'kill-behind-pause') return this.#killBehindPause(fault);
    const { stack } = this.around;
    if (fault.kind === 'quit') stack.quitPostgres();
    else for (const target of fault.targets) stack.kill(target);
    await this.#comeBack(fault.targets, fault.downMs);
  }

  async #pause({ targets, forMs }: Extract<Fault, { kind: 'pause' }>): Promise<void> {
    for (const target of targets) this.around.stack.pause(target);
    await pause(forMs);
    for (const target of targets) this.around.stack.resume(target);
  }

  async #killBehindPause({
    targets: [service, database],
    downMs,
  }: Extract<Fault, { kind: 'kill-behind-pause' }>): Promise<void> {
    const { stack } = this.around;
    stack.pause(database);
    await pause(HANGING_MS);
    stack.kill(service);
    // What waits in the sockets of a database that hangs would be done when it wakes; it does not wake.
    stack.kill(database);
    await this.#comeBack([database, service], downMs);
  }

  async #crash(fault: Extract<Fault, { kind: 'crash' }>): Promise<void> {
    const { stack, sometimes, note } = this.around;
    const [service] = fault.targets;
    stack.kill(service);
    const { fired } = await stack.bringBack(service, fault);
    const hasFired = await Promise.race([fired.then(() => true), pause(CRASH_MS).then(() => false)]);
    if (hasFired) sometimes.see(nameOfFault(fault));
    note(hasFired ? nameOfFault(fault) : `${nameOfFault(fault)}: did not come by within ${CRASH_MS / 1000} s`);
    if (!hasFired) stack.kill(service);
    await this.#comeBack([service], fault.downMs);
  }

  async #comeBack(targets: readonly Target[], downMs: number): Promise<void> {
    await pause(downMs);
    await Promise.all(targets.map((target) => this.around.stack.bringBack(target)));
  }

  /** Looks until all of them are up and have work under way in the same moment. */
  async #windowOpens(targets: readonly Target[]): Promise<boolean> {
    for (const end = Date.now() + WINDOW_MS; Date.now() < end; await pause(LOOK_MS)) {
      if (!targets.every((target) => this.around.stack.isUp(target))) continue;
      const busy = await Promise.all(targets.map((target) => this.around.isBusy(target)));
      if (busy.every(Boolean)) return true;
    }
    return false;
  }
}
