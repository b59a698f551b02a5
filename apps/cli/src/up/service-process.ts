import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import { basename, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import {
  type DetachedProcess,
  type Ending,
  endProcess,
  forgetRecord,
  isRunning,
  type ProcessEnd,
  runningRecord,
  sizeOf,
  startDetached,
  tailOf,
  writeRecord,
} from '@watchpost/engines';
import { type StackHome } from '../stack/home.ts';
import { type ServiceState } from '../stack/state.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';
import type { ServicePlan } from './service-plan.ts';

const READY_TIMEOUT_MS = 90_000;
/** Lived longer: what ends it next is another story, and the pause begins anew. */
const SETTLED_MS = 60_000;
const LONGEST_PAUSE_MS = 30_000;
/** Services drain for twenty seconds at most by themselves. */
const DRAIN: Ending = {
  steps: [
    ['SIGTERM', 25_000],
    ['SIGKILL', 5_000],
  ],
};

const nodeFlags = [
  '--enable-source-maps',
  // Node would take its limit from the machine's memory, each service as if it were alone on it, and let garbage lie until there. What a service keeps
  // fits in a fraction of this; buffers do not count.
  '--max-old-space-size=512',
  // What a batch of some hundred records leaves behind dies young, but not within the 16 MiB that Node gives the young: it would be copied, twice, before it dies.
  '--max-semi-space-size=32',
  // With a limit as low as that, V8 collects everything again once a third has been added: several times a second under load, of the same that lives on.
  '--heap-growing-percent=150',
  // Without it a service that handles many buffers spends a third of its time in full collections.
  '--external-memory-accounted-in-global-limit',
  '--disable-warning=TimeoutNegativeWarning',
];

/**
 * glibc gives up to eight arenas for each core to the threads that ask for memory and seldom takes any of it back: buffers that are handed from one
 * thread to another then leave hundreds of megabytes lying unused. What is larger than 128 KiB, as every answer of the broker is, it takes from the kernel
 * and gives back at once, so that the kernel clears the same pages again and again: services keep what they have cleared once. Whoever sets these himself
 * is left his numbers.
 */
const memoryDefaults = {
  MALLOC_ARENA_MAX: '2',
  MALLOC_MMAP_THRESHOLD_: String(64 * 1024 * 1024),
  MALLOC_TRIM_THRESHOLD_: String(128 * 1024 * 1024),
  MALLOC_TOP_PAD_: String(16 * 1024 * 1024),
};

/** A service as a process of its own, started again when it ends by itself. */
export class ServiceProcess {
  readonly name: string;
  readonly #plan: ServicePlan;
  readonly #home: StackHome;
  readonly #note: (text: string) => void;
  readonly #onChange: () => void;
  #process: DetachedProcess | null = null;
  #startedAt = 0;
  /** Bytes of the log that earlier starts have written. */
  #logBegins = 0;
  #failures = 0;
  #restarts = 0;
  #wanted = true;

  constructor(plan: ServicePlan, home: StackHome, hooks: { note: (text: string) => void; onChange: () => void }) {
    this.name = plan.name;
    this.#plan = plan;
    this.#home = home;
    this.#note = hooks.note;
    this.#onChange = hooks.onChange;
  }

  /** `http://127.0.0.1:…`; null where it serves no HTTP. */
  get url(): string | null {
    return this.#plan.port === null ? null : `http://127.0.0.1:${this.#plan.port}`;
  }

  state(): ServiceState {
    const pid = this.#process !== null && isRunning(this.#process.identity) ? this.#process.identity.pid : null;
    return { name: this.name, pid, url: this.url, restarts: this.#restarts };
  }

  /** Starts it and waits until it is ready. @throws CommandError with what it said and its exit code */
  async start(): Promise<void> {
    await this.#launch();
    const end = await this.#ready();
    if (end !== null) throw this.#fault(end);
    void this.#keepAlive();
  }

  async stop(): Promise<void> {
    this.#wanted = false;
    if (this.#process !== null) await endProcess(this.#process.identity, DRAIN);
    forgetRecord(this.#recordFile);
  }

  get #recordFile(): string {
    return join(this.#home.run, `${this.name}.pid.json`);
  }

  get #logFile(): string {
    return join(this.#home.logs, `${this.name}.log`);
  }

  async #launch(): Promise<void> {
    if (!existsSync(this.#plan.program)) {
      throw new CommandError(
        `${this.name} is not built (${this.#plan.program} is missing); run npm run build.`,
        exitCode.failed,
      );
    }
    mkdirSync(this.#home.run, { recursive: true });
    rmSync(this.#plan.readyFile, { force: true });
    this.#logBegins = sizeOf(this.#logFile);
    this.#process = await startDetached({
      command: process.execPath,
      args: [...nodeFlags, this.#plan.program],
      env: { ...memoryDefaults, ...this.#plan.environment },
      logFile: this.#logFile,
    });
    this.#startedAt = Date.now();
    writeRecord(this.#recordFile, this.#process.identity);
    this.#onChange();
  }

  /** null once it is ready; how it ended where it did not get there. */
  async #ready(): Promise<ProcessEnd | null> {
    const { ended } = this.#process!;
    if (this.#plan.port === null) return Promise.race([ended, pause(1_000).then(() => null)]);
    const deadline = Date.now() + READY_TIMEOUT_MS;
    while (Date.now() < deadline) {
      const end = await Promise.race([ended, pause(100).then(() => null)]);
      if (end !== null) return end;
      if (existsSync(this.#plan.readyFile) && (await this.#saysReady())) return null;
    }
    throw new CommandError(
      `${this.name} runs but has not become ready within ${READY_TIMEOUT_MS / 1000} s; see ${this.#logFile} and ${this.url}/readyz.`,
      exitCode.unavailable,
    );
  }

  async #saysReady(): Promise<boolean> {
    try {
      return (await fetch(`${this.url}/readyz`, { signal: AbortSignal.timeout(2_000) })).ok;
    } catch {
      return false;
    }
  }

  async #keepAlive(): Promise<void> {
    while (this.#wanted) {
      const end = await this.#process!.ended;
      if (!this.#wanted) return;
      this.#failures = Date.now() - this.#startedAt > SETTLED_MS ? 1 : this.#failures + 1;
      const wait = Math.min(LONGEST_PAUSE_MS, 500 * 2 ** this.#failures);
      this.#note(
        `${this.name} ended (${endText(end)}: ${lastWords(this.#logFile, this.#logBegins)}); starting it again in ${wait / 1000} s`,
      );
      this.#onChange();
      await pause(wait);
      if (!this.#wanted) return;
      this.#restarts += 1;
      await this.#launch().catch((error: unknown) => this.#note(`${this.name}: ${String(error)}`));
    }
  }

  #fault(end: ProcessEnd): CommandError {
    return new CommandError(
      `${this.name} could not start (${endText(end)}): ${lastWords(this.#logFile, this.#logBegins)} See ${this.#logFile}.`,
      end.code === null || end.code === 0 ? exitCode.failed : end.code,
    );
  }
}

const endText = ({ code, signal }: ProcessEnd): string => (signal === null ? `exit ${code}` : `signal ${signal}`);

/** The last line of a log that is a sentence and not a line of a stack or of JSON. */
function lastWords(logFile: string, from: number): string {
  const lines = tailOf(logFile, from, 40).split('\n').reverse();
  const said = lines.find((line) => /\S/.test(line) && !/^\s+at |^\s*[{}\]]|^Node\.js v/.test(line));
  return said?.trim().slice(0, 400) ?? 'it said nothing';
}

/** Ends what a supervisor that was killed has left running; the names of those it ended. */
export async function endLeftovers(home: StackHome): Promise<readonly string[]> {
  if (!existsSync(home.run)) return [];
  const records = readdirSync(home.run).filter((name) => name.endsWith('.pid.json'));
  const ended = await Promise.all(
    records.map(async (name) => {
      const record = runningRecord(join(home.run, name));
      if (record !== null) await endProcess(record, DRAIN);
      forgetRecord(join(home.run, name));
      return record === null ? [] : [basename(name, '.pid.json')];
    }),
  );
  return ended.flat();
}
