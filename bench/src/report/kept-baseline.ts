import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Figures } from './figures.ts';

const folder = join(import.meta.dirname, '../../baselines');
const fileOf = (name: string): string => join(folder, `${name}.json`);

/** null where none of that name is kept. */
export function readBaseline(name: string): Figures | null {
  return existsSync(fileOf(name)) ? (JSON.parse(readFileSync(fileOf(name), 'utf8')) as Figures) : null;
}

/** @returns the file */
export function keepBaseline(name: string, figures: Figures): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(fileOf(name), `${JSON.stringify(figures, null, 2)}\n`);
  return fileOf(name);
}
