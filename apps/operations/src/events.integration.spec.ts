import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  allTopics,
  type AlertIssued,
  catalogueIds,
  createCodec,
  deadLetterTopicOf,
  eventHeaders,
  type InspectionReported,
  type ManifestProcessed,
  topics,
  type UnitObserved,
} from '@watchpost/contracts';
import {
  createKafkaLog,
  createMemoryLog,
  type EventLog,
  type EventProducer,
  type LogAdmin,
} from '@watchpost/messaging';
import { randomBytes, randomUUID } from 'node:crypto';
import { shipmentIdOf, timeOrderedId } from '@watchpost/domain';
import { findingCatalogue } from '@watchpost/formats';
import { eventually, runOperations, type RunningOperations } from '../test/running-operations.ts';

const codec = createCodec(catalogueIds());

const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');

const logs: readonly [string, () => EventLog][] = [
  ['in memory', () => createMemoryLog()],
  ['on Kafka', () => createKafkaLog({ clientId: 'operations-test', brokers })],
];

describe.each(logs)('With its events %s, operations', (_where, createLog) => {
  let running: RunningOperations;
  let producer: EventProducer;
  let admin: LogAdmin;
  const port = `port-${randomUUID().slice(0, 8)}`;
  const partner = `post-${randomUUID().slice(0, 8)}`;

  beforeAll(async () => {
    const log = createLog();
    running = await runOperations(log, brokers);
    ({ admin } = running);
    producer = await log.producer();
  });
  afterAll(async () => {
    await producer?.close();
    await running?.stop();
  });

  async function call<Body>(method: string, path: string, body?: unknown): Promise<Body> {
    const answer = await running.call(method, path, body);
    if (answer.status >= 400) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body as Body;
  }

  /** Every record of a topic that is there. */
  async function recordsOf(topic: string) {
    const positions = await admin.positions([topic], null);
    const reads = positions.map(({ partition, low, high }) =>
      high > low ? admin.read(topic, partition, low, high - low) : [],
    );
    return (await Promise.all(reads)).flat();
  }

  const headersFor = (topic: (typeof topics)[keyof typeof topics], id: string) =>
    eventHeaders({ topic, id, source: 'test', time: Date.now(), subject: port, partner });

  const alert: AlertIssued = {
    alertId: randomUUID(),
    revision: 1,
    port,
    state: 'ISSUED',
    subjectKind: 'shipment',
    subject: 's',
    shipmentId: randomUUID(),
    itemId: null,
    partner,
    manifestId: randomUUID(),
    assessmentId: randomUUID(),
    scenario: 'fentanyl@1',
    action: 'HOLD',
    methods: [],
    band: 'high',
    score: 0.9,
    reasons: [{ factor: 'hs', outcome: 'listed', value: null, weight: 2, text: 'listed', rule: 'hs-family@1' }],
    selection: { method: 'rule', probability: 1, detail: null },
    location: {
      receptacle: null,
      dispatch: null,
      conveyance: null,
      arrivesAt: null,
      leavesAt: null,
      lastSeen: null,
      units: [],
    },
    consignor: null,
    consignee: null,
    description: null,
    origin: null,
    destination: null,
    grossMassKg: null,
    receivedAt: Date.now(),
    issuedAt: Date.now(),
    traceparent: null,
  };

  const inspection: InspectionReported = {
    inspectionId: randomUUID(),
    alertId: alert.alertId,
    revision: 1,
    port,
    shipmentId: alert.shipmentId,
    outcome: 'CONFIRMED',
    disposition: 'SEIZED',
    methods: [],
    identifications: [],
    observed: null,
    startedAt: null,
    endedAt: Date.now(),
    reportedAt: Date.now(),
    by: 'officer-7',
    laboratoryCase: null,
    corrects: null,
  };

  it('publishes partners for those who need them', async () => {
    await call('POST', '/v1/partners', { partner, name: 'A post' });
    const told = await eventually(async () => {
      const records = await recordsOf('partners.changed.v1');
      return records.find(({ key }) => key?.toString() === `${partner}@1`);
    }, 'the partner');
    expect(codec.decode(topics.partnersChanged, told.value!)).toMatchObject({ partner, version: 1, active: true });
  });

  it('follows alerts from their issue to what was found, however often they are told', async () => {
    const issued = {
      topic: topics.alertsIssued.name,
      key: port,
      value: codec.encode(topics.alertsIssued, alert),
      headers: headersFor(topics.alertsIssued, 'a'),
    };
    const reported = {
      topic: topics.inspectionsReported.name,
      key: port,
      value: codec.encode(topics.inspectionsReported, inspection),
      headers: headersFor(topics.inspectionsReported, 'i'),
    };
    await producer.send([issued, reported, issued, reported]);
    type Group = { group: string; targeted: number; found: number };
    const own = await eventually(async () => {
      const { byPort } = await call<{ byPort: Group[] }>('GET', '/v1/effectiveness');
      return byPort.find(({ group, found }) => group === port && found > 0);
    }, 'the result');
    expect(own).toMatchObject({ targeted: 1, found: 1 });
  });

  it('says what is linked with an item and with a unit, however often it was told', async () => {
    const s10 = 'RB123456785GB';
    const shipmentId = shipmentIdOf({ scheme: 'S10', issuer: 'GB', number: s10 });
    const number = `CNSHAAUSJFKAACN6${String(Date.now()).slice(-4)}001110123`;
    const receptacle = { kind: 'RECEPTACLE', number };
    const flight = { kind: 'CONVEYANCE', number: `KE31 ${partner}`.toUpperCase() };
    const told: UnitObserved = {
      manifestId: randomUUID(),
      partner,
      testMode: false,
      unit: receptacle,
      version: { issuedAt: Date.now(), sequence: 1, ordinal: 1 },
      receivedAt: Date.now(),
      format: 'edifact',
      document: 'PREDES',
      function: 'original',
      within: [flight],
      items: [{ shipmentId, itemId: s10 }],
      conveyance: { mode: 'air', id: 'KE31', departsAt: null, arrivesAt: Date.now(), arrivesPrecision: null },
      portOfArrival: 'JFK',
      scan: { event: 'EMC', at: Date.now(), place: null },
    };
    const unit = {
      topic: topics.unitsObserved.name,
      key: topics.unitsObserved.keyOf(told),
      value: codec.encode(topics.unitsObserved, told),
      headers: headersFor(topics.unitsObserved, 'u'),
    };
    const ofItem: AlertIssued = {
      ...alert,
      alertId: randomUUID(),
      shipmentId,
      itemId: s10,
      location: { ...alert.location, units: [`RECEPTACLE ${number}`] },
    };
    const issued = {
      topic: topics.alertsIssued.name,
      key: port,
      value: codec.encode(topics.alertsIssued, ofItem),
      headers: headersFor(topics.alertsIssued, 'l'),
    };
    await producer.send([unit, issued, unit, issued]);
    type Linked = { units: { lastSeen: object | null }[]; items: object[]; alerts: { alertId: string }[] };
    const links = (query: string) => call<Linked>('GET', `/v1/links?${query}`);
    const linked = await eventually(async () => {
      const found = await links(`kind=RECEPTACLE&number=${number.toLowerCase()}`);
      const isWhole = found.units.some(({ lastSeen }) => lastSeen !== null) && found.alerts.length > 0;
      return isWhole ? found : undefined;
    }, 'the links');
    expect(linked).toMatchObject({
      units: [
        {
          ...receptacle,
          views: [{ partner, document: 'PREDES', conveyance: 'KE31', portOfArrival: 'JFK', within: [flight] }],
          lastSeen: { event: 'EMC', partner },
        },
      ],
      items: [{ shipmentId, itemId: s10 }],
      alerts: [{ alertId: ofItem.alertId, itemId: s10 }],
    });
    const byItem = await links(`item=${s10.toLowerCase()}`);
    expect(byItem.units).toContainEqual(expect.objectContaining(receptacle));
    expect(byItem.alerts).toContainEqual(expect.objectContaining({ alertId: ofItem.alertId }));
    const inFlight = await links(`kind=CONVEYANCE&number=${encodeURIComponent(flight.number)}`);
    expect(inFlight).toMatchObject({ holds: [receptacle] });
    await expect(links('kind=RECEPTACLE')).rejects.toThrow();
  });

  it('keeps how good what a partner sends is, by day, each manifest once however often it is told', async () => {
    const quality = {
      lines: 10,
      loss: 1_200,
      codes: [
        { code: 'number.form', lines: 1, gain: 1_000 },
        { code: 'code.country', lines: 1, gain: 200 },
      ],
    };
    const processed = (change: Partial<ManifestProcessed>) => {
      const event: ManifestProcessed = {
        manifestId: timeOrderedId(Date.now(), randomBytes(10)),
        sequence: 1,
        partner,
        testMode: false,
        slice: 0,
        last: true,
        format: 'csv',
        reader: 'csv@1',
        confidence: 1,
        messages: 1,
        lines: [],
        findings: [],
        quality,
        processedAt: Date.now(),
        ...change,
      };
      return {
        topic: topics.manifestsProcessed.name,
        key: event.manifestId,
        value: codec.encode(topics.manifestsProcessed, event),
        headers: headersFor(topics.manifestsProcessed, event.manifestId),
      };
    };
    const once = processed({});
    const sent = [
      once,
      processed({ quality: { lines: 30, loss: 0, codes: [] } }),
      processed({ last: false, quality: null }),
    ];
    await producer.send([...sent, once, processed({ testMode: true }), processed({ partner: 'somebody-else' })]);
    type Told = { lines: number; raise: { code: string }[] };
    const path = `/v1/partners/${partner}/quality`;
    const told = await eventually(async () => {
      const found = await call<Told>('GET', path);
      return found.lines === 40 ? found : undefined;
    }, 'both manifests');
    const today = new Date().toISOString().slice(0, 10);
    expect(told).toMatchObject({
      partner,
      testMode: false,
      to: today,
      manifests: 2,
      lines: 40,
      score: 97,
      days: [{ day: today, manifests: 2, lines: 40, score: 97 }],
    });
    const { meaning, mend } = findingCatalogue['number.form'];
    expect(told.raise).toEqual([
      { code: 'number.form', lines: 1, gain: 2.5, meaning, mend },
      expect.objectContaining({ code: 'code.country', lines: 1, gain: 0.5 }),
    ]);
    await producer.send(sent);
    await producer.send([processed({ quality: { lines: 10, loss: 0, codes: [] } })]);
    await eventually(async () => {
      const { lines } = await call<Told>('GET', path);
      expect([40, 50]).toContain(lines);
      return lines === 50 ? lines : undefined;
    }, 'the next one, and none of those before again');
    expect(await call('GET', `${path}?testMode=true`)).toMatchObject({ lines: 10, score: 88 });
    expect(await call('GET', `${path}?to=2020-01-31`)).toMatchObject({ from: '2020-01-02', lines: 0, score: null });
    expect(await running.call('GET', `${path}?from=2020-01-02&to=2020-01-01`)).toMatchObject({ status: 400 });
    expect(await running.call('GET', '/v1/partners/nobody/quality')).toMatchObject({ status: 404 });
  });

  it('counts assessments that it never decodes', async () => {
    const assessed = async (): Promise<number> => {
      const { stages } = await call<{ stages: { stage: string; detail: string; total: number }[] }>('GET', '/v1/flow');
      return stages.find(({ stage, detail }) => stage === 'assessed' && detail === 'SUPERSEDED')?.total ?? 0;
    };
    const before = await assessed();
    const headers = eventHeaders({
      topic: topics.shipmentsAssessed,
      id: 'x',
      source: 'test',
      time: Date.now(),
      subject: 's',
      outcome: 'SUPERSEDED',
    });
    const value = Buffer.from('not even Avro');
    await producer.send(
      Array.from({ length: 300 }, (_, at) => ({ topic: topics.shipmentsAssessed.name, key: `s${at}`, value, headers })),
    );
    await eventually(async () => ((await assessed()) >= before + 300 ? true : undefined), 'the counts');
  });

  it('parks what it cannot decode, lists it, and sends it back when told', async () => {
    const bad = Buffer.from(`no Avro ${partner}`);
    const key = `key-${partner}`;
    await producer.send([
      { topic: topics.alertsIssued.name, key, value: bad, headers: headersFor(topics.alertsIssued, 'bad') },
    ]);
    type Letter = { id: string; code: string; stage: string; service: string };
    const path = `/v1/dead-letters?partner=${partner}&state=waiting`;
    const letter = await eventually(
      async () => (await call<{ items: Letter[] }>('GET', path)).items[0],
      'the dead letter',
    );
    expect(letter).toMatchObject({ code: 'avro.frame', stage: 'decode', service: 'operations' });
    expect(letter.id).toContain(deadLetterTopicOf(topics.alertsIssued.name, 'operations'));
    expect(await call('GET', `/v1/dead-letters/${letter.id}`)).toMatchObject({
      record: { key, hex: bad.toString('hex') },
    });

    const { redriveId } = await call<{ redriveId: string }>('POST', '/v1/dead-letters/redrive', {
      filter: { partner },
    });

    const back = (await recordsOf(topics.alertsIssued.name)).filter((record) => record.key?.toString() === key);
    expect(back).toHaveLength(2);
    expect(back.every(({ value }) => value!.equals(bad))).toBe(true);
    expect(back.map(({ headers }) => headers['wp_redrive'])).toContain(redriveId);
    // It is as undecodable as before, so it is parked again: a letter of its own.
    const again = await eventually(
      async () => (await call<{ items: Letter[] }>('GET', path)).items[0],
      'the second letter',
    );
    expect(again.id).not.toBe(letter.id);
  });

  it('says how far it is behind itself: not at all, once it has caught up', async () => {
    type Row = { service: string; topic: string; records: number };
    const heard = allTopics.filter(({ consumers }) => consumers.includes('operations')).length;
    await eventually(async () => {
      const { lag } = await call<{ lag: Row[] }>('GET', '/v1/flow');
      const own = lag.filter(({ service: who }) => who === 'operations');
      return own.length === heard && own.every(({ records }) => records === 0) ? true : undefined;
    }, 'no lag');
  });
});
