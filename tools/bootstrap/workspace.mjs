import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { giveUp } from './machine.mjs';

export const root = fileURLToPath(new URL('../../', import.meta.url));
const keep = join(root, '.watchpost');

/** The Node that everything but these tools runs on, pinned by the lockfile. */
export const pinnedNode = join(root, 'node_modules', 'node', 'bin', 'node');

/** Runs `npm ci` where nothing is installed, or where the lockfile is another one than what was installed. */
export async function ensureInstalled() {
  const stamp = join(root, 'node_modules', '.watchpost-lock');
  const wanted = digestOf([join(root, 'package-lock.json')]);
  if (existsSync(pinnedNode) && read(stamp) === wanted) return;
  await exclusively('install', async () => {
    if (existsSync(pinnedNode) && (read(stamp) === wanted || agreesWithLock())) return writeFileSync(stamp, wanted);
    const code = await run('installing packages', 'npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0)
      giveUp('npm ci failed, see above; check the network and the registry that npm is set to, and run it again.');
    if (!existsSync(pinnedNode))
      giveUp(
        'npm ci ended well but did not install Node 24; allow install scripts (npm config get ignore-scripts) and run npm ci again.',
      );
    writeFileSync(stamp, wanted);
  });
}

/** npm notes what it installed; where that is not older than the lockfile, somebody ran npm by hand. */
function agreesWithLock() {
  const installed = statSync(join(root, 'node_modules', '.package-lock.json'), { throwIfNoEntry: false });
  const locked = statSync(join(root, 'package-lock.json'));
  return installed !== undefined && installed.mtimeMs >= locked.mtimeMs;
}

/** Builds what changed. Knows within milliseconds when nothing has. */
export async function ensureBuilt() {
  const stamp = join(keep, 'build.stamp');
  const wanted = digestOfSources();
  if (read(stamp) === wanted && entryExists()) return;
  await exclusively('build', async () => {
    if (read(stamp) === wanted && entryExists()) return;
    const code = await run('building', pinnedNode, [
      realpathSync(join(root, 'node_modules', '.bin', 'nx')),
      'run-many',
      '-t',
      'build',
      '--output-style=stream',
    ]);
    if (code !== 0) giveUp('The build failed, see above.', 1);
    writeFileSync(stamp, wanted);
  });
}

const entryExists = () => existsSync(join(root, 'apps', 'cli', 'dist', 'main.js'));

/** A step that is silent while it goes well: seconds tick on a terminal, and its output is shown if it fails. */
async function run(what, command, args) {
  const began = Date.now();
  const env = { ...process.env, NX_DAEMON: 'false', NX_TUI: 'false', CI: 'true', FORCE_COLOR: '0' };
  const child = spawn(command, args, { cwd: root, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  const hear = (chunk) => (output += chunk);
  child.stdout.on('data', hear);
  child.stderr.on('data', hear);
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const tick = process.stderr.isTTY
    ? setInterval(() => process.stderr.write(`\r\u001b[K${what} … ${seconds()}`), 1000)
    : setInterval(() => process.stderr.write(`${what} … ${seconds()}\n`), 15_000);
  const code = await new Promise((resolve) => {
    child.once('error', (error) => {
      output += error.message;
      resolve(1);
    });
    child.once('close', resolve);
  });
  clearInterval(tick);
  if (process.stderr.isTTY) process.stderr.write('\r\u001b[K');
  if (code === 0) process.stderr.write(`${what}: done in ${seconds()}\n`);
  else process.stderr.write(output);
  return code;
}

/** One install or build at a time in a checkout; a lock whose holder has died is taken over. */
async function exclusively(name, work) {
  mkdirSync(keep, { recursive: true });
  const lock = join(keep, `${name}.lock`);
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      break;
    } catch {
      if (!isAlive(Number(read(lock)))) rmSync(lock, { force: true });
      else await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
  const release = () => rmSync(lock, { force: true });
  process.once('exit', release);
  try {
    return await work();
  } finally {
    release();
    process.removeListener('exit', release);
  }
}

function isAlive(pid) {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function digestOfSources() {
  const files = ['apps', 'libs'].flatMap((group) =>
    readdirSync(join(root, group)).flatMap((project) => filesBelow(join(root, group, project, 'src'))),
  );
  const fixed = ['.swcrc', 'package-lock.json', 'nx.json'].map((name) => join(root, name));
  const text = [...files, ...fixed].map((file) => {
    const { size, mtimeMs } = statSync(file);
    return `${file} ${size} ${mtimeMs}`;
  });
  return createHash('sha256').update(text.join('\n')).digest('hex');
}

function filesBelow(directory) {
  if (!existsSync(directory)) return [];
  return readdirSync(directory, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath ?? entry.path, entry.name))
    .sort();
}

function digestOf(files) {
  const hash = createHash('sha256');
  for (const file of files) hash.update(readFileSync(file));
  return hash.digest('hex');
}

function read(file) {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}
