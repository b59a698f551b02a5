import { describe, expect, it } from '@jest/globals';
import { crashSites, nameOfFault } from './fault.ts';
import { planOf } from './plan.ts';

const namesOf = (seed: number): readonly string[] =>
  planOf({ seed, minutes: 2, profile: 'full' }).tracks.flatMap(({ steps }) =>
    steps.map(({ fault }) => nameOfFault(fault)),
  );

describe('the plan of a run', () => {
  it('is the same for the same seed, and another for another', () => {
    expect(planOf({ seed: 7, minutes: 2, profile: 'full' })).toEqual(planOf({ seed: 7, minutes: 2, profile: 'full' }));
    expect(namesOf(7)).not.toEqual(namesOf(8));
  });

  it.each([1, 2, 3, 4, 5])('of two minutes comes by every crash point and hits both engines (seed %i)', (seed) => {
    const names = namesOf(seed);
    const crashes = crashSites.map(([service, point]) => `crash ${service} at ${point}`);
    expect(names).toEqual(expect.arrayContaining([...crashes, 'kill kafka', 'kill postgres', 'pause scorer']));
  });

  it('does what it is aimed at and nothing else', () => {
    const fault = { kind: 'kill', targets: ['scorer'], downMs: 100 } as const;
    const { tracks } = planOf({ seed: 1, minutes: 2, profile: 'short', aimed: [fault] });
    expect(tracks.flatMap(({ steps }) => steps.map((step) => step.fault))).toEqual([fault]);
  });
});
