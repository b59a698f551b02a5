import { afterEach, beforeEach, jest } from '@jest/globals';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a command prints in a test, and a folder for its files: both are new for each test. */
export class CommandRun {
  out = '';
  err = '';
  folder = '';

  constructor() {
    beforeEach(() => {
      this.out = '';
      this.err = '';
      this.folder = mkdtempSync(join(tmpdir(), 'watchpost-cli-'));
      jest.spyOn(process.stdout, 'write').mockImplementation((text) => ((this.out += String(text)), true));
      jest.spyOn(process.stderr, 'write').mockImplementation((text) => ((this.err += String(text)), true));
    });
    afterEach(() => {
      jest.restoreAllMocks();
      rmSync(this.folder, { recursive: true, force: true });
      process.exitCode = undefined;
    });
  }

  /** Printed with `--json`. */
  objects(): Record<string, unknown>[] {
    const lines = this.out.trim().split('\n');
    return lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  }

  /** @throws Error where the file in the folder does not have what is to be replaced */
  change(name: string, from: string, to: string): void {
    const file = join(this.folder, name);
    const text = readFileSync(file, 'utf8');
    if (!text.includes(from)) throw new Error(`${name} has no ${from}`);
    writeFileSync(file, text.replace(from, to));
  }
}
