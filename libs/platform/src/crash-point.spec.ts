import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';

const source = pathToFileURL(join(import.meta.dirname, 'crash-point.ts')).href;

/** A process that comes by the point three times and says so each time. */
function walk(crashAt: string | undefined): { signal: NodeJS.Signals | null; said: string } {
  const script = `const { crashPoint } = await import(${JSON.stringify(source)});
    for (const time of [1, 2, 3]) { process.stdout.write(String(time)); crashPoint('scorer.after-commit-before-publish'); }`;
  const env = { ...process.env, NODE_OPTIONS: '', ...(crashAt === undefined ? {} : { WATCHPOST_CRASH_AT: crashAt }) };
  const { signal, stdout } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env,
    encoding: 'utf8',
  });
  return { signal, said: stdout };
}

describe('a crash point', () => {
  it('is nothing where nobody set it off', () => {
    expect(walk(undefined)).toEqual({ signal: null, said: '123' });
    expect(walk('scorer.after-publish-before-offsets:1')).toEqual({ signal: null, said: '123' });
  });

  it('ends the process by SIGKILL at the time that was asked for, and nothing runs on', () => {
    expect(walk('scorer.after-commit-before-publish:2')).toEqual({ signal: 'SIGKILL', said: '12' });
  });

  it('means the first time unless said', () => {
    expect(walk('scorer.after-commit-before-publish')).toEqual({ signal: 'SIGKILL', said: '1' });
  });
});
