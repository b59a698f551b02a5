import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createOutbox, dropOutbox } from '../../outbox/outbox.migration.ts';

const tables = [
  `create table ports (
    port text primary key,
    version int not null,
    country text,
    active boolean not null,
    places text[] not null,
    capacity_per_shift int not null,
    shift_hours int not null,
    dwell_hours float8 not null
  )`,
  `create table shipment_views (
    shipment_id uuid not null,
    partner text not null,
    version_issued_at bigint not null,
    version_sequence bigint not null,
    version_ordinal int not null,
    assessment_id uuid not null,
    call text not null check (call in ('assessed', 'random', 'none', 'cancelled')),
    port text,
    content jsonb not null,
    updated_at timestamptz not null,
    primary key (shipment_id, partner)
  )`,
  `create table alerts (
    alert_id uuid primary key,
    port text not null,
    subject_kind text not null,
    subject text not null,
    shipment_id uuid not null,
    state text not null,
    open boolean not null,
    revision int not null check (revision > 0),
    event jsonb not null,
    shift_starts_at timestamptz,
    last_step_at timestamptz,
    last_scan_at timestamptz,
    outcome text,
    outcome_at timestamptz,
    issued_at timestamptz not null,
    updated_at timestamptz not null
  )`,
  `create unique index alerts_one_open on alerts (subject_kind, subject, port) where open`,
  `create index alerts_of_shipment on alerts (shipment_id)`,
  `create index alerts_ended on alerts (updated_at) where not open`,
  `create table alert_notes (
    note_id uuid primary key,
    alert_id uuid not null references alerts on delete cascade,
    noted_at timestamptz not null,
    kind text not null,
    detail text not null
  )`,
  `create index alert_notes_of_alert on alert_notes (alert_id)`,
  `create table shifts (
    port text not null,
    starts_at timestamptz not null,
    capacity int not null,
    admitted int not null default 0,
    refused int not null default 0,
    primary key (port, starts_at)
  )`,
  `create table refusals (
    assessment_id uuid primary key,
    shipment_id uuid not null,
    partner text not null,
    port text not null,
    shift_starts_at timestamptz not null,
    capacity int not null,
    score float8 not null,
    recommendation text not null,
    refused_at timestamptz not null
  )`,
  `create index refusals_of_shift on refusals (port, shift_starts_at)`,
  `create table random_draws (
    shipment_id uuid primary key,
    probability float8 not null,
    drawn_at timestamptz not null
  )`,
  `create table unrouted (
    shipment_id uuid not null,
    partner text not null,
    assessment_id uuid not null,
    score float8 not null,
    recommendation text not null,
    places text[] not null,
    code text not null default 'routing.unrouted',
    noted_at timestamptz not null,
    primary key (shipment_id, partner)
  )`,
];

export class CreateTargeting1795000000100 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
    await createOutbox(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutbox(runner);
    for (const table of [
      'unrouted',
      'random_draws',
      'refusals',
      'shifts',
      'alert_notes',
      'alerts',
      'shipment_views',
      'ports',
    ]) {
      await runner.query(`drop table ${table}`);
    }
  }
}
