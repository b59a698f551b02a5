import { type MigrationInterface, type QueryRunner } from 'typeorm';

/** In the order of the entity kinds; the names are those of the columns in both tables. */
const entityColumns = `
    consignor bigint,
    consignee bigint,
    consignor_address bigint,
    consignee_address bigint,
    consignee_phone bigint`;

const tables = [
  // The append-only ledger. Partitions are made for each received day as it comes and dropped after the retention; days count from 1970-01-01.
  `create table assessments (
    day int not null,
    assessment_id uuid not null,
    shipment_id uuid not null,
    partner text not null,
    outcome text not null,
    band text not null,
    recommendation text not null,
    assessed_at bigint not null,
    ${entityColumns},
    body bytea not null,
    primary key (day, assessment_id)
  ) partition by range (day)`,
  // Bodies are mostly below two kilobytes; compressing them would cost more than it saves.
  `alter table assessments alter column body set storage external`,
  // The newest version of each partner's view. Space is left in the pages, so that most updates need no new index entry.
  `create table shipment_heads (
    shipment_id uuid not null,
    partner text not null,
    test boolean not null,
    issued_at bigint not null,
    sequence bigint not null,
    ordinal int not null,
    episode int not null,
    cancelled boolean not null,
    assessment_id uuid not null,
    received_day int not null,
    counted_day int not null,
    ${entityColumns},
    consignor_name bigint,
    consignee_name bigint,
    gross_mass_kg float8,
    value_usd float8,
    primary key (shipment_id, partner, test)
  ) with (fillfactor = 85)`,
  `create index shipment_heads_received on shipment_heads using brin (received_day)`,
  `create table entity_days (
    entity bigint not null,
    day int not null,
    shipments int not null,
    links bigint not null,
    primary key (entity, day)
  ) with (fillfactor = 85)`,
  `create index entity_days_day on entity_days using brin (day)`,
  `create table shipment_scans (
    shipment_id uuid primary key,
    event text not null,
    at bigint not null,
    place text,
    transit_place text,
    received_day int not null
  ) with (fillfactor = 85)`,
  `create index shipment_scans_received on shipment_scans using brin (received_day)`,
  `create table history (only_row boolean primary key default true check (only_row), first_day int not null)`,
];

export class CreateScorer1795000000000 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table history, shipment_scans, entity_days, shipment_heads, assessments');
  }
}
