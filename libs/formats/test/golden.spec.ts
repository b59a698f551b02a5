import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import {
  findingToJson,
  type JsonObject,
  messageToJson,
  summaryToJson,
  toJson,
  readDocument,
  unitToJson,
} from '../src/index.ts';

const fixtures = join(import.meta.dirname, 'fixtures');
const golden = join(import.meta.dirname, 'golden');

const read = (format: string, name: string): readonly JsonObject[] => {
  const bytes = readFileSync(join(fixtures, format, name));
  const options = { partner: 'post-a', receivedAt: Date.UTC(2026, 10, 20, 12), charset: null, format: null };
  const { lines, findings, messages, units, summary } = readDocument(bytes, options);
  const source = { file: name, format: summary.format };
  return [
    ...lines.map((line) => toJson(line, source)).filter((json) => json !== null),
    ...units.map((unit) => unitToJson(unit, source)),
    ...messages.map((message) => messageToJson(message, source)),
    ...findings.map((finding) => findingToJson(finding, source)),
    summaryToJson(summary, name),
  ];
};

/**
 * What each fixture gives, kept beside it. A change that is meant is written anew with `UPDATE_GOLDEN=1`, and read in the diff.
 */
describe.each(readdirSync(fixtures))('Of %s', (format) => {
  it.each(readdirSync(join(fixtures, format)))('%s gives what it has always given', (name) => {
    const found = read(format, name);
    const path = join(golden, `${format}.${name}.ndjson`);
    if (process.env['UPDATE_GOLDEN'] === '1') {
      writeFileSync(path, found.map((json) => `${JSON.stringify(json)}\n`).join(''));
    }
    expect(existsSync(path)).toBe(true);
    const kept = readFileSync(path, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as JsonObject);
    expect(found.map((json) => JSON.parse(JSON.stringify(json)) as JsonObject)).toEqual(kept);
    expect(found.at(-1)).toMatchObject({ format });
  });
});
