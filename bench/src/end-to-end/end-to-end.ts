import { setTimeout as pause } from 'node:timers/promises';
import { submitClosedLoop } from '../load/closed-loop.ts';
import { LineLedger } from '../load/line-ledger.ts';
import { type BenchManifest, MIX, type ManifestSupply } from '../load/manifest-supply.ts';
import { submitOpenLoop } from '../load/open-loop.ts';
import { PartnerDoor } from '../load/partner-door.ts';
import { PortWatch } from '../load/port-watch.ts';
import { type Usage, watchUsage } from '../load/usage-window.ts';
import { profile, type Profiling } from '../profiling/cpu-profiler.ts';
import { profileTable, summarise } from '../profiling/self-times.ts';
import type { BenchStack } from '../stack/bench-stack.ts';
import { stagesOf } from '../stages/alert-stages.ts';
import { latencyOf, type Latency } from './percentiles.ts';

export interface EndToEndOptions {
  /** How long lines are counted at full speed. */
  readonly seconds: number;
  /** Full speed before that, while compilers and caches warm up. */
  readonly warmUpSeconds: number;
  /** How long each latency is measured. */
  readonly latencySeconds: number;
  readonly window: number;
  readonly connections: number;
  /** Tell where the time of an alert went. */
  readonly stages: boolean;
  /** Services to be profiled while lines are counted. */
  readonly profiled: readonly string[];
}

export interface Sustained {
  readonly mix: string;
  /** Lines a second that got their outcome, and where due their alert, while the clock ran. */
  readonly rate: number;
  readonly lines: number;
  readonly seconds: number;
  readonly manifests: number;
  /** Alerts at the port for each line submitted, all phases together. */
  readonly alertShare: number;
  /** Of the items that are risky in truth, how many the port was told of. */
  readonly riskyAlerted: number;
  /** Lines by outcome, all phases together; none may be left PENDING. */
  readonly outcomes: Readonly<Record<string, number>>;
  /** CPU milliseconds for 1,000 lines, the same as microseconds for one. */
  readonly cpuMsPerThousand: Readonly<Record<string, number>>;
  /** All of them but the generator. */
  readonly cpuMsPerThousandAll: number;
  /** Cores that somebody else used meanwhile: where it is not near 0, the rate is too low. */
  readonly othersCores: number;
  readonly rssMb: Readonly<Record<string, number>>;
}

export interface EndToEnd extends Sustained, Latency {
  /** At half the sustained rate. */
  readonly atHalf: Latency;
  /** At 1,000 lines a second. */
  readonly atThousand: Latency;
}

/** Most lines a second that manifests are written for beforehand. */
const FASTEST = 8_000;
const ALERTS_LAG_MS = 3_000;
const LOW_RATE = 1_000;

/** Manifests over HTTP to outcomes at the partner and alerts at the port. */
export class EndToEndRun {
  readonly #stack: BenchStack;
  readonly #options: EndToEndOptions;
  readonly #supply: ManifestSupply;
  readonly #note: (text: string) => void;
  readonly #door: PartnerDoor;
  readonly #ledger: LineLedger;
  readonly #watch: PortWatch;
  readonly #ended = new AbortController();
  readonly #following: Promise<void>;
  readonly #manifests = new Set<string>();
  readonly #risky: string[] = [];
  #lines = 0;

  constructor(stack: BenchStack, supply: ManifestSupply, options: EndToEndOptions, note: (text: string) => void) {
    this.#stack = stack;
    this.#supply = supply;
    this.#options = options;
    this.#note = note;
    this.#door = new PartnerDoor(stack.intake, stack.partnerKey);
    this.#ledger = new LineLedger(this.#door);
    this.#watch = new PortWatch(stack.portGateway, stack.portKey);
    this.#following = this.#ledger.follow(this.#ended.signal);
    // Whoever waits for lines is told by the same fault.
    this.#following.catch(() => undefined);
  }

  /** @throws Error where a line has no outcome after two minutes */
  async sustained(): Promise<Sustained> {
    const { seconds, warmUpSeconds, window, connections, profiled } = this.#options;
    const manifests = this.#write((seconds + warmUpSeconds) * FASTEST);
    const stop = new AbortController();
    const before = this.#ledger.accounted;
    this.#note(`full speed: warming up for ${warmUpSeconds} s`);
    const submitting = submitClosedLoop(this.#door, this.#ledger, { manifests, window, connections }, stop.signal);
    await Promise.race([pause(warmUpSeconds * 1_000), submitting]);
    this.#note(`full speed: counting for ${seconds} s`);
    const profiles = await this.#profile(profiled);
    const usage = watchUsage(this.#stack.processes());
    const from = this.#ledger.accounted;
    await Promise.race([pause(seconds * 1_000), submitting]);
    const lines = this.#ledger.accounted - from;
    const used = usage();
    if (lines === 0)
      throw new Error(`no line was accounted for within ${seconds} s; the machine is too busy to tell anything`);
    await profiles(lines);
    stop.abort();
    const taken = await submitting;
    await this.#drained();
    this.#took(manifests.slice(0, taken.size), taken);
    return this.#report(lines, used, taken.size, this.#ledger.accounted - before);
  }

  /** Arrivals by the clock. @param linesASecond of all manifests together */
  async latencyAt(linesASecond: number): Promise<Latency> {
    const { latencySeconds, stages } = this.#options;
    const manifests = this.#write(linesASecond * latencySeconds);
    this.#note(`latency at ${Math.round(linesASecond)} lines a second, ${latencySeconds} s`);
    const since = Date.now();
    const dueAt = await submitOpenLoop(this.#door, this.#ledger, manifests, linesASecond);
    await this.#drained();
    this.#took(manifests, new Set(dueAt.keys()));
    const latency = latencyOf(this.#watch.latencies(dueAt), linesASecond);
    if (!stages) return latency;
    return { ...latency, stages: await stagesOf(this.#stack.kafka, since, this.#watch.arrivals, dueAt) };
  }

  async measure(): Promise<EndToEnd> {
    const sustained = await this.sustained();
    const atHalf = await this.latencyAt(sustained.rate / 2);
    const atThousand = await this.latencyAt(LOW_RATE);
    return { ...sustained, ...this.#truth(), ...atHalf, atHalf, atThousand };
  }

  async end(): Promise<void> {
    this.#ended.abort();
    await this.#following;
    await this.#watch.end();
    this.#door.close();
  }

  #write(lines: number): readonly BenchManifest[] {
    this.#note(`writing manifests of ${Math.round(lines)} lines`);
    return this.#supply.write(lines);
  }

  #took(manifests: readonly BenchManifest[], ids: ReadonlySet<string>): void {
    for (const id of ids) this.#manifests.add(id);
    for (const { lines, risky } of manifests) {
      this.#lines += lines;
      this.#risky.push(...risky);
    }
  }

  async #drained(): Promise<void> {
    await Promise.race([this.#ledger.drained(), this.#following]);
    // The last alerts follow their lines.
    for (let seen = -1; seen !== this.#watch.count;) {
      seen = this.#watch.count;
      await pause(ALERTS_LAG_MS);
    }
  }

  async #profile(names: readonly string[]): Promise<(lines: number) => Promise<void>> {
    const begun: { readonly name: string; readonly profiling: Profiling }[] = [];
    for (const process of this.#stack.processes()) {
      if (!names.includes(process.name) || !('pid' in process)) continue;
      begun.push({ name: process.name, profiling: await profile(process.pid) });
    }
    return async (lines) => {
      for (const { name, profiling } of begun) {
        process.stderr.write(`${profileTable(name, summarise(await profiling.stop()), lines)}\n`);
      }
    };
  }

  #truth(): Pick<Sustained, 'alertShare' | 'riskyAlerted' | 'outcomes'> {
    const seen = this.#risky.filter((itemId) => this.#watch.hasSeen(itemId)).length;
    return {
      alertShare: round(this.#watch.alertsOf(this.#manifests) / this.#lines, 4),
      riskyAlerted: round(seen / Math.max(1, this.#risky.length), 3),
      outcomes: this.#ledger.outcomes,
    };
  }

  #report(lines: number, used: Usage, manifests: number, all: number): Sustained {
    const cpu = Object.fromEntries(
      Object.entries(used.cpu).map(([name, seconds]) => [name, round((seconds * 1e6) / lines, 1)]),
    );
    const sum = Object.values(cpu).reduce((total, cost) => total + cost, 0) - cpu['generator']!;
    this.#note(`${all} lines in ${manifests} manifests, every one accounted for`);
    return {
      mix: MIX,
      rate: Math.round(lines / used.seconds),
      lines,
      seconds: round(used.seconds, 1),
      manifests,
      ...this.#truth(),
      cpuMsPerThousand: cpu,
      cpuMsPerThousandAll: round(sum, 1),
      othersCores: round(used.others / used.seconds, 2),
      rssMb: used.rssMb,
    };
  }
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
