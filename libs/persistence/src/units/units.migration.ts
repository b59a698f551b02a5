import { type QueryRunner } from 'typeorm';

const tables = [
  // What each partner says of a unit in documents of one type: the newest version. Units and subjects go by `<kind> <number>`.
  `create table unit_views (
    unit text not null,
    partner text not null,
    document text not null,
    version_issued_at bigint not null,
    version_sequence bigint not null,
    version_ordinal int not null,
    cancelled boolean not null,
    within text[] not null,
    items uuid[] not null,
    content jsonb not null,
    updated_at timestamptz not null,
    primary key (unit, partner, document)
  )`,
  `create index unit_views_items on unit_views using gin (items)`,
  `create index unit_views_within on unit_views using gin (within)`,
  // Where a unit, or a shipment by its id, was seen. Space is left in the pages: most scans change a row that is there.
  `create table scans (
    subject text primary key,
    last jsonb not null,
    arrived jsonb,
    departed jsonb,
    updated_at timestamptz not null
  ) with (fillfactor = 80)`,
];

/** The store of units of a service, for one of its migrations. */
export async function createUnits(runner: QueryRunner): Promise<void> {
  for (const statement of tables) await runner.query(statement);
}

export async function dropUnits(runner: QueryRunner): Promise<void> {
  await runner.query('drop table scans');
  await runner.query('drop table unit_views');
}
