import {
  cpuSeconds,
  machineCpuSeconds,
  ownCpuSeconds,
  residentMib,
  type StackProcess,
} from '../stack/process-usage.ts';

export interface Usage {
  readonly seconds: number;
  /** CPU seconds of each process; `generator` is this one. */
  readonly cpu: Readonly<Record<string, number>>;
  /** CPU seconds that others on this machine took meanwhile. */
  readonly others: number;
  /** Most that was resident at once, MiB, looked at every five seconds. */
  readonly rssMb: Readonly<Record<string, number>>;
}

/** Looking walks through all pages of the database's processes: done every second it would cost more than submitting does. */
const LOOK_EVERY_MS = 5_000;

/** Begins to watch what the processes use. @returns ends it */
export function watchUsage(processes: readonly StackProcess[]): () => Usage {
  const most = new Map<string, number>();
  const look = (): void => {
    for (const [name, mib] of residentMib(processes)) most.set(name, Math.max(mib, most.get(name) ?? 0));
  };
  const timer = setInterval(look, LOOK_EVERY_MS);
  const before = now(processes);
  return () => {
    clearInterval(timer);
    const after = now(processes);
    look();
    const cpu = Object.fromEntries([...after.cpu].map(([name, total]) => [name, total - before.cpu.get(name)!]));
    const ours = Object.values(cpu).reduce((a, b) => a + b, 0);
    return {
      seconds: (after.at - before.at) / 1_000,
      cpu,
      others: Math.max(0, after.machine - before.machine - ours),
      rssMb: Object.fromEntries(most),
    };
  };
}

const now = (processes: readonly StackProcess[]) => ({
  at: performance.now(),
  cpu: new Map([...cpuSeconds(processes), ['generator', ownCpuSeconds()]]),
  machine: machineCpuSeconds(),
});
