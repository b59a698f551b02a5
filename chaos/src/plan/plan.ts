import { Random } from '../../../apps/simulator/src/traffic/random.ts';
import { crashSites, describeFault, type Fault, type Service, services } from './fault.ts';

export type Profile = 'full' | 'short';

/** Faults that follow one another; several tracks run side by side, so that faults meet. */
export interface Track {
  readonly name: string;
  readonly steps: readonly { readonly gapMs: number; readonly fault: Fault }[];
}

/** All that a seed decides: what is done to whom, in which order, after which pauses, and what the load is like. */
export interface Plan {
  readonly seed: number;
  readonly profile: Profile;
  readonly minutes: number;
  readonly load: { readonly manifestsPerSecond: number; readonly linesPerManifest: number };
  /** Services that run, replicas by their own names. */
  readonly services: readonly Service[];
  readonly warmMs: number;
  readonly tracks: readonly Track[];
  /** From healing on, everything has to be finished within this. */
  readonly drainMs: number;
}

export interface PlanWish {
  readonly seed: number;
  readonly minutes: number;
  readonly profile: Profile;
  /** Instead of what the seed would do: faults aimed at one window. */
  readonly aimed?: readonly Fault[];
}

const LOAD = { manifestsPerSecond: 8, linesPerManifest: 12 };
/** About what a fault takes until the next can follow, milliseconds: a service has to start, and to get its partitions back. */
const USUAL_MS = { kill: 11_000, quit: 11_000, pause: 12_000, crash: 16_000, 'kill-behind-pause': 12_000 } as const;

export function planOf({ seed, minutes, profile, aimed }: PlanWish): Plan {
  const random = new Random(`chaos/${seed}`);
  const common = { seed, profile, minutes, load: LOAD };
  if (aimed !== undefined) {
    const steps = aimed.map((fault) => ({ gapMs: 1_500, fault }));
    return { ...common, services: [...services], warmMs: 6_000, tracks: [{ name: 'aimed', steps }], drainMs: 60_000 };
  }
  if (profile === 'short') return { ...common, ...shortPlan(random) };
  const lengthMs = minutes * 60_000;
  const tracks = [
    ...services.map((service) => {
      const calm = calmServices.has(service) ? CALM_SHARE : 1;
      return trackOf(service, ownFaults(service, random), lengthMs * calm, random);
    }),
    trackOf('engines', engineFaults(random), lengthMs, random),
  ];
  return { ...common, services: [...services], warmMs: 8_000, tracks, drainMs: 120_000 };
}

/** The replica has to be there when the other dies, and nothing that is promised goes through operations: they are harmed less often. */
const calmServices: ReadonlySet<Service> = new Set<Service>(['scorer-2', 'operations']);
const CALM_SHARE = 0.4;

/** Every fault once, in an order of the seed's; then again by chance until the time is used up. */
function trackOf(name: string, faults: readonly Fault[], lengthMs: number, random: Random): Track {
  const steps: Track['steps'][number][] = [];
  let usedMs = 0;
  for (const left = shuffled(faults, random); ;) {
    const fault = left.pop() ?? random.pick(faults);
    const gapMs = random.whole(1_000, 4_000);
    usedMs += gapMs + USUAL_MS[fault.kind];
    if (usedMs > lengthMs) return { name, steps };
    steps.push({ gapMs, fault });
  }
}

function ownFaults(service: Service, random: Random): readonly Fault[] {
  const downMs = (): number => random.whole(100, 2_500);
  return [
    { kind: 'kill', targets: [service], downMs: downMs() },
    // Some longer than the session: somebody else has its partitions when it wakes.
    { kind: 'pause', targets: [service], forMs: random.whole(1_000, 9_000) },
    ...crashSites
      .filter(([at]) => at === service)
      .map(([, point]): Fault => ({
        kind: 'crash',
        targets: [service],
        point,
        nth: random.whole(1, 4),
        downMs: downMs(),
      })),
  ];
}

function engineFaults(random: Random): readonly Fault[] {
  const downMs = (): number => random.whole(100, 3_000);
  return [
    { kind: 'kill', targets: ['kafka'], downMs: downMs() },
    { kind: 'kill', targets: ['postgres'], downMs: downMs() },
    { kind: 'quit', targets: ['postgres'], downMs: downMs() },
    { kind: 'pause', targets: ['kafka'], forMs: random.whole(1_000, 8_000) },
    { kind: 'pause', targets: ['postgres'], forMs: random.whole(1_000, 6_000) },
    { kind: 'kill', targets: [random.pick(services), 'postgres'], downMs: downMs() },
    { kind: 'kill', targets: [random.pick(services), 'kafka'], downMs: downMs() },
    { kind: 'kill-behind-pause', targets: ['intake', 'postgres'], downMs: downMs() },
  ];
}

/** Less than a minute with its start and its end: the windows that lost most often, and both engines. */
function shortPlan(random: Random): Pick<Plan, 'services' | 'warmMs' | 'tracks' | 'drainMs'> {
  const crash = (service: Service): Fault => {
    const [, point] = random.pick(crashSites.filter(([at]) => at === service));
    return { kind: 'crash', targets: [service], point, nth: random.whole(1, 3), downMs: 200 };
  };
  const step = (gapMs: number, fault: Fault) => ({ gapMs, fault });
  return {
    services: services.filter((service) => service !== 'scorer-2'),
    warmMs: 2_500,
    tracks: [
      { name: 'intake', steps: [step(0, crash('intake'))] },
      { name: 'scorer', steps: [step(500, crash('scorer'))] },
      {
        name: 'engines',
        steps: [
          step(3_000, { kind: 'kill', targets: ['postgres'], downMs: 200 }),
          step(500, { kind: 'kill', targets: ['kafka', 'normalizer'], downMs: 200 }),
        ],
      },
    ],
    drainMs: 60_000,
  };
}

function shuffled<T>(items: readonly T[], random: Random): T[] {
  const left = [...items];
  const out: T[] = [];
  while (left.length > 0) out.push(...left.splice(random.whole(0, left.length - 1), 1));
  return out;
}

/** The plan as it is printed, a line a step. */
export function describePlan(plan: Plan): readonly string[] {
  const { seed, minutes, profile, load } = plan;
  const faults = plan.tracks.reduce((sum, { steps }) => sum + steps.length, 0);
  return [
    `seed ${seed}, ${profile === 'short' ? 'short profile' : `${minutes} minutes`}: ${faults} faults in ${plan.tracks.length} tracks side by side`,
    `load: ${load.manifestsPerSecond} manifests a second of about ${load.linesPerManifest} lines; services: ${plan.services.join(', ')}`,
    ...plan.tracks.flatMap(({ name, steps }) =>
      steps.map(
        ({ gapMs, fault }) => `  ${name.padEnd(13)} after ${String(gapMs).padStart(4)} ms  ${describeFault(fault)}`,
      ),
    ),
  ];
}
