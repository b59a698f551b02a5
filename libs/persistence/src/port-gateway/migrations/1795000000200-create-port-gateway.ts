import { type MigrationInterface, type QueryRunner } from 'typeorm';
import { createOutbox, dropOutbox } from '../../outbox/outbox.migration.ts';

const tables = [
  // `forgotten_to`: alerts up to this number may have been dropped, so a cursor before it is no use any more.
  `create table port_sequences (
    port text primary key,
    last bigint not null default 0,
    forgotten_to bigint not null default 0
  )`,
  `create table alerts (
    alert_id uuid primary key,
    port text not null,
    shipment_id uuid not null,
    sequence bigint not null,
    sequenced_at timestamptz not null,
    revision int not null,
    state text not null,
    event jsonb not null,
    updated_at timestamptz not null,
    unique (port, sequence)
  )`,
  `create index alerts_undelivered on alerts (port, sequence) where state = 'ISSUED'`,
  `create index alerts_age on alerts (updated_at)`,
  `create table steps (
    step_id uuid primary key,
    alert_id uuid not null references alerts on delete cascade,
    revision int not null,
    step text not null,
    at timestamptz not null,
    recorded_at timestamptz not null,
    recorded_by text not null,
    evidence jsonb not null,
    recorded_only boolean not null default false,
    position bigint generated always as identity
  )`,
  `create index steps_of_alert on steps (alert_id, position)`,
  `create table inspections (
    inspection_id uuid primary key,
    alert_id uuid not null references alerts on delete cascade,
    reported_at timestamptz not null,
    laboratory boolean not null,
    superseded_by uuid,
    event jsonb not null
  )`,
  `create index inspections_of_alert on inspections (alert_id, reported_at)`,
  `create table idempotency_keys (
    owner text not null,
    key text not null,
    fingerprint text not null,
    status int,
    answer jsonb,
    used_at timestamptz not null,
    primary key (owner, key)
  )`,
  `create table webhooks (
    webhook_id uuid primary key,
    owner text not null,
    port text,
    url text not null,
    secret text not null,
    description text,
    active boolean not null,
    disabled_reason text,
    created_at timestamptz not null,
    created_by text not null,
    last_success_at timestamptz,
    last_failure_at timestamptz,
    last_failure text,
    failures_in_a_row int not null default 0
  )`,
  `create index webhooks_of_owner on webhooks (owner)`,
  `create table webhook_deliveries (
    delivery_id uuid primary key,
    webhook_id uuid not null references webhooks on delete cascade,
    alert_id uuid not null references alerts on delete cascade,
    revision int not null,
    attempts int not null default 0,
    next_attempt_at timestamptz not null,
    claimed_until timestamptz,
    gave_up boolean not null default false,
    created_at timestamptz not null,
    unique (webhook_id, alert_id)
  )`,
  `create index webhook_deliveries_due on webhook_deliveries (next_attempt_at) where not gave_up`,
];

const dropped = [
  'webhook_deliveries',
  'webhooks',
  'idempotency_keys',
  'inspections',
  'steps',
  'alerts',
  'port_sequences',
];

export class CreatePortGateway1795000000200 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of tables) await runner.query(statement);
    await createOutbox(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    await dropOutbox(runner);
    for (const table of dropped) await runner.query(`drop table ${table}`);
  }
}
