import { type Plan } from './plan/plan.ts';
import { type RunResult } from './run.ts';

export type Colour = 'green' | 'red' | 'void';

const SHOWN = 12;

/** Red: a checker has found something. Void: nothing was found, and a fault that was planned did not meet work under way. */
export function colourOf({ verdicts, sometimes }: RunResult): Colour {
  if (verdicts.some(({ faults }) => faults.length > 0)) return 'red';
  return sometimes.missed().length > 0 ? 'void' : 'green';
}

/** For people; the last line counts. */
export function describeResult(plan: Plan, result: RunResult): readonly string[] {
  const { sometimes, verdicts, sink, unplanned, draining } = result;
  const ends = Object.entries(Object.groupBy(unplanned, ({ service, code, signal }) => `${service} ${signal ?? code}`));
  return [
    'faults that met work under way, of those planned:',
    ...sometimes.counts.map(({ what, wanted, seen }) => `  ${`${seen}/${wanted}`.padStart(6)}  ${what}`),
    `the port's receiver took ${sink.taken}, refused ${sink.refused}, took and told nobody ${sink.silent}; ${sink.repeated} calls came again`,
    ...ends.map(
      ([what, all]) =>
        `ended by itself and was started again: ${what}, ${all!.length} times; last said: ${all!.at(-1)!.said}`,
    ),
    `finished ${(draining.tookMs / 1000).toFixed(1)} s after healing (at most ${draining.withinMs / 1000} s)`,
    ...verdicts.flatMap(({ checker, looked, faults }) => [
      `${checker.padEnd(16)} looked at ${String(looked).padStart(7)}: ${faults.length === 0 ? 'well' : `${faults.length} faults`}`,
      ...faults.slice(0, SHOWN).map((fault) => `    ${fault}`),
      ...(faults.length > SHOWN ? [`    … and ${faults.length - SHOWN} more`] : []),
    ]),
    ...sometimes.missed().map((sentence) => `void: ${sentence}`),
    lastLine(plan, result),
  ];
}

export function lastLine(plan: Plan, result: RunResult): string {
  const { verdicts, manifests, lines, alerts, sometimes } = result;
  const hit = sometimes.counts.reduce((sum, { wanted, seen }) => sum + Math.min(wanted, seen), 0);
  const wanted = sometimes.counts.reduce((sum, count) => sum + count.wanted, 0);
  const found = verdicts.map(({ checker, faults }) => `${checker.split(' ')[0]} ${faults.length}`).join(', ');
  return `seed ${plan.seed}: ${colourOf(result)}; ${manifests} manifests accepted, ${lines} lines, ${alerts} alerts; ${hit} of ${wanted} faults hit; found: ${found}`;
}

export function resultAsJson(plan: Plan, result: RunResult): object {
  const { verdicts, manifests, lines, alerts, sometimes, draining, sink, unplanned } = result;
  return {
    seed: plan.seed,
    profile: plan.profile,
    minutes: plan.minutes,
    colour: colourOf(result),
    manifests,
    lines,
    alerts,
    sometimes: sometimes.counts,
    draining,
    sink,
    unplanned,
    verdicts,
  };
}
