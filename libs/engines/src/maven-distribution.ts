import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireFreeSpace } from './disk.ts';
import { EngineError } from './engine-error.ts';
import { type Progress } from './engine.ts';
import { requireMaven } from './java.ts';
import { withLock } from './process/lock.ts';
import { workspaceRoot } from './workspace.ts';

/** What Maven fetches of an engine. */
export interface Distribution {
  /** For people: `Kafka`. */
  readonly name: string;
  readonly version: string;
  /** Names the engine's folder and lock in the cache: `kafka`. */
  readonly folder: string;
  readonly pom: string;
  readonly goal: 'dependency:copy-dependencies' | 'dependency:unpack-dependencies';
  /** Space it needs while it is fetched, in MiB. */
  readonly needMib: number;
  /** Whether what Maven has left in this directory is whole. */
  readonly isWhole: (directory: string) => boolean;
}

/** Where engines are kept once fetched; shared by every stack and every test run of this checkout. */
export const enginesCache = (): string =>
  process.env['WATCHPOST_ENGINES_DIR'] ?? join(workspaceRoot, '.watchpost', 'engines');

/**
 * The directory `lib` of an engine, fetched by Maven if this is the first time. Two at once: one fetches, the other waits.
 * @throws EngineError `tool-missing`, `download-failed`, `disk-full`, `locked`
 */
export async function fetchedByMaven(distribution: Distribution, progress: Progress): Promise<string> {
  const { name, version, folder } = distribution;
  const cache = enginesCache();
  const home = join(cache, `${folder}-${version}`);
  const library = join(home, 'lib');
  if (existsSync(library)) return library;
  const lock = { patienceMs: 600_000, onWait: () => progress(`waiting for another start to fetch ${name}`) };
  return withLock(join(cache, `${folder}.lock`), lock, async () => {
    if (existsSync(library)) return library;
    await fetchInto(home, distribution, progress);
    return library;
  });
}

async function fetchInto(home: string, distribution: Distribution, progress: Progress): Promise<void> {
  const { name, version } = distribution;
  requireFreeSpace(enginesCache(), distribution.needMib, `fetching ${name}`);
  const maven = await requireMaven();
  const draft = `${home}.fetching`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  progress(`fetching ${name} ${version} by Maven`);
  await runMaven(maven, join(draft, 'lib'), distribution, progress);
  if (!distribution.isWhole(join(draft, 'lib'))) {
    throw new EngineError('download-failed', `Maven ended well but did not fetch all of ${name}; run it again.`);
  }
  // A directory under its final name is always whole.
  rmSync(home, { recursive: true, force: true });
  renameSync(draft, home);
  progress(`fetched ${name} ${version}`);
}

async function runMaven(
  maven: string,
  into: string,
  { name, version, pom, goal }: Distribution,
  progress: Progress,
): Promise<void> {
  // Without -ntp Maven tells each file it has fetched, which is what the progress is made of.
  const args = ['-B', '-f', pom, goal, `-DoutputDirectory=${into}`, '-DincludeScope=runtime'];
  // Maven remembers what it has unpacked, and would not do it again for a directory that is gone.
  if (goal === 'dependency:unpack-dependencies') args.push(`-DmarkersDirectory=${into}/.unpacked`);
  const child = spawn(maven, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  let fetched = 0;
  const hear = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output = (output + text).slice(-8_000);
    fetched += text.split('Downloaded from').length - 1;
    if (fetched > 0) progress(`fetching ${name} ${version} by Maven (${fetched} files)`);
  };
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  if (code === 0) return;
  const cause = output.split('\n').find((line) => line.startsWith('[ERROR]')) ?? output.trim().split('\n').at(-1) ?? '';
  throw new EngineError(
    'download-failed',
    `Maven could not fetch ${name} ${version} (${cause.replace('[ERROR] ', '').slice(0, 300)}); check the network or Maven's settings.xml and run it again.`,
  );
}
