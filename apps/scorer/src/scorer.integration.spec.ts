import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { DAY, declared, declaredRecord, NOW, scanRecord, TRACE } from '../test/declared.ts';
import { runScorer, type RunningScorer } from '../test/running-scorer.ts';

let scorer: RunningScorer;

beforeAll(async () => {
  scorer = await runScorer();
});
beforeEach(() => scorer.reset());
afterAll(() => scorer?.stop());

const seen = async (): Promise<{ rows: number; shipments: number; least: number }> => {
  const [row] = await scorer.database.query<{ rows: number; shipments: number; least: number }>(
    'select count(*)::int as rows, coalesce(sum(shipments), 0)::int as shipments, coalesce(min(shipments), 0)::int as least from entity_days',
  );
  return row!;
};
const ledger = async (): Promise<number> => {
  const [row] = await scorer.database.query<{ n: number }>('select count(*)::int as n from assessments');
  return row!.n;
};
const factors = (at: number): string[] =>
  scorer.assessed()[at]!.reasons.map(({ factor, outcome }) => `${factor} ${outcome}`);
/** Versions and outcomes in the order in which they were published. */
const told = (): string[] =>
  scorer.assessed().map(({ declared: { version }, outcome }) => `${version.sequence} ${outcome}`);

/** Consignor, consignee and their addresses; the parties of the fixtures have no phone. */
const ENTITIES = 4;

describe('A declared shipment', () => {
  it('is assessed, with reasons, the declaration and the values it rests on, under headers that say it all', async () => {
    await scorer.declares({ description: 'Sample CAS 437-38-7', hs: '293333' });
    const [event] = scorer.assessed();
    expect(event).toMatchObject({
      declared: declared({ description: 'Sample CAS 437-38-7', hs: '293333' }),
      run: 'live',
      outcome: 'ASSESSED',
      episode: 1,
      band: 'critical',
      recommendation: 'HOLD',
      assessedAt: NOW,
      features: { cas_class: 'controlled', hs_group: 'fentanyl', history_days: 0, consignor_seen_90d: 0 },
    });
    expect(event!.reasons[0]).toMatchObject({ factor: 'cas-number', outcome: 'controlled', value: '437-38-7' });
    expect(scorer.published()[0]!.headers).toMatchObject({
      ce_id: event!.assessmentId,
      ce_source: 'scorer',
      ce_subject: event!.declared.shipmentId,
      traceparent: TRACE,
      wp_manifest: event!.declared.manifestId,
      wp_ordinal: '1',
      wp_partner: 'de-post',
      wp_outcome: 'ASSESSED',
      wp_band: 'critical',
      wp_recommendation: 'HOLD',
    });
  });

  it('delivered again changes nothing, and the same bytes are published', async () => {
    await scorer.declares({});
    const before = await seen();
    const republished = await scorer.metric('watchpost_assessments_republished_total');
    scorer.clock.at = NOW + DAY;
    await scorer.declares({});
    const [first, again] = scorer.published();
    expect(again!.value!.equals(first!.value!)).toBe(true);
    expect(again!.headers).toEqual(first!.headers);
    expect(await seen()).toEqual(before);
    expect(await ledger()).toBe(1);
    expect((await scorer.metric('watchpost_assessments_republished_total')) - republished).toBe(1);
  });

  it('delivered twice in one batch is decided once', async () => {
    const record = declaredRecord(scorer.codec, declared());
    await scorer.hears(record, record);
    expect(await seen()).toEqual({ rows: ENTITIES, shipments: ENTITIES, least: 1 });
    expect(await ledger()).toBe(1);
  });

  it('committed and lost before its publication is published as it was stored', async () => {
    const republished = await scorer.metric('watchpost_assessments_republished_total');
    scorer.loseNextSends(1);
    await scorer.declares({}, { item: 'CP000000014DE', consignor: 'Someone Else' });
    await new Promise((resolve) => setTimeout(resolve, 50));
    await scorer.log.settled();
    expect(scorer.published()).toHaveLength(2);
    expect(await ledger()).toBe(2);
    expect((await scorer.metric('watchpost_assessments_republished_total')) - republished).toBe(2);
    const stored = await scorer.database.query<{ body: Buffer }>('select body from assessments');
    for (const { value } of scorer.published()) expect(stored.some(({ body }) => body.equals(value!))).toBe(true);
  });

  it('decided before and published again goes out before a newer version that came in the same batch', async () => {
    const older = declared({ issuedAt: NOW, sequence: 2, receivedAt: NOW + 2 });
    const newer = declared({ issuedAt: NOW + 1, sequence: 1, receivedAt: NOW + 1 });
    await scorer.hears(declaredRecord(scorer.codec, older));
    await scorer.hears(...[older, newer].map((each) => declaredRecord(scorer.codec, each)));
    expect(told()).toEqual(['2 ASSESSED', '2 ASSESSED', '1 ASSESSED']);
  });

  it('in a version that is older than the known one is superseded, and changes nothing', async () => {
    await scorer.declares({ issuedAt: NOW, sequence: 2, description: 'Fentanyl' });
    const before = await seen();
    await scorer.declares({ issuedAt: NOW - 1, sequence: 3, consignor: 'Another' });
    expect(scorer.assessed().map(({ outcome }) => outcome)).toEqual(['ASSESSED', 'SUPERSEDED']);
    expect(await seen()).toEqual(before);
    const [head] = await scorer.database.query<{ sequence: string }>('select sequence from shipment_heads');
    expect(head!.sequence).toBe('2');
    expect(await ledger()).toBe(2);
  });

  it('corrected counts for what it is now, on the day it was first counted', async () => {
    await scorer.declares({ consignor: 'Wrong Name' });
    await scorer.declares({ consignor: 'Right Name', sequence: 2, receivedAt: NOW + DAY, issuedAt: NOW + DAY });
    const rows = await scorer.database.query<{ shipments: number; days: number }>(
      'select shipments, count(distinct day)::int as days from entity_days group by shipments order by shipments',
    );
    expect(rows).toEqual([
      { shipments: 0, days: 1 },
      { shipments: 1, days: 1 },
    ]);
    expect((await seen()).shipments).toBe(ENTITIES);
    await scorer.declares({ consignor: 'Right Name', sequence: 3, receivedAt: NOW + DAY, issuedAt: NOW + DAY });
    expect(scorer.assessed().map(({ features }) => features['consignor_seen_90d'])).toEqual([0, 0, 0]);
    expect((await seen()).shipments).toBe(ENTITIES);
  });

  it('in two versions of one batch is decided in the order of the log', async () => {
    const versions = [2, 1].map((sequence) => declared({ sequence, ordinal: sequence, receivedAt: NOW + sequence }));
    await scorer.hears(...versions.map((each) => declaredRecord(scorer.codec, each)));
    expect(told()).toEqual(['2 ASSESSED', '1 SUPERSEDED']);
    expect(await seen()).toEqual({ rows: ENTITIES, shipments: ENTITIES, least: 1 });
  });

  it('in two versions is published in the order of their decisions, also where the batch came back in parts', async () => {
    const versions = [2, 1].map((sequence) => declared({ sequence, ordinal: sequence, receivedAt: NOW + sequence }));
    const records = versions.map((each) => declaredRecord(scorer.codec, each));
    await scorer.hears(...records);
    for (const record of records) await scorer.hears(record);
    expect(told()).toEqual(['2 ASSESSED', '1 SUPERSEDED', '2 ASSESSED', '1 SUPERSEDED']);
  });

  it('cancelled is recorded, counts no more, and cannot be declared by what came before', async () => {
    await scorer.declares({});
    await scorer.declares({ sequence: 2, issuedAt: NOW, function: 'cancel' });
    expect(scorer.assessed()[1]).toMatchObject({ outcome: 'RECORDED', recommendation: 'NONE', reasons: [] });
    expect(await seen()).toEqual({ rows: ENTITIES, shipments: 0, least: 0 });
    await scorer.declares({ sequence: 3, issuedAt: NOW - 30_000 });
    expect(scorer.assessed()[2]!.outcome).toBe('SUPERSEDED');
    await scorer.declares({ sequence: 4, issuedAt: NOW + 1 });
    expect(scorer.assessed()[3]!.outcome).toBe('ASSESSED');
    expect(await seen()).toEqual({ rows: ENTITIES, shipments: ENTITIES, least: 1 });
  });

  it('in test mode is assessed, counts nothing, and does not stand in the way of the live one', async () => {
    await scorer.declares({ testMode: true, issuedAt: NOW, sequence: 9 });
    expect(scorer.assessed()[0]).toMatchObject({ outcome: 'ASSESSED' });
    expect(scorer.published()[0]!.headers['wp_test']).toBe('true');
    expect(await seen()).toEqual({ rows: 0, shipments: 0, least: 0 });
    await scorer.declares({ issuedAt: NOW - 5, sequence: 8 });
    expect(scorer.assessed()[1]).toMatchObject({ outcome: 'ASSESSED', features: { other_view: 'none' } });
  });

  it('under a number that is used again after twelve months is another item', async () => {
    await scorer.declares({});
    const later = NOW + 366 * DAY;
    await scorer.declares({ receivedAt: later, sequence: 2, consignee: 'Somebody New' });
    expect(scorer.assessed().map(({ episode }) => episode)).toEqual([1, 2]);
    // What the first item counted is not taken back.
    expect((await seen()).least).toBe(1);
    expect((await seen()).shipments).toBe(2 * ENTITIES);
  });
});

describe('Two partners who declare one item', () => {
  it('have their views side by side, and a difference between them weighs', async () => {
    await scorer.declares({});
    await scorer.declares({ partner: 'us-broker', sequence: 2, consignee: 'Quite Another' });
    const [first, second] = scorer.assessed();
    expect(first!.features).toMatchObject({ other_view: 'none' });
    expect(second).toMatchObject({ outcome: 'ASSESSED', features: { other_view: 'parties-differ' } });
    expect(factors(1)).toContain('partners-differ parties');
    const heads = await scorer.database.query<{ partner: string }>(
      'select partner from shipment_heads order by partner',
    );
    expect(heads.map(({ partner }) => partner)).toEqual(['de-post', 'us-broker']);
  });

  it('cannot overwrite or cancel each other', async () => {
    await scorer.declares({ issuedAt: NOW + 5 });
    await scorer.declares({ partner: 'us-broker', sequence: 2, issuedAt: NOW, function: 'cancel' });
    await scorer.declares({ partner: 'ca-post', sequence: 3, issuedAt: NOW - 5, mass: 4 });
    expect(scorer.assessed().map(({ outcome }) => outcome)).toEqual(['ASSESSED', 'RECORDED', 'ASSESSED']);
    expect(scorer.assessed()[2]!.features).toMatchObject({ other_view: 'goods-differ' });
  });
});

describe('What is known of entities', () => {
  it('counts the earlier lines of the same batch, whatever partition they came from', async () => {
    const lines = Array.from({ length: 15 }, (_, i) => ({
      item: `CP${String(i).padStart(9, '0')}DE`,
      ordinal: i + 1,
      consignor: 'One Vendor',
      consignee: `Buyer Number ${i}`,
    }));
    await scorer.declares(...lines.toReversed());
    const last = scorer.assessed().find(({ declared: { ordinal } }) => ordinal === 15)!;
    expect(last.features).toMatchObject({ consignor_seen_90d: 14 });
    expect(last.reasons.map(({ factor }) => factor)).toContain('new-consignor-many-consignees');
  });

  it('is the same whether lines come in one batch or in many', async () => {
    const lines = Array.from({ length: 8 }, (_, i) => ({
      item: `CP${String(i).padStart(9, '0')}DE`,
      ordinal: i + 1,
      consignee: `Buyer ${i % 3}`,
    }));
    await scorer.declares(...lines);
    const together = scorer.assessed();
    const alone = await runScorer();
    try {
      for (const line of lines) await alone.declares(line);
      const byId = new Map(alone.assessed().map((event) => [event.assessmentId, event]));
      for (const event of together) expect(byId.get(event.assessmentId)).toEqual(event);
    } finally {
      await alone.stop();
    }
  });

  it('looks back ninety days and no further', async () => {
    const other = await runScorer();
    try {
      await other.declares({ receivedAt: NOW - 91 * DAY });
      await other.declares({ receivedAt: NOW - 89 * DAY, item: 'CP000000028DE', sequence: 2 });
      await other.declares({ item: 'CP000000014DE', sequence: 3 });
      const last = other.assessed().find(({ declared: { version } }) => version.sequence === 3)!;
      expect(last.features).toMatchObject({ history_days: 90, consignor_seen_90d: 1, consignor_seen_7d: 0 });
    } finally {
      await other.stop();
    }
  });

  it('has the place of a transit scan, whenever it came, and none from test mode', async () => {
    await scorer.hears(
      scanRecord(scorer.codec, { event: 'EMJ', at: NOW - 9_000, place: 'NLAMSA' }),
      scanRecord(scorer.codec, { event: 'EMD', at: NOW - 5_000, place: 'USJFKA' }),
      scanRecord(scorer.codec, { event: 'EMC', at: NOW - 99_000, place: 'DEFRAA' }),
      scanRecord(scorer.codec, { event: 'EMJ', at: NOW - 9_500, place: 'HKHKGA', testMode: true }),
    );
    const [scan] = await scorer.database.query('select event, place, transit_place from shipment_scans');
    expect(scan).toEqual({ event: 'EMD', place: 'USJFKA', transit_place: 'NLAMSA' });
    await scorer.declares({});
    expect(scorer.assessed()[0]!.features).toMatchObject({ transit_country: 'NL' });
  });
});
