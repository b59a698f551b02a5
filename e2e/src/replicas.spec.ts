import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { allTopics, catalogueIds, createCodec, deadLetterTopics } from '@watchpost/contracts';
import { createKafkaLog } from '@watchpost/messaging';
import { type Draining, JournalFile } from '@watchpost/testing';
import pg from 'pg';
import { countUnfinished } from '../../chaos/src/evidence/table-evidence.ts';
import { judge } from '../../chaos/src/evidence/verdicts.ts';
import { Load } from '../../chaos/src/load/load.ts';
import { PortSink } from '../../chaos/src/port/port-sink.ts';
import { Backlog, groups } from '../../chaos/src/stack/backlog.ts';
import { readCredentials } from '../../apps/cli/src/stack/credentials.ts';
import { ndjson, parcel, s10 } from './manifests.ts';
import { Client, eventually, type Json, Product } from './product.ts';
import { AlertReader } from './replicas/alert-reader.ts';

const services = ['normalizer', 'scorer', 'targeting', 'port-gateway', 'operations', 'intake'] as const;
const SEED = 11;
const LOAD = { seed: SEED, manifestsPerSecond: 6, linesPerManifest: 10 };
/** Between two kills: the replica before has been started again and has its share by then. */
const BETWEEN_MS = 6_000;
const DRAIN_MS = 60_000;

/** Two of each service behind what could be a balancer: each request goes to the other one. */
describe('two replicas of each service', () => {
  let product: Product;
  let keys: Readonly<Record<string, string>>;
  let database: pg.Client;
  let sink: PortSink;
  const closing: (() => Promise<void>)[] = [];

  beforeAll(async () => {
    // The least that the broker takes: a member that was killed is missed for so long.
    product = await Product.start(['--replicas', '2'], { WATCHPOST_KAFKA_SESSION_MS: '6000' });
    keys = readCredentials(join(product.home, 'credentials.json'))!.partners;
    database = new pg.Client({ connectionString: product.addresses.postgres });
    await database.connect();
    sink = new PortSink(SEED, 'never hangs');
    await sink.register(product.addresses.portGateway, product.addresses.credentials.port);
  }, 180_000);
  afterAll(async () => {
    await Promise.all(closing.map((close) => close()));
    sink?.close();
    await database?.end();
    await product?.stop();
  }, 60_000);

  const replicasOf = (service: string) =>
    product.replicas().filter(({ name }) => name === service || name === `${service}-2`);
  const doorsOf = (service: string): readonly string[] => replicasOf(service).map(({ url }) => url);
  const clientsOf = (service: string, key: string): readonly [Client, Client] => {
    const [first, second] = doorsOf(service).map((url) => new Client(url, key));
    return [first!, second!];
  };
  const partner = (): readonly [Client, Client] => clientsOf('intake', product.addresses.credentials.partner);

  it('tells the addresses of the first, and of all in its state', () => {
    const { intake, portGateway, operations } = product.addresses;
    expect([intake, portGateway, operations]).toEqual(
      ['intake', 'port-gateway', 'operations'].map((service) => doorsOf(service)[0]),
    );
    for (const service of services) expect(new Set(doorsOf(service)).size).toBe(2);
  });

  it('leaves what runs as it is, and refuses to have it look otherwise', async () => {
    expect((await product.watchpost('up', '--detach', '--replicas', '2', '--json')).code).toBe(0);
    const other = await product.watchpost('up', '--detach', '--replicas', '3');
    expect(other.code).toBe(6);
    expect(other.stderr).toContain('runs already, with 2 of each service; stop it with watchpost down');
    const doctor = await product.watchpost('doctor');
    expect(doctor.code).toBe(0);
    for (const { name, url } of product.replicas())
      expect(doctor.stdout).toMatch(new RegExp(`${name}: ${url} is ready`));
  });

  it('shares the partitions of each topic evenly between them', async () => {
    for (const service of services) {
      // Nobody has more than one more of a topic; those of one partition stay where they are.
      const most = allTopics.filter(({ consumers }) => consumers.includes(service)).length;
      const single = service === 'operations' ? deadLetterTopics.length : 0;
      const shares = await eventually(
        () => Promise.all(doorsOf(service).map(partitionsAt)),
        ([first, second]) => first! > 0 && Math.abs(first! - second!) <= most + single,
      );
      expect([service, Math.min(...shares) >= 6]).toEqual([service, true]);
    }
  });

  it('has one relay that leads in each outbox', async () => {
    for (const schema of ['intake', 'targeting', 'port_gateway', 'operations']) {
      const leaders = await eventually(
        () => leadersOf(schema),
        (found) => found.length === 1,
      );
      expect(leaders.length).toBe(1);
    }
  });

  it('loses nothing and doubles nothing while one of each is killed in turn', async () => {
    const journal = new JournalFile(join(product.home, 'journal.ndjson'));
    const backlog = new Backlog(product.addresses.kafka);
    const reader = new AlertReader(doorsOf('port-gateway'), product.addresses.credentials.port);
    closing.push(
      () => reader.stop(),
      () => backlog.close(),
      () => Promise.resolve(journal.close()),
    );
    const load = new Load({ intakes: doorsOf('intake'), keys, journal }, LOAD);
    load.start();
    for (const service of services) {
      await pause(BETWEEN_MS);
      // The first: its address is the one that is told, and it came to the relay's lead before the other.
      process.kill(replicasOf(service)[0]!.pid!, 'SIGKILL');
    }
    await pause(BETWEEN_MS);
    await load.stop();
    await allReady();
    const draining = await drain(load, backlog);
    const findings = await judgeAll(journal.path, draining);
    expect(findings.verdicts.flatMap(({ checker, faults }) => faults.map((fault) => `${checker}: ${fault}`))).toEqual(
      [],
    );
    for (const { looked } of findings.verdicts) expect(looked).toBeGreaterThan(0);
    expect(findings.manifests).toBeGreaterThan(100);
    expect(findings.alerts).toBeGreaterThan(10);

    await expectSameSequence(reader);
    for (const service of services) {
      expect([service, replicasOf(service).reduce((sum, { restarts }) => sum + restarts, 0)]).toEqual([service, 1]);
    }
  }, 240_000);

  it('takes the same key at both intakes as one submission', async () => {
    for (let n = 1; n <= 8; n += 1) {
      const body = ndjson([parcel({ itemId: s10('RT', 400_000 + n, 'KR') })]);
      const headers = { 'content-type': 'application/x-ndjson', 'idempotency-key': `both-${n}` };
      const [one, two] = await Promise.all(partner().map((door) => door.send('POST', '/v1/manifests', body, headers)));
      expect([one!.status, two!.status]).toEqual([202, 202]);
      expect(two!.body['manifestId']).toBe(one!.body['manifestId']);
      expect(two!.body['receipt']).toBe(one!.body['receipt']);
    }
    const other = ndjson([parcel({ itemId: s10('RT', 400_099, 'KR') })]);
    const refused = await partner()[1].send('POST', '/v1/manifests', other, {
      'content-type': 'application/x-ndjson',
      'idempotency-key': 'both-1',
    });
    expect(refused.status).toBe(422);
  });

  it('knows at both what was said at one: keys, steps, and the answers to them', async () => {
    const [ops, otherOps] = clientsOf('operations', product.addresses.credentials.operator);
    expect((await ops.post('/v1/partners', { partner: 'both-post', name: 'Both Post' })).status).toBe(201);
    const issued = await otherOps.post('/v1/partners/both-post/keys', {});
    const doors = clientsOf('intake', issued.body['key']!);
    for (const door of doors) {
      await eventually(
        () => door.get('/v1/manifests'),
        ({ status }) => status === 200,
      );
    }
    const revoked = await ops.send('DELETE', `/v1/partners/both-post/keys/${issued.body['keyId']}`);
    expect(revoked.status).toBeLessThan(300);
    for (const door of doors) {
      await eventually(
        () => door.get('/v1/manifests'),
        ({ status }) => status === 401,
      );
    }

    const [gateway, otherGateway] = clientsOf('port-gateway', product.addresses.credentials.port);
    const open = (await gateway.get('/v1/alerts?limit=500&state=DELIVERED')).body['items'] as unknown as Json[];
    const step = { step: 'ACKNOWLEDGED', at: new Date().toISOString() };
    const headers = { 'idempotency-key': 'step-1' };
    const path = `/v1/alerts/${open[0]!['alertId']}/steps`;
    const [first, again] = [await gateway.post(path, step, headers), await otherGateway.post(path, step, headers)];
    expect(first.status).toBeLessThan(300);
    expect(again.body).toEqual(first.body);
    expect((await otherGateway.post(path, { ...step, step: 'LOCATED' }, headers)).status).toBe(422);
  }, 60_000);

  /** What the stream told, changing replicas, is what either replica lists; no number is there twice or out of turn. */
  async function expectSameSequence(reader: AlertReader): Promise<void> {
    const lists = await Promise.all(
      clientsOf('port-gateway', product.addresses.credentials.port).map((gateway) => listOf(gateway)),
    );
    expect(lists[1]).toEqual(lists[0]);
    expect(lists[0]!.length).toBeGreaterThan(10);
    const latest = () => new Map(reader.taken.map((taken) => [taken.alertId, taken]));
    await eventually(
      async () => lists[0]!.filter(({ alertId, sequence }) => latest().get(alertId)?.sequence !== sequence),
      (missing) => missing.length === 0,
    );
    for (const [, taken] of Map.groupBy(reader.taken, ({ port }) => port)) {
      const numbers = taken.map(({ sequence }) => sequence);
      expect(numbers).toEqual([...new Set(numbers)].toSorted((a, b) => a - b));
    }
    expect(reader.opened).toBeGreaterThan(1);
  }

  async function allReady(): Promise<void> {
    for (const { url } of product.replicas()) {
      await eventually(
        () =>
          fetch(`${url}/readyz`).then(
            ({ status }) => status,
            () => 0,
          ),
        (status) => status === 200,
        60_000,
      );
    }
  }

  async function drain(load: Load, backlog: Backlog): Promise<Draining> {
    const beganAt = performance.now();
    for (;;) {
      const unfinished: Record<string, number> = { 'submissions without an answer': load.unanswered };
      for (const group of groups) unfinished[`records behind in ${group}`] = (await backlog.of(group)) ?? 1;
      Object.assign(unfinished, await countUnfinished(database));
      const tookMs = performance.now() - beganAt;
      const isDone = Object.values(unfinished).every((count) => count === 0);
      if (isDone || tookMs > DRAIN_MS) return { withinMs: DRAIN_MS, tookMs, unfinished };
      await pause(400);
    }
  }

  async function judgeAll(journal: string, draining: Draining) {
    const log = createKafkaLog({ brokers: product.addresses.kafka.split(','), clientId: 'replicas-judge' });
    try {
      return await judge({
        journal,
        database,
        log: await log.admin(),
        codec: createCodec(catalogueIds()),
        intake: product.addresses.intake,
        keys,
        delivered: sink.delivered,
        draining,
      });
    } finally {
      await log.close();
    }
  }

  /** Backends that hold the lead of an outbox. */
  async function leadersOf(schema: string): Promise<readonly number[]> {
    const { rows } = await database.query<{ pid: number }>(
      `select pid from pg_locks where locktype = 'advisory' and granted
        and ((classid::bigint << 32) | objid::bigint) = hashtextextended($1, 0)`,
      [`${schema}.outbox`],
    );
    return rows.map(({ pid }) => pid);
  }
});

async function partitionsAt(url: string): Promise<number> {
  const metrics = await (await fetch(`${url}/metrics`)).text();
  return Number(/^watchpost_event_partitions(?:\{[^}]*\})? (\d+)/mu.exec(metrics)?.[1] ?? 0);
}

/** Every alert of every port, in the order in which a reader from the beginning gets them. */
async function listOf(gateway: Client): Promise<readonly { alertId: string; sequence: number }[]> {
  const all: { alertId: string; sequence: number }[] = [];
  for (let cursor = ''; ;) {
    const { body } = await gateway.get(`/v1/alerts?limit=200${cursor}`);
    const items = body['items'] as unknown as { alertId: string; sequence: number }[];
    all.push(...items.map(({ alertId, sequence }) => ({ alertId, sequence })));
    if (items.length === 0) return all;
    cursor = `&cursor=${String(body['next'])}`;
  }
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
