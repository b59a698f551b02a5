import { readdirSync, readFileSync } from 'node:fs';

/** A process of the stack: by its number, or by the directory that its command line names, with its children. */
export type StackProcess =
  { readonly name: string; readonly pid: number } | { readonly name: string; readonly directory: string };

/** What the kernel counts in: USER_HZ, 100 wherever Linux runs. */
const TICKS_A_SECOND = 100;

/** CPU seconds so far of each process by name, user and system. Absent: it does not run. */
export function cpuSeconds(processes: readonly StackProcess[]): ReadonlyMap<string, number> {
  const family = familyOf(processes);
  return new Map(processes.map((each) => [each.name, sum(family(each).map(cpuOf))]));
}

/** CPU seconds that this process has used so far. */
export function ownCpuSeconds(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

/** CPU seconds that everything on this machine has used so far. */
export function machineCpuSeconds(): number {
  const [user, nice, system, , , irq, softirq] = textOf('/proc/stat')
    .split('\n', 1)[0]!
    .split(/\s+/)
    .slice(1)
    .map(Number);
  return (user! + nice! + system! + irq! + softirq!) / TICKS_A_SECOND;
}

/** Resident memory at this moment in MiB; pages that processes of one family share are counted once. */
export function residentMib(processes: readonly StackProcess[]): ReadonlyMap<string, number> {
  const family = familyOf(processes);
  return new Map(processes.map((each) => [each.name, Math.round(residentOf(family(each)) / 1024)]));
}

function residentOf(pids: readonly number[]): number {
  if (pids.length === 1) return numberIn(`/proc/${pids[0]}/status`, /^VmRSS:\s+(\d+)/m);
  return sum(pids.map((pid) => numberIn(`/proc/${pid}/smaps_rollup`, /^Pss:\s+(\d+)/m)));
}

/** Looks through the processes of this machine once for all of them. */
function familyOf(processes: readonly StackProcess[]): (of: StackProcess) => readonly number[] {
  const wanted = processes.some((each) => 'directory' in each);
  const running = wanted ? runningProcesses() : [];
  return (of) => {
    if ('pid' in of) return [of.pid];
    const heads = running.filter(({ command }) => command.includes(of.directory)).map(({ pid }) => pid);
    return running.filter(({ pid, parent }) => heads.includes(pid) || heads.includes(parent)).map(({ pid }) => pid);
  };
}

interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function runningProcesses(): readonly Running[] {
  const pids = readdirSync('/proc')
    .map(Number)
    .filter((pid) => Number.isInteger(pid));
  return pids.map((pid) => ({
    pid,
    parent: numberIn(`/proc/${pid}/stat`, /\) \S (\d+)/),
    command: textOf(`/proc/${pid}/cmdline`),
  }));
}

/** utime and stime, and those of children that have ended. */
function cpuOf(pid: number): number {
  const fields = textOf(`/proc/${pid}/stat`)
    .replace(/^.*\) /, '')
    .split(' ')
    .slice(11, 15);
  return sum(fields.map(Number)) / TICKS_A_SECOND;
}

const numberIn = (file: string, pattern: RegExp): number => Number(pattern.exec(textOf(file))?.[1] ?? 0);

/** Empty where the process has ended meanwhile. */
function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
