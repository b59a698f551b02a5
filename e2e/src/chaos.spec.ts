import { describe, expect, it } from '@jest/globals';
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { flaws } from '../../chaos/src/flaws/flaws.ts';
import { textsWithout } from '../../chaos/src/flaws/program-copy.ts';

const root = join(import.meta.dirname, '../..');

interface Outcome {
  readonly colour: string;
  readonly manifests: number;
  readonly sometimes: readonly { readonly what: string; readonly wanted: number; readonly seen: number }[];
  readonly verdicts: readonly {
    readonly checker: string;
    readonly looked: number;
    readonly faults: readonly string[];
  }[];
}

function chaos(...argv: readonly string[]): Promise<{ code: number | null; outcome: Outcome; said: string }> {
  const flags = ['--disable-warning=ExperimentalWarning', '--experimental-transform-types'];
  const child = spawn(process.execPath, [...flags, join(root, 'chaos/src/main.ts'), ...argv, '--json'], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  let out = '';
  let said = '';
  child.stdout.on('data', (chunk) => (out += String(chunk)));
  child.stderr.on('data', (chunk) => (said += String(chunk)));
  return new Promise((resolve, reject) =>
    child.once('close', (code) => {
      try {
        resolve({ code, outcome: JSON.parse(out) as Outcome, said });
      } catch {
        reject(new Error(`chaos printed no result and ended with ${code}: ${said}`));
      }
    }),
  );
}

describe('Under faults', () => {
  it('nothing that was promised is lost, doubled or overwritten', async () => {
    const { code, outcome, said } = await chaos('--seed', '4', '--profile', 'short');
    const faults = outcome.verdicts.flatMap(({ checker, faults: found }) =>
      found.map((fault) => `${checker}: ${fault}`),
    );
    expect({ faults, missed: outcome.sometimes.filter(({ wanted, seen }) => seen < wanted) }).toEqual({
      faults: [],
      missed: [],
    });
    expect({ code, colour: outcome.colour, said: code === 0 ? '' : said }).toEqual({
      code: 0,
      colour: 'green',
      said: '',
    });
    expect(outcome.manifests).toBeGreaterThan(20);
    for (const { looked } of outcome.verdicts) expect(looked).toBeGreaterThan(0);
  }, 300_000);

  it.each(flaws.map((flaw) => [flaw.name, flaw] as const))('the flaw %s still fits what is built', (_name, flaw) => {
    expect([...textsWithout(flaw, root).keys()].toSorted()).toEqual(
      [...new Set(flaw.edits.map(({ file }) => file))].toSorted(),
    );
    const stale = { ...flaw, edits: [{ ...flaw.edits[0]!, from: 'a text that stands nowhere' }] };
    expect(() => textsWithout(stale, root)).toThrow(/occurs 0 times/);
  });
});
