import { beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRun } from '../../test/command-run.ts';
import { run } from '../program.ts';
import { workspaceRoot } from '../stack/home.ts';

const sample = join(workspaceRoot, 'e2e', 'fixtures', 'parcels.csv');

const ran = new CommandRun();
beforeEach(() => cpSync(join(workspaceRoot, 'scenarios', 'fentanyl-mail'), ran.folder, { recursive: true }));

describe('watchpost scenario check', () => {
  it('tells the bands, the scores and how each rule answers on a sample', async () => {
    await run(['scenario', 'check', 'fentanyl-mail', '--sample', sample, '--json']);
    const printed = ran.objects();
    expect(printed.filter(({ type }) => type === 'band')).toHaveLength(4);
    expect(printed.find(({ rule }) => rule === 'new-consignor@2')).toMatchObject({
      verdict: 'undecided',
      neverKnown: ['consignor_seen_90d', 'history_days'],
    });
    expect(printed.at(-1)).toMatchObject({
      type: 'summary',
      scenario: expect.stringMatching(/^fentanyl-mail@\d+$/),
      errors: 0,
      warnings: 0,
      sample: { shipments: 3, bands: { low: 3 } },
    });
    expect(process.exitCode).toBeUndefined();
  });

  it('tells people where a fault is, and ends with 3', async () => {
    ran.change('scenario.yaml', 'hs_group == "fentanyl"', 'hs_grp == "fentanyl"');
    await run(['scenario', 'check', join(ran.folder, 'scenario.yaml')]);
    expect(ran.out).toMatch(
      /scenario\.yaml:\d+:\d+ error: rule hs-fentanyl-family: condition .*hs_grp, which is no feature; did you mean hs_group\?\n/,
    );
    expect(ran.out).toMatch(/: 1 error, 0 warnings\n$/);
    expect(process.exitCode).toBe(3);
  });

  it('tells what nothing leads to as a warning, and ends with 0', async () => {
    ran.change('scenario.yaml', "when: 'missing_count >= 2.0'", "when: 'missing_count >= 5.0'");
    await run(['scenario', 'check', ran.folder]);
    expect(ran.out).toMatch(/warning: rule missing-data: some is never reached/);
    expect(ran.out).toMatch(/20 rules: 0 errors, 1 warning\n$/);
    expect(process.exitCode).toBeUndefined();
  });

  it('ends with 5 where there is no such scenario', async () => {
    await run(['scenario', 'check', 'no-such']);
    expect(process.exitCode).toBe(5);
  });
});
