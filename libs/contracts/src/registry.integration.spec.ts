import { afterEach, describe, expect, it } from '@jest/globals';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { type AddressInfo } from 'node:net';
import { createCodec } from './codec.ts';
import { FRAME_BYTES, UndecodableError } from './framing.ts';
import { RegistryRefusedError, RegistryUnavailableError } from './registry-client.ts';
import { createRegistryView } from './registry-view.ts';
import { catalogueIds, loadSchemaIds } from './schema-ids.ts';
import { declaredEvent, progressedEvent } from '../test/events.ts';
import { topics } from './topics.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

async function serve(answer: (request: IncomingMessage, body: string) => Answer): Promise<string> {
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { status, body } = answer(request, Buffer.concat(chunks).toString());
      response
        .writeHead(status, { 'content-type': 'application/vnd.schemaregistry.v1+json' })
        .end(JSON.stringify(body));
    });
  });
  servers.push(server);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** A registry that gives its own ids, from 500 on, and remembers them. */
function ownRegistry(offset = 500) {
  const schemas = new Map<string, number>();
  const registered: string[] = [];
  const answer = (request: IncomingMessage, body: string): Answer => {
    const path = request.url ?? '';
    const byId = /^\/schemas\/ids\/(\d+)$/.exec(path);
    if (byId) {
      const found = [...schemas].find(([, id]) => id === Number(byId[1]));
      return found
        ? { status: 200, body: { schema: found[0] } }
        : { status: 404, body: { error_code: 40403, message: 'no' } };
    }
    const { schema } = JSON.parse(body) as { schema: string };
    const known = schemas.get(schema);
    if (known !== undefined) return { status: 200, body: { id: known } };
    if (!path.endsWith('/versions')) return { status: 404, body: { error_code: 40401, message: 'Subject not found' } };
    registered.push(path);
    schemas.set(schema, offset + schemas.size);
    return { status: 200, body: { id: schemas.get(schema) } };
  };
  return { answer, registered, schemas };
}

describe('A foreign client', () => {
  it('reads an assessed shipment through the read paths of a registry', async () => {
    const ids = catalogueIds();
    const view = createRegistryView(ids);
    const host = await serve((request) => {
      const id = Number(/^\/schemas\/ids\/(\d+)$/.exec(request.url ?? '')?.[1]);
      const schema = view.schemaById(id);
      return schema === undefined ? { status: 404, body: { error_code: 40403 } } : { status: 200, body: { schema } };
    });
    const codec = createCodec(ids);
    const rest = {
      assessmentId: '5f0c0c56-91a5-5b7e-9d0a-6a3c1b1f0e55',
      run: 'live',
      outcome: 'ASSESSED' as const,
      episode: 0,
      scenario: 'fentanyl@1',
      score: 0.83,
      band: 'high',
      recommendation: 'HOLD',
      reasons: [{ factor: 'hs', outcome: 'listed', value: '293333', weight: 2.5, text: 'HS 2933.33', rule: 'hs@1' }],
      features: { mass: 0.42, isNew: true, hs: '293333' },
      snapshot: null,
      ruling: null,
      assessedAt: 1_795_500_000_123,
    };
    const value = codec.encodeAssessed(codec.encode(topics.shipmentsDeclared, declaredEvent), rest);

    const foreign = (await new SchemaRegistry({ host }).decode(value)) as Record<string, unknown>;

    expect(JSON.parse(JSON.stringify(foreign))).toEqual({ declared: declaredEvent, ...rest });
  });
});

describe('With a registry configured', () => {
  it('registers what is missing, takes its ids, and finds them again', async () => {
    const registry = ownRegistry();
    const registryUrl = await serve(registry.answer);
    const ids = await loadSchemaIds({ registryUrl });
    expect(ids.current('shipment-declared').id).toBeGreaterThanOrEqual(500);
    expect(registry.registered).toContain('/subjects/shipments.declared.v1-value/versions');
    const count = registry.registered.length;
    const again = await loadSchemaIds({ registryUrl });
    expect(again.current('shipment-declared').id).toBe(ids.current('shipment-declared').id);
    expect(registry.registered).toHaveLength(count);
  });

  it('fetches the schema of a writer that the catalogue does not have', async () => {
    const registry = ownRegistry();
    const ids = await loadSchemaIds({ registryUrl: await serve(registry.answer) });
    const codec = createCodec(ids);
    const current = JSON.parse(ids.current('alert-progressed').schema) as { fields: object[] };
    registry.schemas.set(
      JSON.stringify({ ...current, fields: [...current.fields, { name: 'later', type: 'int', default: 0 }] }),
      999,
    );
    const value = Buffer.concat([codec.encode(topics.alertsProgressed, progressedEvent), Buffer.from([2])]);
    value.writeInt32BE(999, 1);

    expect(() => codec.decode(topics.alertsProgressed, value)).toThrow(UndecodableError);
    await codec.prepare([value]);
    expect(codec.decode(topics.alertsProgressed, value)).toEqual(progressedEvent);
    expect(codec.prepare([value])).toBeUndefined();
  });

  it('asks for an id the registry does not know once and not for every record', async () => {
    const registry = ownRegistry();
    let asked = 0;
    const registryUrl = await serve((request, body) => {
      asked += Number(request.url === '/schemas/ids/77');
      return registry.answer(request, body);
    });
    const codec = createCodec(await loadSchemaIds({ registryUrl }));
    const value = Buffer.alloc(FRAME_BYTES);
    value.writeInt32BE(77, 1);
    await codec.prepare([value]);
    await codec.prepare([value]);
    expect(asked).toBe(1);
    expect(() => codec.decode(topics.alertsProgressed, value)).toThrow(/no schema has the id 77/);
  });

  it('sends the credentials, and says so where they are refused', async () => {
    const registry = ownRegistry();
    const expected = `Basic ${Buffer.from('reader:secret').toString('base64')}`;
    const registryUrl = await serve((request, body) =>
      request.headers.authorization === expected ? registry.answer(request, body) : { status: 401, body: {} },
    );
    const auth = { username: 'reader', password: 'secret' };
    await expect(loadSchemaIds({ registryUrl, auth })).resolves.toBeDefined();
    const refused = loadSchemaIds({ registryUrl, auth: { ...auth, password: 'wrong' } });
    await expect(refused).rejects.toThrow(RegistryRefusedError);
    await expect(refused).rejects.toThrow(/SCHEMA_REGISTRY_USERNAME/);
  });

  it('passes on why the registry does not take a schema', async () => {
    const registryUrl = await serve((request) =>
      request.url?.endsWith('/versions')
        ? { status: 409, body: { error_code: 409, message: 'incompatible with an earlier schema' } }
        : { status: 404, body: { error_code: 40401 } },
    );
    await expect(loadSchemaIds({ registryUrl })).rejects.toThrow(/incompatible with an earlier schema/);
  });

  it('asks for patience where the registry is away, slow or ill', async () => {
    const ill = await serve(() => ({ status: 503, body: {} }));
    await expect(loadSchemaIds({ registryUrl: ill })).rejects.toThrow(RegistryUnavailableError);
    const away = 'http://127.0.0.1:9';
    await expect(loadSchemaIds({ registryUrl: away })).rejects.toMatchObject({ transient: true });
  });
});
