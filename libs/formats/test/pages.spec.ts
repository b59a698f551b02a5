import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { findingCatalogue, formats } from '../src/index.ts';
import { findingsPage } from './findings-page.ts';

const root = join(import.meta.dirname, '../../..');
const sources = readdirSync(join(root, 'libs/formats/src'), { recursive: true, encoding: 'utf8' })
  .filter((name) => name.endsWith('.ts') && !name.endsWith('finding-catalogue.ts'))
  .map((name) => readFileSync(join(root, 'libs/formats/src', name), 'utf8'))
  .join('\n');

describe('The pages', () => {
  it('of findings say what the catalogue says; written anew with UPDATE_GOLDEN=1', () => {
    const path = join(root, 'docs/findings.md');
    if (process.env['UPDATE_GOLDEN'] === '1') writeFileSync(path, findingsPage());
    expect(readFileSync(path, 'utf8')).toBe(findingsPage());
  });

  it.each(formats.map(({ id }) => id))('of %s is there', (id) => {
    expect(readFileSync(join(root, `docs/formats/${id}.md`), 'utf8')).toMatch(/^# /);
  });

  it.each(Object.keys(findingCatalogue))('of %s: some reader reports it', (code) => {
    expect(sources).toContain(`'${code}'`);
  });
});
