import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stackHome } from '../stack/home.ts';
import { ServiceProcess } from './service-process.ts';

/** Says with what it was started, and lives on until it is told to end. */
const program = `
  require('node:fs').writeFileSync(process.env.SAID, JSON.stringify({
    flags: process.execArgv,
    arenas: process.env.MALLOC_ARENA_MAX,
    mappedFrom: process.env.MALLOC_MMAP_THRESHOLD_,
    heapMiB: require('node:v8').getHeapStatistics().heap_size_limit / 1048576,
  }));
  setInterval(() => {}, 1000);
`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'service-process-'));
});
afterEach(() => rmSync(directory, { recursive: true, force: true }));

async function startedWith(environment: NodeJS.ProcessEnv) {
  const said = join(directory, 'said.json');
  writeFileSync(join(directory, 'service.cjs'), program);
  const plan = {
    name: 'scorer',
    program: join(directory, 'service.cjs'),
    environment: { PATH: process.env['PATH'], SAID: said, ...environment },
    port: null,
    readyFile: join(directory, 'ready.json'),
  };
  const service = new ServiceProcess(plan, stackHome({ WATCHPOST_HOME: directory }), {
    note: () => undefined,
    onChange: () => undefined,
  });
  await service.start();
  await service.stop();
  return JSON.parse(readFileSync(said, 'utf8')) as {
    flags: string[];
    arenas: string;
    mappedFrom: string;
    heapMiB: number;
  };
}

it('a service takes no more memory than it needs: its heap is limited, and so are the arenas of the allocator', async () => {
  const { flags, arenas, heapMiB } = await startedWith({});
  expect(flags).toContain('--max-old-space-size=512');
  // The young generation comes on top.
  expect(heapMiB).toBeLessThan(1_000);
  expect(arenas).toBe('2');
});

it('a service keeps the memory of the broker’s answers, which are of megabytes, instead of having it cleared for each', async () => {
  const { mappedFrom } = await startedWith({});
  expect(Number(mappedFrom)).toBeGreaterThan(8 * 1024 * 1024);
});

it('a number of arenas that the operator has set is left as it is', async () => {
  expect(await startedWith({ MALLOC_ARENA_MAX: '8' })).toMatchObject({ arenas: '8' });
});
