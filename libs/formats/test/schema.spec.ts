import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { toJson } from '../src/index.ts';
import { fixtures, read } from './reading.ts';

type Schema = { readonly properties?: Record<string, Schema>; readonly items?: Schema; readonly $ref?: string };
const schema = JSON.parse(
  readFileSync(join(import.meta.dirname, '../../../schemas/watchpost-json.schema.json'), 'utf8'),
) as { readonly $defs: Record<string, Schema> };

const resolved = (node: Schema): Schema => (node.$ref ? schema.$defs[node.$ref.replace('#/$defs/', '')]! : node);

/** Paths of members that the schema does not name. */
function unnamed(value: unknown, node: Schema, path: string): readonly string[] {
  const { properties, items } = resolved(node);
  if (Array.isArray(value)) return value.flatMap((item, at) => (items ? unnamed(item, items, `${path}/${at}`) : []));
  if (typeof value !== 'object' || value === null || !properties) return [];
  return Object.entries(value).flatMap(([name, inner]) => {
    const property = properties[name];
    return property ? unnamed(inner, property, `${path}/${name}`) : [`${path}/${name}`];
  });
}

describe('The published schema', () => {
  it('names every member that is printed', () => {
    for (const [name, bytes] of fixtures) {
      const { lines, summary } = read(bytes, { costs: { substance: 'quarantine', code: 'quarantine' } });
      const printed = lines.map((line) => toJson(line, { file: name, format: summary.format }));
      for (const json of printed) {
        const kind = json?.['type'] === 'tracking' ? 'tracking' : 'shipment';
        expect(unnamed(json, schema.$defs[kind]!, '')).toEqual([]);
      }
    }
  });
});

describe('What is printed', () => {
  const golden = join(import.meta.dirname, 'golden');

  it.each(readdirSync(golden))('of %s is read as the same shipments again', (name) => {
    const printed = readFileSync(join(golden, name), 'utf8');
    const { lines, summary } = read(printed);
    const shapes = lines.map((line) => ({ ...toJson(line, { file: 'x', format: 'x' }), line: 0, place: null }));
    const before = printed
      .trim()
      .split('\n')
      .map((text) => JSON.parse(text) as Record<string, unknown>)
      .filter(({ type }) => type === 'shipment' || type === 'tracking');
    expect(summary).toMatchObject({ rejected: 0, accepted: before.length });
    for (const [at, shape] of shapes.entries()) {
      const { ids, ...rest } = before[at]!;
      expect(shape).toMatchObject({ ...rest, file: 'x', format: 'x', line: 0, place: null });
      expect(shape).toMatchObject({ ids: { ...(ids as object), shipmentId: expect.any(String) } });
    }
  });
});
