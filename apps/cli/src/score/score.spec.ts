import { describe, expect, it } from '@jest/globals';
import { cpSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRun } from '../../test/command-run.ts';
import { run } from '../program.ts';
import { workspaceRoot } from '../stack/home.ts';

const fixture = (name: string): string => join(workspaceRoot, 'e2e', 'fixtures', name);

const ran = new CommandRun();

describe('watchpost score', () => {
  it('prints each shipment, then its assessment with reasons, then a summary', async () => {
    await run(['score', fixture('entry-summary.ie315.xml'), '--json']);
    const printed = ran.objects().filter(({ type }) => type !== 'finding');
    expect(printed.map(({ type, line }) => `${String(type)} ${String(line)}`)).toEqual([
      'shipment 1',
      'assessment 1',
      'shipment 2',
      'assessment 2',
      'message undefined',
      'summary undefined',
    ]);
    expect(printed[3]).toMatchObject({
      line: 2,
      band: 'critical',
      recommendation: 'HOLD',
      scenario: expect.stringMatching(/^fentanyl-mail@\d+$/),
      reasons: expect.arrayContaining([
        expect.objectContaining({
          factor: 'cas-number',
          outcome: 'precursor',
          value: '21409-26-7',
          rule: 'cas-number@2',
        }),
        expect.objectContaining({ factor: 'new-consignor', outcome: 'cannot-decide', weight: 0 }),
      ]),
    });
    expect(process.exitCode).toBeUndefined();
  });

  it('tells people the reasons in words', async () => {
    await run(['score', fixture('parcels.csv')]);
    expect(ran.out).toMatch(/^line 1 {2}RA000000014KR {2}0\.\d+ low {2}NONE$/m);
    expect(ran.out).toMatch(/^ {2}cannot decide: .*new-consignor/m);
    expect(ran.err).toMatch(/csv, .*3 lines: 3 accepted, 0 rejected; 0 errors/);
  });

  it('ends with 3 for a file that is unknown or cannot be read', async () => {
    writeFileSync(join(ran.folder, 'what.bin'), Buffer.from([1, 2, 3]));
    await run(['score', join(ran.folder, 'what.bin'), join(ran.folder, 'none'), '--json']);
    expect(ran.objects().filter(({ type }) => type === 'finding')).toHaveLength(2);
    expect(ran.objects().filter(({ format }) => format === 'unknown').length).toBeGreaterThanOrEqual(2);
    expect(process.exitCode).toBe(3);
  });

  it('takes another scenario, and names file, place and rule of what is wrong with it', async () => {
    cpSync(join(workspaceRoot, 'scenarios', 'fentanyl-mail'), ran.folder, { recursive: true });
    ran.change('scenario.yaml', 'hs_group == "fentanyl"', 'hs_grp == "fentanyl"');
    await run(['score', fixture('parcels.csv'), '--scenario', ran.folder]);
    expect(ran.err).toMatch(
      /scenario\.yaml:\d+:\d+ rule hs-fentanyl-family: condition .*reads hs_grp, which is no feature/,
    );
    expect(process.exitCode).toBe(3);
  });

  it('ends with 5 where there is no such scenario', async () => {
    await run(['score', fixture('parcels.csv'), '--scenario', 'no-such']);
    expect(process.exitCode).toBe(5);
  });
});
