import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { requireFreeSpace } from '../disk.ts';
import { EngineError } from '../engine-error.ts';
import { type Progress } from '../engine.ts';
import { requireMaven } from '../java.ts';
import { withLock } from '../process/lock.ts';
import { kafkaResources, workspaceRoot } from '../workspace.ts';

export const KAFKA_VERSION = '4.3.1';

/** Where engines are kept once fetched; shared by every stack and every test run of this checkout. */
export const enginesCache = (): string =>
  process.env['WATCHPOST_ENGINES_DIR'] ?? join(workspaceRoot, '.watchpost', 'engines');

/**
 * The directory with the broker's jars, fetched by Maven if this is the first time. Two at once: one fetches, the other waits.
 * @throws EngineError `tool-missing`, `download-failed`, `disk-full`, `locked`
 */
export async function kafkaJars(progress: Progress): Promise<string> {
  const cache = enginesCache();
  const home = join(cache, `kafka-${KAFKA_VERSION}`);
  const jars = join(home, 'lib');
  if (existsSync(jars)) return jars;
  const lock = { patienceMs: 600_000, onWait: () => progress('waiting for another start to fetch Kafka') };
  return withLock(join(cache, 'kafka.lock'), lock, async () => {
    if (existsSync(jars)) return jars;
    await fetchInto(home, progress);
    return jars;
  });
}

async function fetchInto(home: string, progress: Progress): Promise<void> {
  requireFreeSpace(enginesCache(), 300, 'fetching Kafka');
  const maven = await requireMaven();
  const draft = `${home}.fetching`;
  rmSync(draft, { recursive: true, force: true });
  mkdirSync(draft, { recursive: true });
  progress(`fetching Kafka ${KAFKA_VERSION} by Maven`);
  await runMaven(maven, join(draft, 'lib'), progress);
  const count = readdirSync(join(draft, 'lib')).filter((name) => name.endsWith('.jar')).length;
  if (count === 0)
    throw new EngineError('download-failed', 'Maven ended well but fetched no jar of Kafka; run it again.');
  // A directory under its final name is always whole.
  rmSync(home, { recursive: true, force: true });
  renameSync(draft, home);
  progress(`fetched Kafka ${KAFKA_VERSION} (${count} jars)`);
}

async function runMaven(maven: string, into: string, progress: Progress): Promise<void> {
  const args = ['-B', '-ntp', '-f', join(kafkaResources, 'pom.xml'), 'dependency:copy-dependencies'];
  // Without -ntp Maven tells each file it has fetched, which is what the progress is made of.
  const child = spawn(
    maven,
    [...args.filter((arg) => arg !== '-ntp'), `-DoutputDirectory=${into}`, '-DincludeScope=runtime'],
    {
      stdio: ['ignore', 'pipe', 'pipe'],
    },
  );
  let output = '';
  let fetched = 0;
  const hear = (chunk: Buffer): void => {
    const text = chunk.toString('utf8');
    output = (output + text).slice(-8_000);
    fetched += text.split('Downloaded from').length - 1;
    if (fetched > 0) progress(`fetching Kafka ${KAFKA_VERSION} by Maven (${fetched} files)`);
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
    `Maven could not fetch Kafka ${KAFKA_VERSION} (${cause.replace('[ERROR] ', '').slice(0, 300)}); check the network or Maven's settings.xml and run it again.`,
  );
}
