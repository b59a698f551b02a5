import { beforeEach, describe, expect, it } from '@jest/globals';
import { cpSync } from 'node:fs';
import { join } from 'node:path';
import { CommandRun } from '../../test/command-run.ts';
import { run } from '../program.ts';
import { workspaceRoot } from '../stack/home.ts';

const ran = new CommandRun();
beforeEach(() => cpSync(join(workspaceRoot, 'scenarios', 'fentanyl-mail@1'), ran.folder, { recursive: true }));

describe('watchpost scenario diff', () => {
  it('says what changed and which versions were not raised, and ends with 3', async () => {
    ran.change(
      'scenario.yaml',
      "phone_names_30d >= 3.0'\n        weight: 1\n",
      "phone_names_30d >= 3.0'\n        weight: 1.4\n",
    );
    await run(['scenario', 'diff', 'fentanyl-mail@1', ran.folder]);
    expect(ran.out).toBe(
      [
        'fentanyl-mail@1 → fentanyl-mail@1',
        'rule shared-phone',
        '  shared weighs 1.4 instead of 1',
        'Versions that should have been raised:',
        '  rule shared-phone: it has changed, and is version 1 still',
        '  scenario fentanyl-mail: it has changed, and is version 1 still',
        '',
      ].join('\n'),
    );
    expect(process.exitCode).toBe(3);
  });

  it('says that two decide alike', async () => {
    await run(['scenario', 'diff', 'fentanyl-mail@1', ran.folder, '--json']);
    expect(JSON.parse(ran.out)).toEqual({
      type: 'summary',
      before: 'fentanyl-mail@1',
      after: 'fentanyl-mail@1',
      changes: 0,
      staleVersions: 0,
    });
    expect(process.exitCode).toBeUndefined();
  });

  it('finds every version raised between the scenario that ships and the one before it', async () => {
    await run(['scenario', 'diff', 'fentanyl-mail@1', 'fentanyl-mail', '--json']);
    expect(ran.objects().at(-1)).toMatchObject({ before: 'fentanyl-mail@1', staleVersions: 0 });
  });

  it('tells the faults of one that cannot be used, and ends with 3', async () => {
    ran.change('scenario.yaml', 'lane_risk == "high" && (c', 'lane == "high" && (c');
    await run(['scenario', 'diff', 'fentanyl-mail@1', ran.folder]);
    expect(ran.err).toMatch(/scenario\.yaml:\d+:\d+ rule light-gift: /);
    expect(process.exitCode).toBe(3);
  });
});
