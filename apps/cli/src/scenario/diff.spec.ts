import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../program.ts';
import { workspaceRoot } from '../stack/home.ts';

let out: string;
let err: string;
let folder: string;

beforeEach(() => {
  out = '';
  err = '';
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  cpSync(join(workspaceRoot, 'scenarios', 'fentanyl-mail@1'), folder, { recursive: true });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((err += String(text)), true));
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

function change(from: string, to: string): void {
  const file = join(folder, 'scenario.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace(from, to));
}

describe('watchpost scenario diff', () => {
  it('says what changed and which versions were not raised, and ends with 3', async () => {
    change("phone_names_30d >= 3.0'\n        weight: 1\n", "phone_names_30d >= 3.0'\n        weight: 1.4\n");
    await run(['scenario', 'diff', 'fentanyl-mail@1', folder]);
    expect(out).toBe(
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
    await run(['scenario', 'diff', 'fentanyl-mail@1', folder, '--json']);
    expect(JSON.parse(out)).toEqual({
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
    const printed = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(printed.at(-1)).toMatchObject({ before: 'fentanyl-mail@1', staleVersions: 0 });
  });

  it('tells the faults of one that cannot be used, and ends with 3', async () => {
    change('lane_risk == "high" && (c', 'lane == "high" && (c');
    await run(['scenario', 'diff', 'fentanyl-mail@1', folder]);
    expect(err).toMatch(/scenario\.yaml:\d+:\d+ rule light-gift: /);
    expect(process.exitCode).toBe(3);
  });
});
