import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const repository = join(import.meta.dirname, '../..');
const tool = join(repository, 'tools/schemas.mjs');

let root: string;

const run = (...args: string[]) => {
  const { status, stdout, stderr } = spawnSync(process.execPath, [tool, '--root', root, ...args], {
    encoding: 'utf8',
    env: { ...process.env, NODE_OPTIONS: '' },
  });
  return { status, output: stdout + stderr };
};

type Field = { name: string; type: unknown; default?: unknown };
const change = (event: string, edit: (fields: Field[]) => Field[]) => {
  const path = join(root, `schemas/events/${event}.avsc`);
  const schema = JSON.parse(readFileSync(path, 'utf8')) as { fields: Field[] };
  writeFileSync(path, JSON.stringify({ ...schema, fields: edit(schema.fields) }));
};

const ids = () =>
  JSON.parse(readFileSync(join(root, 'schemas/ids.json'), 'utf8')) as {
    nextId: number;
    schemas: Record<string, { version: number; id: number }[]>;
  };

describe('npm run schemas', () => {
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'watchpost-schemas-'));
    cpSync(join(repository, 'schemas/types'), join(root, 'schemas/types'), { recursive: true });
    cpSync(join(repository, 'schemas/events'), join(root, 'schemas/events'), { recursive: true });
    cpSync(join(repository, 'schemas/topics.json'), join(root, 'schemas/topics.json'));
    expect(run().status).toBe(0);
  });
  afterEach(() => rmSync(root, { recursive: true, force: true }));

  it('writes what --check then finds in order', () => {
    expect(run('--check')).toMatchObject({ status: 0 });
  });

  it('finds a generated file that somebody edited', () => {
    writeFileSync(join(root, 'libs/contracts/src/generated/events.ts'), 'export {};\n');
    const { status, output } = run('--check');
    expect(status).toBe(1);
    expect(output).toContain('libs/contracts/src/generated/events.ts');
  });

  it('finds an id that two schemas were given, as on two branches', () => {
    const given = ids();
    const [[one, [first]], [other]] = Object.entries(given.schemas) as [[string, [{ id: number }]], [string, unknown]];
    const twice = given.schemas[other]!.map((kept) => ({ ...kept, id: first.id }));
    const both = { ...given, schemas: { ...given.schemas, [other]: twice } };
    writeFileSync(join(root, 'schemas/ids.json'), JSON.stringify(both));
    const { status, output } = run('--check');
    expect(status).toBe(1);
    expect(output).toContain(`schemas/ids.json gives id ${first.id} to ${one} 1 and ${other} 1`);
  });

  it('finds an AsyncAPI document that does not agree with the topics', () => {
    const path = join(root, 'schemas/topics.json');
    const topics = JSON.parse(readFileSync(path, 'utf8')) as Record<string, object>;
    topics['ports.changed.v1'] = { ...topics['ports.changed.v1'], partitions: 2 };
    writeFileSync(path, JSON.stringify(topics));
    const { status, output } = run('--check');
    expect(status).toBe(1);
    expect(output).toContain('schemas/asyncapi.json');
  });

  it('finds a source that changed since', () => {
    change('port-changed', (fields) => [...fields, { name: 'region', type: ['null', 'string'], default: null }]);
    const { status, output } = run('--check');
    expect(status).toBe(1);
    expect(output).toContain('run npm run schemas');
  });

  it('lets version 1 follow the source until the first release', () => {
    change('port-changed', (fields) => [...fields, { name: 'region', type: ['null', 'string'], default: null }]);
    expect(run().status).toBe(0);
    expect(run('--check').status).toBe(0);
    expect(ids().schemas['port-changed']).toHaveLength(1);
  });

  it('says before the first release already what a change would break, by field and version', () => {
    change('port-changed', (fields) => fields.filter(({ name }) => name !== 'capacityPerShift'));
    const { status, output } = run('--check');
    expect(status).toBe(1);
    expect(output).toContain('schemas/events/port-changed.avsc /capacityPerShift: old consumers of version 1');
  });

  it('names a topic whose schema does not exist', () => {
    writeFileSync(join(root, 'schemas/topics.json'), JSON.stringify({ 'a.b.v1': { schema: 'nothing' } }));
    expect(run('--check').output).toContain('a.b.v1 names the schema nothing');
  });

  describe('after a release', () => {
    beforeEach(() => expect(run('--release').status).toBe(0));

    it('refuses a change that old records could not live with, and writes nothing', () => {
      change('port-changed', (fields) => [...fields, { name: 'region', type: 'string' }]);
      for (const args of [[], ['--check'], ['--release']]) {
        const { status, output } = run(...args);
        expect(status).toBe(1);
        expect(output).toContain('/region: old records of version 1 could not live with it');
      }
      expect(readFileSync(join(root, 'libs/contracts/src/generated/events.ts'), 'utf8')).not.toContain('region');
    });

    it('wants a changed schema released, and gives the new version an id nobody had', () => {
      const before = ids();
      change('port-changed', (fields) => [...fields, { name: 'region', type: ['null', 'string'], default: null }]);
      expect(run().output).toContain('npm run schemas -- --release adds version 2');
      expect(run('--release').status).toBe(0);
      expect(run('--check').status).toBe(0);
      expect(ids().schemas['port-changed']).toEqual([
        before.schemas['port-changed']![0],
        expect.objectContaining({ version: 2, id: before.nextId }),
      ]);
    });

    it('adds no version for a change of words alone', () => {
      const path = join(root, 'schemas/events/port-changed.avsc');
      const schema = JSON.parse(readFileSync(path, 'utf8')) as object;
      writeFileSync(path, JSON.stringify({ ...schema, doc: 'Other words.' }));
      expect(run().status).toBe(0);
      expect(ids().schemas['port-changed']).toHaveLength(1);
    });

    it('refuses a released version that somebody rewrote', () => {
      const path = join(root, 'schemas/history/port-changed/1.avsc');
      writeFileSync(path, readFileSync(path, 'utf8').replace('"capacityPerShift"', '"capacity"'));
      expect(run('--check').output).toContain('schemas/history/port-changed/1.avsc was changed');
    });
  });
});
