import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import {
  catalogueIds,
  createCodec,
  deadLetterHeaders,
  eventHeaders,
  type ShipmentDeclared,
  topics,
} from '@watchpost/contracts';
import { lineIdOf, mendedVersion, timeOrderedId } from '@watchpost/domain';
import { createKafkaLog, type EventProducer, type LogAdmin } from '@watchpost/messaging';
import { type Database, operationsStore, withTransaction } from '@watchpost/persistence';
import { randomBytes, randomUUID } from 'node:crypto';
import { declaredLine } from '../../test/declared-line.ts';
import { eventually, runOperations, type RunningOperations } from '../../test/running-operations.ts';

const codec = createCodec(catalogueIds());
const brokers = process.env['WATCHPOST_TEST_KAFKA_BROKERS']!.split(',');
/** Of this run only: the broker is shared with other tests. */
const partner = `post-${randomUUID().slice(0, 8)}`;
const DLQ = 'shipments.declared.v1.scorer.dlq';

let running: RunningOperations;
let database: Database;
let producer: EventProducer;
let admin: LogAdmin;

beforeAll(async () => {
  const log = createKafkaLog({ clientId: 'operations-fates-test', brokers });
  running = await runOperations(log, brokers);
  ({ admin, database } = running);
  producer = await log.producer();
});
afterAll(async () => {
  await producer?.close();
  await running?.stop();
});

const call: RunningOperations['call'] = (...asked) => running.call(...asked);

let manifests = 0;
/** A line of a manifest of its own; each is received after the one before. */
function line(of: Partial<ShipmentDeclared> = {}): ShipmentDeclared {
  manifests += 1;
  const manifestId = timeOrderedId(Date.now() + manifests, randomBytes(10));
  const version = { issuedAt: 1_795_499_000_000, sequence: manifests, ordinal: 1 };
  const own = { manifestId, ordinal: 1, lineId: lineIdOf(manifestId, 1), partner, shipmentId: randomUUID(), version };
  return { ...declaredLine, ...own, ...of };
}

const headersOf = (topic: (typeof topics)[keyof typeof topics], of: ShipmentDeclared, outcome?: string) =>
  eventHeaders({
    topic,
    id: randomUUID(),
    source: 'test',
    time: of.receivedAt,
    subject: of.shipmentId,
    manifestId: of.manifestId,
    ordinal: of.ordinal,
    partner: of.partner,
    testMode: of.testMode,
    ...(outcome === undefined ? {} : { outcome }),
  });

/** Parks a line as the scorer would. @returns the id of its dead letter, once it is listed */
async function park(of: ShipmentDeclared, value = codec.encode(topics.shipmentsDeclared, of)): Promise<string> {
  const headers = {
    ...headersOf(topics.shipmentsDeclared, of),
    [deadLetterHeaders.code]: 'handler.failed',
    [deadLetterHeaders.stage]: 'handle',
    [deadLetterHeaders.firstFailedAt]: String(Date.now()),
  };
  await producer.send([{ topic: DLQ, key: of.shipmentId, value, headers }]);
  return eventually(async () => (await letters(`key=${of.shipmentId}`)).at(0)?.id, 'the dead letter');
}

interface Letter {
  readonly id: string;
  readonly state: string;
  readonly outcome: string | null;
  readonly closedBy: string | null;
}

const letters = async (query: string): Promise<Letter[]> =>
  (await call('GET', `/v1/dead-letters?${query}`)).body['items'] as Letter[];

const letterOnceItIs = (of: ShipmentDeclared, state: string): Promise<Letter> =>
  eventually(async () => (await letters(`key=${of.shipmentId}&state=${state}`)).at(0), `a letter that is ${state}`);

async function assessed(of: ShipmentDeclared, outcome: 'ASSESSED' | 'SUPERSEDED' = 'ASSESSED'): Promise<void> {
  const value = codec.encode(topics.shipmentsAssessed, {
    declared: of,
    assessmentId: randomUUID(),
    run: 'live',
    outcome,
    episode: 1,
    scenario: 'fentanyl-mail@1',
    score: 0.1,
    band: 'low',
    recommendation: 'NONE',
    ruling: null,
    reasons: [],
    features: {},
    snapshot: null,
    assessedAt: Date.now(),
  });
  const headers = headersOf(topics.shipmentsAssessed, of, outcome);
  await producer.send([{ topic: topics.shipmentsAssessed.name, key: of.shipmentId, value, headers }]);
}

async function recordsOf(topic: string) {
  const positions = await admin.positions([topic], null);
  const reads = positions.map(({ partition, low, high }) =>
    high > low ? admin.read(topic, partition, low, high - low) : [],
  );
  return (await Promise.all(reads)).flat();
}

const closedEventOf = (id: string) =>
  eventually(async () => {
    const found = (await recordsOf('letters.closed.v1')).find(({ key }) => key?.toString() === id);
    return found && codec.decode(topics.lettersClosed, found.value!);
  }, 'the event of its closing');

describe('A parked line', () => {
  it('that was parked twice, as by a manifest that was read twice, is closed by one answer', async () => {
    const parked = line();
    await park(parked);
    await park(parked);
    const all = () => letters(`key=${parked.shipmentId}`);
    await eventually(async () => (await all()).length === 2, 'both letters');
    await assessed(parked);
    await eventually(async () => (await all()).every(({ state }) => state === 'healed'), 'both healed');
  });

  it('is closed as SUPERSEDED when a later version of its shipment goes ahead, and that is told', async () => {
    const parked = line();
    const id = await park(parked);
    const later = line({ shipmentId: parked.shipmentId });
    await assessed(later);
    expect(await letterOnceItIs(parked, 'superseded')).toMatchObject({
      id,
      outcome: 'SUPERSEDED',
      closedBy: `line 1 of ${later.manifestId}`,
    });
    expect(await closedEventOf(id)).toMatchObject({
      closedAs: 'SUPERSEDED',
      manifestId: parked.manifestId,
      ordinal: 1,
      byManifestId: later.manifestId,
    });
  });

  it('is closed as well where the later version was heard of first', async () => {
    const parked = line();
    await assessed(line({ shipmentId: parked.shipmentId }));
    const marker = line();
    await assessed(marker);
    await new Promise((resolve) => setTimeout(resolve, 1_000));
    await park(parked);
    await letterOnceItIs(parked, 'superseded');
  });

  it('that cannot be decoded is closed by what was received later', async () => {
    const parked = line();
    await park(parked, Buffer.from('not Avro'));
    await assessed(line({ shipmentId: parked.shipmentId }));
    await letterOnceItIs(parked, 'superseded');
  });

  it('stays open for an older version and for another partner, which its key shows', async () => {
    const older = line();
    const parked = line({ shipmentId: older.shipmentId });
    const id = await park(parked);
    await assessed(older);
    const other = line({ shipmentId: parked.shipmentId, partner: `${partner}-b` });
    await assessed(other);
    type Key = { ahead: { partner: string } | null };
    const key = await eventually(async () => {
      const { body } = await call('GET', `/v1/dead-letters/keys?key=${parked.shipmentId}`);
      return (body['items'] as Key[]).find(({ ahead }) => ahead?.partner === other.partner);
    }, 'what went ahead');
    expect(key).toMatchObject({ waiting: 1, letters: [id], superseded: 0, ahead: { manifestId: other.manifestId } });
  });

  it('of test mode and a live one say nothing about each other', async () => {
    const live = line();
    await park(live);
    const rehearsed = line({ testMode: true });
    await park(rehearsed);
    await assessed(line({ shipmentId: live.shipmentId, testMode: true }));
    await assessed(line({ shipmentId: rehearsed.shipmentId }));
    const later = line({ shipmentId: rehearsed.shipmentId, testMode: true });
    await assessed(later);
    expect(await letterOnceItIs(rehearsed, 'superseded')).toMatchObject({ closedBy: `line 1 of ${later.manifestId}` });
    expect(await letters(`key=${live.shipmentId}`)).toMatchObject([{ state: 'waiting' }]);
  });

  it('that is redriven and decided is healed, with its outcome', async () => {
    const parked = line();
    const id = await park(parked);
    const { body } = await call('POST', '/v1/dead-letters/redrive', { ids: [id], reason: 'the cause is mended' });
    await letterOnceItIs(parked, 'redriven');
    await assessed(parked);
    expect(await letterOnceItIs(parked, 'healed')).toMatchObject({ outcome: 'ASSESSED' });
    expect((await call('GET', `/v1/dead-letters/redrives/${body['redriveId']}`)).body).toMatchObject({
      state: 'sent',
      selected: 1,
      sent: 1,
      fates: { healed: 1 },
      outcomes: { ASSESSED: 1 },
      reason: 'the cause is mended',
    });
  });

  it('that is redriven and parked anew is dead again, and names what it became', async () => {
    const parked = line();
    const id = await park(parked);
    await call('POST', '/v1/dead-letters/redrive', { ids: [id] });
    const back = (await recordsOf(topics.shipmentsDeclared.name)).find(
      ({ headers }) => headers['wp_redrive_of'] === id,
    )!;
    const headers = {
      ...back.headers,
      [deadLetterHeaders.code]: 'handler.failed',
      [deadLetterHeaders.stage]: 'handle',
    };
    await producer.send([{ topic: DLQ, key: parked.shipmentId, value: back.value, headers }]);
    const again = await letterOnceItIs(parked, 'dead-again');
    const [waiting] = await letters(`key=${parked.shipmentId}&state=waiting`);
    expect(again).toMatchObject({ id, closedBy: waiting!.id });
  });

  it('is sent at the rate asked for, in the background', async () => {
    const parked = [line(), line(), line(), line()];
    for (const each of parked) await park(each);
    const ids = await Promise.all(parked.map(async ({ shipmentId }) => (await letters(`key=${shipmentId}`))[0]!.id));
    const started = Date.now();
    const { body } = await call('POST', '/v1/dead-letters/redrive', { ids, rate: 4 });
    expect(body).toMatchObject({ selected: 4, redriven: 0, sending: true });
    await eventually(async () => {
      const report = await call('GET', `/v1/dead-letters/redrives/${body['redriveId']}`);
      return report.body['state'] === 'sent' ? report : undefined;
    }, 'its end');
    expect(Date.now() - started).toBeGreaterThan(700);
  });

  it('stays marked as being sent while its replica is heard of, and is written off once that is silent', async () => {
    const sending = (id: string) =>
      withTransaction(database, (tx) =>
        operationsStore.beginRedrive(tx, {
          id,
          kind: 'redriven',
          at: Date.now() - 60_000,
          who: 'another replica',
          reason: null,
          filter: null,
          rate: null,
          selected: 1,
        }),
      );
    const [heard, silent] = [randomUUID(), randomUUID()];
    await sending(heard);
    await sending(silent);
    await database.run(`update redrives set beat_at = now() - interval '31 seconds' where redrive_id = $1`, [silent]);
    const stateOf = async (id: string) => (await call('GET', `/v1/dead-letters/redrives/${id}`)).body['state'];
    await eventually(
      async () => ((await stateOf(silent)) === 'interrupted' ? true : undefined),
      'its being written off',
    );
    expect(await stateOf(heard)).toBe('sending');
  });

  it('set aside is closed with its reason, and told as such', async () => {
    const parked = line();
    const id = await park(parked);
    expect((await call('POST', '/v1/dead-letters/discard', { ids: [id] })).status).toBe(422);
    const { body } = await call('POST', '/v1/dead-letters/discard', { ids: [id], reason: 'sent twice by mistake' });
    expect(body).toMatchObject({ selected: 1, discarded: 1 });
    expect(await closedEventOf(id)).toMatchObject({ closedAs: 'DISCARDED', byManifestId: null });
    const audit = await call('GET', '/v1/audit?action=dead-letters.discarded');
    expect(audit.body['items']).toMatchObject([{ detail: { reason: 'sent twice by mistake', ids: [id] } }]);
  });

  it('closed after a filter selected it is left out, and stays as it was closed', async () => {
    const own = `${partner}-paced`;
    const parked = [line({ partner: own }), line({ partner: own }), line({ partner: own })];
    const ids: string[] = [];
    for (const each of parked) ids.push(await park(each));
    const { body } = await call('POST', '/v1/dead-letters/redrive', { filter: { partner: own }, rate: 1 });
    expect(body).toMatchObject({ selected: 3, sending: true });
    const discarded = await call('POST', '/v1/dead-letters/discard', { ids: [ids[2]], reason: 'sent twice' });
    expect(discarded.body).toMatchObject({ discarded: 1 });
    const report = await eventually(async () => {
      const found = await call('GET', `/v1/dead-letters/redrives/${body['redriveId']}`);
      return found.body['state'] === 'sent' ? found.body : undefined;
    }, 'its end');
    expect(report).toMatchObject({ selected: 3, sent: 2 });
    expect(await letters(`key=${parked[2]!.shipmentId}`)).toMatchObject([{ state: 'discarded' }]);
    const sent = (await recordsOf(topics.shipmentsDeclared.name)).map(({ headers }) => headers['wp_redrive_of']);
    expect(ids.map((id) => sent.includes(id))).toEqual([true, true, false]);
    const audit = await call('GET', `/v1/audit?subject=redrive:${body['redriveId']}`);
    expect(audit.body['items']).toContainEqual(
      expect.objectContaining({ detail: expect.objectContaining({ count: 0, leftOut: [ids[2]] }) }),
    );
  });
});

describe('A mended event', () => {
  const mend = (id: string, event: unknown, more: object = {}) =>
    call('POST', `/v1/dead-letters/${id}/mend`, { event, reason: 'mass in grams', ...more });

  it('goes out as a new version in place of the parked one, and what was changed is on record', async () => {
    const parked = line();
    const id = await park(parked);
    const event = { ...parked, shipment: { ...parked.shipment, grossMassKg: 0.5 } };
    expect((await mend(id, event, { dryRun: true })).body).toMatchObject({
      redriveId: null,
      changed: ['/shipment/grossMassKg'],
    });
    const { status, body } = await mend(id, event);
    expect(status).toBe(200);
    const sent = await eventually(
      async () =>
        (await recordsOf(topics.shipmentsDeclared.name)).find(
          ({ headers }) => headers['wp_mended'] === body['redriveId'],
        ),
      'the mended event',
    );
    expect(sent.key?.toString()).toBe(parked.shipmentId);
    expect(codec.decode(topics.shipmentsDeclared, sent.value!)).toEqual({
      ...event,
      version: mendedVersion(parked.version),
    });
    expect(sent.headers['wp_ordinal']).toBe('1');
    expect((await mend(id, event)).body).toMatchObject({ code: 'dead-letter.closed' });
    const audit = await call('GET', `/v1/audit?subject=dead-letter:${id}`);
    expect(audit.body['items']).toMatchObject([
      { action: 'dead-letter.mended', detail: { reason: 'mass in grams', changed: ['/shipment/grossMassKg'] } },
    ]);
  });

  it('may stand for bytes that nobody could decode', async () => {
    const parked = line();
    const id = await park(parked, Buffer.from('not Avro'));
    expect((await mend(id, { ...parked, partner: 'somebody-else' })).body).toMatchObject({
      code: 'mend.identity',
      errors: [{ pointer: '/partner' }],
    });
    expect((await mend(id, parked)).body).toMatchObject({ changed: null, dryRun: false });
  });

  it('of bytes that nobody could decode stays in test mode, and was received when its headers say', async () => {
    const rehearsed = line({ testMode: true });
    const id = await park(rehearsed, Buffer.from('not Avro'));
    const wrong = { ...rehearsed, testMode: false, receivedAt: rehearsed.receivedAt + 1 };
    expect(await mend(id, wrong)).toMatchObject({
      status: 422,
      body: { code: 'mend.identity', errors: [{ pointer: '/testMode' }, { pointer: '/receivedAt' }] },
    });
    expect((await mend(id, rehearsed, { dryRun: true })).status).toBe(200);
    const live = line();
    const other = await park(live, Buffer.from('not Avro'));
    expect((await mend(other, { ...live, testMode: true })).body).toMatchObject({
      errors: [{ pointer: '/testMode' }],
    });
  });

  it('is refused where it says who or what anew, does not fit, or says what the schema has no place for', async () => {
    const parked = line();
    const id = await park(parked);
    const wrong: [object, string, string][] = [
      [{ ...parked, receivedAt: parked.receivedAt + 1 }, 'mend.identity', '/receivedAt'],
      [{ ...parked, format: 7 }, 'mend.schema', '/format'],
      [{ ...parked, colour: 'red' }, 'mend.unknown-field', '/colour'],
    ];
    for (const [event, code, pointer] of wrong) {
      expect(await mend(id, event)).toMatchObject({ status: 422, body: { code, errors: [{ pointer }] } });
    }
    expect(await letters(`key=${parked.shipmentId}&state=waiting`)).toHaveLength(1);
  });
});

describe('Dead letters of a reason, stage and partner', () => {
  it('are counted together, with an example', async () => {
    const { body } = await call('GET', `/v1/dead-letters/groups?partner=${partner}`);
    expect(body['items']).toMatchObject([
      {
        topic: 'shipments.declared.v1',
        service: 'scorer',
        code: 'handler.failed',
        stage: 'handle',
        partner,
        example: expect.stringContaining(DLQ),
      },
    ]);
  });
});
