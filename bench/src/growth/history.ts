import pg from 'pg';

export interface History {
  /** Rows there are now, of the ledger and of heads (as many of each as shipments) and of counters. */
  readonly shipments: number;
  readonly entityDays: number;
  readonly megabytes: number;
  readonly seconds: number;
}

const DAYS = 60;
/** Decisions of the live run that rows are modelled on. */
const MODELS = 5_000;
const SLICE = 100_000;

/** Entity columns, with how many others there are beside those that the traffic of the bench shares with its past. */
const others = {
  consignor: 60_000,
  consignee: 500_000,
  consignor_address: 50_000,
  consignee_address: 400_000,
  consignee_phone: 300_000,
} as const;
const columns = Object.keys(others).join(', ');

/**
 * Gives the scorer a past of so many shipments over the sixty days before today, by copying decisions that it has made: each with its body, under ids and on a
 * day of its own. Half of them are of the entities that live traffic is of, so that each of those has been seen on nearly every day, which is the dearest
 * case; half are of strangers, drawn unevenly (a few send much), which makes the tables wide.
 */
export async function writeHistory(database: string, shipments: number): Promise<History> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  const began = performance.now();
  try {
    await client.query(`set search_path to scorer`);
    await client.query(`update history set first_day = first_day - ${DAYS + 30}`);
    const today = Math.floor(Date.now() / 86_400_000);
    for (let day = today - DAYS; day < today; day++) {
      await client.query(
        `create table if not exists assessments_${day} partition of assessments for values from (${day}) to (${day + 1})`,
      );
    }
    await client.query(
      `create temp table models as select row_number() over () as model, * from
        (select * from assessments where outcome = 'ASSESSED' limit ${MODELS}) decided`,
    );
    await client.query('create temp table past_days (entity bigint, day int, shipments int)');
    for (let written = 0; written < shipments; written += SLICE) {
      await writeSlice(client, Math.min(SLICE, shipments - written), today);
    }
    await packPast(client);
    await client.query('vacuum analyze assessments, shipment_heads, entity_sightings');
    await client.query('checkpoint');
    return { ...(await sizeOf(client)), seconds: Math.round((performance.now() - began) / 1_000) };
  } finally {
    await client.end();
  }
}

async function writeSlice(client: pg.Client, shipments: number, today: number): Promise<void> {
  const keys = Object.entries(others).map(
    ([column, population]) =>
      `case when strange and models.${column} is not null
        then hashint8extended((${population} * random() ^ 3)::bigint, hashtext('${column}')) else models.${column} end as ${column}`,
  );
  await client.query('drop table if exists slice');
  await client.query(
    `create temp table slice as
      select drawn.day, gen_random_uuid() as assessment_id, gen_random_uuid() as shipment_id, model, ${keys.join(', ')}
      from (select ${today} - 1 - (random() * ${DAYS - 1})::int as day, random() < 0.5 as strange,
          1 + floor(random() * (select count(*) from models))::bigint as model
        from generate_series(1, ${shipments})) drawn
      join models using (model)`,
  );
  await client.query(
    `insert into assessments (day, assessment_id, shipment_id, partner, outcome, band, recommendation, assessed_at, ${columns}, body)
      select slice.day, slice.assessment_id, slice.shipment_id, partner, outcome, band, recommendation, slice.day * 86400000::bigint,
        ${columns.replace(/\w+/g, 'slice.$&')}, body
      from slice join models using (model)`,
  );
  await client.query(
    `insert into shipment_heads (shipment_id, partner, test, issued_at, sequence, ordinal, episode, cancelled, assessment_id, received_day, counted_day, ${columns})
      select slice.shipment_id, partner, false, slice.day * 86400000::bigint, 1, 1, 0, false, slice.assessment_id, slice.day, slice.day,
        ${columns.replace(/\w+/g, 'slice.$&')}
      from slice join models using (model)`,
  );
  const sightings = Object.keys(others).map(
    (column) => `select ${column} as entity, day from slice where ${column} is not null`,
  );
  await client.query(
    `insert into past_days select entity, day, count(*) from (${sightings.join(' union all ')}) all_sightings group by entity, day`,
  );
}

/** Days before today, oldest first; their sums are left for the first batch that asks. */
async function packPast(client: pg.Client): Promise<void> {
  const cell = (row: string) =>
    `substring(int4send(${row}day) from 3) || int4send(${row}shipments) || int8send(${row}links)`;
  await client.query(
    `insert into entity_sightings as seen (entity, links, day, shipments, past)
      select entity, 1, max(day), max(shipments) filter (where age = 1), string_agg(${cell('')}, ''::bytea order by day) filter (where age > 1)
      from (select *, 1::bigint as links, row_number() over (partition by entity order by day desc) as age
        from (select entity, day, sum(shipments)::int as shipments from past_days group by entity, day) summed) aged
      group by entity
      on conflict (entity) do update set written = seen.written + 1, sums = null,
        past = coalesce(excluded.past, '') || ${cell('excluded.')} || coalesce(seen.past, '')`,
  );
}

async function sizeOf(client: pg.Client): Promise<Omit<History, 'seconds'>> {
  const { rows } = await client.query<{ shipments: string; days: string; bytes: string }>(
    `select (select count(*) from shipment_heads) as shipments, (select count(*) from entity_days) as days,
      pg_database_size(current_database()) as bytes`,
  );
  const { shipments, days, bytes } = rows[0]!;
  return {
    shipments: Number(shipments),
    entityDays: Number(days),
    megabytes: Math.round(Number(bytes) / 2 ** 20),
  };
}
