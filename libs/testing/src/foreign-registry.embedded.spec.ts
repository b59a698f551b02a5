import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { COMPATIBILITY, SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { createCodec, loadSchemaIds, type PortChanged, RegistryUnavailableError, topics } from '@watchpost/contracts';
import { type RegistryEngine, startRegistry } from '@watchpost/engines';

const port: PortChanged = {
  port: 'jfk-mail',
  version: 3,
  name: 'New York mail facility',
  country: 'US',
  active: true,
  places: ['USJFKA'],
  capacityPerShift: 40,
  shiftHours: 8,
  dwellHours: 24,
  keys: [],
  changedAt: 1_795_500_000_123,
  changedBy: 'operator',
};

describe('With a registry that is not ours (Apicurio)', () => {
  const directory = mkdtempSync(join(tmpdir(), 'watchpost-registry-'));
  let registry: RegistryEngine;

  beforeAll(async () => {
    registry = await startRegistry({ directory });
  }, 300_000);
  afterAll(async () => {
    await registry?.stop();
    rmSync(directory, { recursive: true, force: true });
  });

  const load = () => loadSchemaIds({ registryUrl: registry.url });

  it('serves services that start at the same moment', async () => {
    const [first, ...others] = await Promise.all(Array.from({ length: 6 }, load));
    for (const other of others) expect(other.all()).toEqual(first!.all());
  });

  it('registers every version of every schema under the subject of its topic, once', async () => {
    const first = await load();
    const again = await load();
    expect(again.all()).toEqual(first.all());
    const subjects = (await (await fetch(`${registry.url}/subjects`)).json()) as string[];
    expect(subjects).toContain('shipments.assessed.v1-value');
    for (const { id, schema } of first.all()) {
      const answer = (await (await fetch(`${registry.url}/schemas/ids/${id}`)).json()) as { schema: string };
      expect(JSON.parse(answer.schema)).toEqual(JSON.parse(schema));
    }
  });

  it('writes under the ids the registry gave, and a foreign client reads it through the registry alone', async () => {
    const ids = await load();
    const value = createCodec(ids).encode(topics.portsChanged, port);
    expect(value.readInt32BE(1)).toBe(ids.current('port-changed').id);
    const foreign = await new SchemaRegistry({ host: registry.url }).decode(value);
    expect(JSON.parse(JSON.stringify(foreign))).toEqual(port);
  });

  it('reads what a foreign client wrote under a schema that the catalogue does not know', async () => {
    const ids = await load();
    const writer = JSON.parse(ids.current('port-changed').schema) as { fields: object[] };
    writer.fields.push({ name: 'timeZone', type: ['null', 'string'], default: null });
    const subject = 'ports.changed.v1-value';
    const foreign = new SchemaRegistry({ host: registry.url });
    const { id } = await foreign.register({ type: 'AVRO', schema: JSON.stringify(writer) } as never, {
      subject,
      compatibility: COMPATIBILITY.NONE,
    });
    expect(ids.all().map((known) => known.id)).not.toContain(id);
    const codec = createCodec(ids);
    const value = await foreign.encode(id, { ...port, timeZone: 'America/New_York' });
    await codec.prepare([value]);
    expect(codec.decode(topics.portsChanged, value)).toEqual(port);
  });

  it('says that the registry is away, and that patience helps, once it is', async () => {
    await registry.stop();
    await expect(load()).rejects.toThrow(RegistryUnavailableError);
  });
});
