import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { SchemaRegistry } from '@kafkajs/confluent-schema-registry';
import { type AlertIssued, catalogueIds, topics } from '@watchpost/contracts';
import { type RegistryEngine, startRegistry } from '@watchpost/engines';
import { createKafkaLog, type EventLog, type LogRecord } from '@watchpost/messaging';
import { ndjson, parcel, precursor, s10 } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';

const item = s10('RG', 700_001, 'KR');
/** Those that a manifest fills on its way to an alert. */
const filled = [
  [topics.manifestsReceived, 'manifest-received'],
  [topics.manifestsProcessed, 'manifest-processed'],
  [topics.shipmentsDeclared, 'shipment-declared'],
  [topics.shipmentsAssessed, 'shipment-assessed'],
  [topics.alertsIssued, 'alert-issued'],
] as const;

/** The whole product where schema ids are given by a registry that is not ours (Apicurio), and which others have used before. */
describe('With a foreign schema registry', () => {
  const directory = mkdtempSync(join(tmpdir(), 'watchpost-foreign-registry-'));
  let registry: RegistryEngine;
  let product: Product;
  let log: EventLog;

  beforeAll(async () => {
    registry = await startRegistry({ directory });
    const theirs = new SchemaRegistry({ host: registry.url });
    const schema = JSON.stringify({ type: 'record', name: 'Theirs', namespace: 'other', fields: [] });
    await theirs.register({ type: 'AVRO', schema } as never, { subject: 'other.things-value' });
    product = await Product.start([], { SCHEMA_REGISTRY_URL: registry.url });
    log = createKafkaLog({ brokers: product.addresses.kafka.split(','), clientId: 'foreign-registry' });
  }, 240_000);
  afterAll(async () => {
    await log?.close();
    await product?.stop();
    await registry?.stop();
    rmSync(directory, { recursive: true, force: true });
  }, 60_000);

  it('a manifest goes its way to an alert', async () => {
    expect(product.addresses.registry).toBe(registry.url);
    const partner = new Client(product.addresses.intake, product.addresses.credentials.partner);
    const body = ndjson([precursor(item), parcel({ itemId: s10('RG', 700_002, 'KR') })]);
    const answer = await partner.send('POST', '/v1/manifests', body, { 'content-type': 'application/x-ndjson' });
    expect(answer.status).toBe(202);
    const status = await eventually(
      async () => (await partner.get(`/v1/manifests/${answer.body['manifestId']}`)).body,
      (found) => found['status'] === 'complete',
    );
    expect(status).toMatchObject({ outcomes: { ASSESSED: 2, PENDING: 0 } });
    const port = new Client(product.addresses.portGateway, product.addresses.credentials.port);
    const alerts = await eventually(
      async () => (await port.get('/v1/alerts')).body['items'] as unknown as Json[],
      (found) => found.length > 0,
    );
    expect(alerts.map((alert) => alert['itemId'])).toEqual([item]);
  }, 60_000);

  it.each(filled.map(([topic, name]) => [topic.name, topic, name] as const))(
    '%s carries the id that the registry gave, and not the one of our catalogue',
    async (_, topic, name) => {
      const written = await recordsOf(topic.name);
      expect(written.length).toBeGreaterThan(0);
      const ids = [...new Set(written.map(({ value }) => value!.readInt32BE(1)))];
      const ours = catalogueIds().current(name);
      expect(ids).toHaveLength(1);
      expect(ids[0]).not.toBe(ours.id);
      const given = (await (await fetch(`${registry.url}/schemas/ids/${ids[0]}`)).json()) as { schema: string };
      expect(JSON.parse(given.schema)).toEqual(JSON.parse(ours.schema));
      const subject = (await (await fetch(`${registry.url}/subjects/${topic.name}-value/versions/latest`)).json()) as {
        id: number;
      };
      expect(subject.id).toBe(ids[0]);
    },
  );

  it('a stranger reads the alert with the registry alone', async () => {
    const [issued] = await recordsOf(topics.alertsIssued.name);
    const alert = (await new SchemaRegistry({ host: registry.url }).decode(issued!.value!)) as AlertIssued;
    expect(alert.itemId).toBe(item);
  });

  it('is well while the registry is away, and writes on under the ids it knows', async () => {
    await registry.stop();
    const partner = new Client(product.addresses.intake, product.addresses.credentials.partner);
    const body = ndjson([precursor(s10('RG', 700_003, 'KR'))]);
    const answer = await partner.send('POST', '/v1/manifests', body, { 'content-type': 'application/x-ndjson' });
    const status = await eventually(
      async () => (await partner.get(`/v1/manifests/${answer.body['manifestId']}`)).body,
      (found) => found['status'] === 'complete',
    );
    expect(status).toMatchObject({ outcomes: { ASSESSED: 1 } });
  }, 60_000);

  async function recordsOf(topic: string): Promise<readonly LogRecord[]> {
    const admin = await log.admin();
    const read: LogRecord[] = [];
    for (const { partition, low, high } of await admin.positions([topic], null)) {
      read.push(...(await admin.read(topic, partition, low, high - low)));
    }
    return read;
  }
});
