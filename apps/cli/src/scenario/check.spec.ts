import { afterEach, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../program.ts';
import { workspaceRoot } from '../stack/home.ts';

const sample = join(workspaceRoot, 'e2e', 'fixtures', 'parcels.csv');

let out: string;
let folder: string;

beforeEach(() => {
  out = '';
  folder = mkdtempSync(join(tmpdir(), 'scenario-'));
  cpSync(join(workspaceRoot, 'scenarios', 'fentanyl-mail'), folder, { recursive: true });
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((out += String(text)), true));
  jest.spyOn(process.stderr, 'write').mockImplementation(() => true);
});
afterEach(() => {
  jest.restoreAllMocks();
  rmSync(folder, { recursive: true, force: true });
  process.exitCode = undefined;
});

const objects = (): Record<string, unknown>[] =>
  out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as Record<string, unknown>);

function change(from: string, to: string): void {
  const file = join(folder, 'scenario.yaml');
  const text = readFileSync(file, 'utf8');
  expect(text).toContain(from);
  writeFileSync(file, text.replace(from, to));
}

describe('watchpost scenario check', () => {
  it('tells the bands, the scores and how each rule answers on a sample', async () => {
    await run(['scenario', 'check', 'fentanyl-mail', '--sample', sample, '--json']);
    const printed = objects();
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
    change('hs_group == "fentanyl"', 'hs_grp == "fentanyl"');
    await run(['scenario', 'check', join(folder, 'scenario.yaml')]);
    expect(out).toMatch(
      /scenario\.yaml:\d+:\d+ error: rule hs-fentanyl-family: condition .*hs_grp, which is no feature; did you mean hs_group\?\n/,
    );
    expect(out).toMatch(/: 1 error, 0 warnings\n$/);
    expect(process.exitCode).toBe(3);
  });

  it('tells what nothing leads to as a warning, and ends with 0', async () => {
    change("when: 'missing_count >= 2.0'", "when: 'missing_count >= 5.0'");
    await run(['scenario', 'check', folder]);
    expect(out).toMatch(/warning: rule missing-data: some is never reached/);
    expect(out).toMatch(/20 rules: 0 errors, 1 warning\n$/);
    expect(process.exitCode).toBeUndefined();
  });

  it('ends with 5 where there is no such scenario', async () => {
    await run(['scenario', 'check', 'no-such']);
    expect(process.exitCode).toBe(5);
  });
});
