import { type Dirent, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/**
 * Files behind what was named: folders stand for all files below them, in order of their names, hidden ones left out; `-`, files and what does
 * not exist stand for themselves.
 */
export const inputFiles = (named: readonly string[]): readonly string[] =>
  named.flatMap((name) => (isFolder(name) ? filesBelow(name) : [name]));

const isFolder = (name: string): boolean =>
  name !== '-' && (statSync(name, { throwIfNoEntry: false })?.isDirectory() ?? false);

function filesBelow(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesOf(join(folder, entry.name), entry));
}

function filesOf(path: string, entry: Dirent): readonly string[] {
  if (entry.isDirectory()) return filesBelow(path);
  return entry.isFile() ? [path] : [];
}
