import { setTimeout as pause } from 'node:timers/promises';
import { EndToEndRun } from '../end-to-end/end-to-end.ts';
import type { Latency } from '../end-to-end/percentiles.ts';
import type { ManifestSupply } from '../load/manifest-supply.ts';
import type { BenchStack } from '../stack/bench-stack.ts';
import { openDoor } from '../stack/http-door.ts';

/** Lines a second of live traffic. */
const LIVE_RATE = 1_000;
const SECONDS = 15;
/** Until the worker has its connections. */
const BEGUN_MS = 2_000;

/** What live traffic feels: milliseconds from the submission of a line to its alert at the port. */
export interface BesideLive extends Latency {
  /** Shipments a second that a replay went meanwhile; null: none ran. */
  readonly replayAtMost: number | null;
  /** Shipments a second it really went. */
  readonly replayed: number;
}

/**
 * Live traffic at 1,000 lines a second, without a replay and beside one at each rate, in turns: the machine is not the same all the time.
 * @param request of a replay that takes longer than each turn
 */
export async function measureBesideLive(
  stack: BenchStack,
  supply: ManifestSupply,
  request: object,
  rates: readonly (number | null)[],
  note: (text: string) => void,
): Promise<readonly BesideLive[]> {
  const options = {
    seconds: 0,
    warmUpSeconds: 0,
    latencySeconds: SECONDS,
    window: 0,
    connections: 6,
    stages: false,
    profiled: [],
  };
  const run = new EndToEndRun(stack, supply, options, note);
  const measured: BesideLive[] = [];
  // The first one warms up what stood still while replays were measured.
  await run.latencyAt(LIVE_RATE);
  for (const rate of rates) {
    const replay = rate === null ? null : await begun(stack, { ...request, rate });
    const latency = await run.latencyAt(LIVE_RATE);
    measured.push({ replayAtMost: rate, replayed: (await replay?.end()) ?? 0, ...latency });
  }
  await run.end();
  return measured;
}

interface Progress {
  readonly replayId: string;
  readonly state: string;
  readonly done: number;
  readonly activeSeconds: number;
}

interface Begun {
  /** @returns shipments a second */
  end(): Promise<number>;
}

async function begun(stack: BenchStack, request: object): Promise<Begun> {
  const door = openDoor(stack.operations, stack.operatorKey);
  const { replayId } = await door.send<Progress>('POST', '/v1/replays', { reason: 'bench', ...request });
  await pause(BEGUN_MS);
  return {
    end: async () => {
      const { state, done, activeSeconds } = await door.send<Progress>('GET', `/v1/replays/${replayId}`);
      if (state !== 'running') throw new Error(`the replay beside live traffic was ${state}: it has to last longer`);
      await door.send('POST', `/v1/replays/${replayId}/abort`, { reason: 'measured' });
      return Math.round(done / activeSeconds);
    },
  };
}
