import { rmSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type DetachedProcess,
  endProcess,
  isRunning,
  type ProcessEnd,
  sizeOf,
  startDetached,
  tailOf,
} from '@watchpost/engines';
import { CRASH_AT, type CrashPoint } from '@watchpost/platform';
import { type ServicePlan } from '../../../apps/cli/src/up/service-plan.ts';

const TRY_AGAIN_MS = 700;
const nodeFlags = [
  '--enable-source-maps',
  '--external-memory-accounted-in-global-limit',
  '--disable-warning=TimeoutNegativeWarning',
];

export interface CrashWish {
  readonly point: CrashPoint;
  readonly nth: number;
}

/** An end that nobody planned. */
export interface UnplannedEnd {
  readonly service: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The last it said. */
  readonly said: string;
}

/** A service that is harmed on purpose. Where it ends by itself (the database was away when it started) it is started again, as any supervisor would. */
export class ServiceProcess {
  #process: DetachedProcess | null = null;
  #crash: CrashWish | null = null;
  #fired: (() => void) | null = null;
  #logBegins = 0;
  #wanted = false;

  constructor(
    readonly name: string,
    private readonly plan: ServicePlan,
    private readonly logFile: string,
    private readonly onUnplannedEnd: (end: UnplannedEnd) => void,
  ) {}

  get pid(): number | null {
    return this.#process !== null && isRunning(this.#process.identity) ? this.#process.identity.pid : null;
  }

  /**
   * @param crash where it is to die
   * @returns resolves when it has died there; never, where it was not told to or does not come by
   */
  async start(crash: CrashWish | null = null): Promise<{ readonly fired: Promise<void> }> {
    this.#wanted = true;
    this.#crash = crash;
    const fired = new Promise<void>((resolve) => (this.#fired = resolve));
    await this.#launch();
    return { fired };
  }

  async #launch(): Promise<void> {
    rmSync(this.plan.readyFile, { force: true });
    this.#logBegins = sizeOf(this.logFile);
    const wish = this.#crash === null ? {} : { [CRASH_AT]: `${this.#crash.point}:${this.#crash.nth}` };
    const started = await startDetached({
      command: process.execPath,
      args: [...nodeFlags, this.plan.program],
      env: { ...this.plan.environment, ...wish },
      logFile: this.logFile,
    });
    this.#process = started;
    void started.ended.then((end) => this.#hasEnded(started, end));
  }

  async #hasEnded(which: DetachedProcess, { code, signal }: ProcessEnd): Promise<void> {
    if (which !== this.#process || !this.#wanted) return;
    if (signal === 'SIGKILL' && this.#crash !== null) {
      this.#wanted = false;
      this.#fired?.();
      return;
    }
    const said = tailOf(this.logFile, this.#logBegins, 1).slice(0, 300);
    this.onUnplannedEnd({ service: this.name, code, signal, said });
    await pause(TRY_AGAIN_MS);
    if (which === this.#process && this.#wanted) await this.#launch();
  }

  /** SIGKILL, in this very moment. */
  kill(): void {
    this.#wanted = false;
    const { pid } = this;
    if (pid !== null) process.kill(pid, 'SIGKILL');
  }

  /** Ends it gracefully. */
  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#process === null) return;
    const steps = [
      ['SIGTERM', 15_000],
      ['SIGKILL', 5_000],
    ] as const;
    await endProcess(this.#process.identity, { steps });
  }

  async isReady(): Promise<boolean> {
    try {
      const url = `http://127.0.0.1:${this.plan.port}/readyz`;
      return (await fetch(url, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }
}
