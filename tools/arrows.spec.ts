import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';

const root = join(import.meta.dirname, '..');
const libraries = ['domain', 'contracts', 'messaging', 'persistence', 'platform', 'formats', 'engines'];

/** Breaches planted in a small copy of the workspace, each with the rule that has to name it. */
const planted = [
  {
    breach: 'a pure library that imports a database library by its package name',
    file: 'libs/domain/src/a.ts',
    text: `import { database } from '@watchpost/persistence';\nexport const a = database;\n`,
    rule: 'layers-domain',
  },
  {
    breach: 'a pure library that imports a package of the outside',
    file: 'libs/domain/src/b.ts',
    text: `import pg from 'pg';\nexport const b = pg;\n`,
    rule: 'pure-domain',
  },
  {
    breach: 'a pure library that opens files',
    file: 'libs/formats/src/c.ts',
    text: `import { readFileSync } from 'node:fs';\nexport const c = readFileSync;\n`,
    rule: 'pure-no-io-formats',
  },
  {
    breach: 'a lower library that knows a higher one by type only',
    file: 'libs/contracts/src/d.ts',
    text: `import type { Log } from '@watchpost/messaging';\nexport type D = Log;\n`,
    rule: 'layers-contracts',
  },
  {
    breach: 'an app that imports another app',
    file: 'apps/intake/src/e.ts',
    text: `import { f } from '../../scorer/src/f.ts';\nexport const e = f;\n`,
    rule: 'no-app-to-app',
  },
  {
    breach: 'a library entered by the back door',
    file: 'apps/intake/src/g.ts',
    text: `import { inner } from '../../../libs/messaging/src/inner.ts';\nexport const g = inner;\n`,
    rule: 'front-door-only',
  },
  {
    breach: 'two files that need each other',
    file: 'libs/platform/src/h.ts',
    text: `import { i } from './i.ts';\nexport const h = (): number => i();\n`,
    rule: 'no-cycles',
  },
  {
    breach: 'an app that speaks to Docker by itself',
    file: 'apps/intake/src/j.ts',
    text: `import { GenericContainer } from 'testcontainers';\nexport const j = GenericContainer;\n`,
    rule: 'containers-by-one-door',
  },
  {
    breach: 'a library that loads what speaks to Docker though nobody asked for it',
    file: 'libs/engines/src/k.ts',
    text: `import { l } from './containers/l.ts';\nexport const k = l;\n`,
    rule: 'containers-load-late',
  },
] as const;

const supporting: Record<string, string> = {
  'libs/domain/src/index.ts': 'export const domain = 1;\n',
  'libs/contracts/src/index.ts': 'export const contracts = 1;\n',
  'libs/messaging/src/index.ts': `export { inner } from './inner.ts';\nexport interface Log { x: 1 }\n`,
  'libs/messaging/src/inner.ts': 'export const inner = 1;\n',
  'libs/persistence/src/index.ts': 'export const database = 1;\n',
  'libs/platform/src/index.ts': `export { h } from './h.ts';\n`,
  'libs/platform/src/i.ts': `import { h } from './h.ts';\nexport const i = (): number => h();\n`,
  'libs/formats/src/index.ts': 'export const formats = 1;\n',
  'libs/engines/src/containers/l.ts': `import { GenericContainer } from 'testcontainers';\nexport const l = GenericContainer;\n`,
  'libs/engines/src/index.ts': `export const late = () => import('./containers/l.ts');\n`,
  'apps/scorer/src/f.ts': 'export const f = 1;\n',
};

interface Violation {
  readonly from: string;
  readonly rule: { readonly name: string };
}

describe('the arrows of the architecture', () => {
  let copy: string;
  let violations: readonly Violation[];

  beforeAll(() => {
    copy = mkdtempSync(join(tmpdir(), 'watchpost-arrows-'));
    cpSync(join(root, '.dependency-cruiser.mjs'), join(copy, '.dependency-cruiser.mjs'));
    cpSync(join(root, 'tsconfig.base.json'), join(copy, 'tsconfig.base.json'));
    for (const library of libraries) {
      put(`libs/${library}/package.json`, manifestOf(library));
    }
    for (const [file, text] of Object.entries(supporting)) put(file, text);
    for (const { file, text } of planted) put(file, text);
    linkPackages();
    violations = cruise();
  }, 60_000);

  afterAll(() => rmSync(copy, { recursive: true, force: true }));

  it.each(planted)('refuse $breach', ({ file, rule }) => {
    expect(violations.filter(({ from }) => from === file).map((violation) => violation.rule.name)).toContain(rule);
  });

  it('accuse no file in which nothing was planted', () => {
    const guilty = new Set<string>([...planted.map(({ file }) => file), 'libs/platform/src/i.ts']);
    expect(violations.filter(({ from }) => !guilty.has(from))).toEqual([]);
  });

  function put(file: string, text: string): void {
    mkdirSync(dirname(join(copy, file)), { recursive: true });
    writeFileSync(join(copy, file), text);
  }

  function linkPackages(): void {
    mkdirSync(join(copy, 'node_modules/@watchpost'), { recursive: true });
    for (const name of ['pg', 'testcontainers', 'typescript']) {
      symlinkSync(join(root, 'node_modules', name), join(copy, 'node_modules', name));
    }
    for (const library of libraries) {
      symlinkSync(join(copy, 'libs', library), join(copy, 'node_modules/@watchpost', library));
    }
  }

  function cruise(): readonly Violation[] {
    const program = join(root, 'node_modules/dependency-cruiser/bin/dependency-cruiser.mjs');
    const report = execFileSync(
      process.execPath,
      [program, '--config', '.dependency-cruiser.mjs', '-T', 'json', 'apps', 'libs'],
      { cwd: copy, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    return (JSON.parse(report) as { summary: { violations: Violation[] } }).summary.violations;
  }
});

const manifestOf = (library: string): string =>
  JSON.stringify({
    name: `@watchpost/${library}`,
    type: 'module',
    exports: { '.': { '@watchpost/source': './src/index.ts', default: './dist/index.js' } },
  });
