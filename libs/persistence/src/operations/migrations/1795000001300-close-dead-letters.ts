import { type MigrationInterface, type QueryRunner } from 'typeorm';

const statements = [
  // What tells a later version of the same shipment, where the record says it.
  `alter table dead_letters
    add key text,
    add shipment_id uuid,
    add issued_at bigint,
    add sequence bigint,
    add version_ordinal int,
    add test_mode boolean not null default false,
    add again_of bigint,
    add ahead jsonb,
    add closed_as text check (closed_as in ('healed', 'dead-again', 'superseded', 'discarded', 'gone')),
    add closed_at timestamptz,
    add outcome text,
    add closed_by text,
    add constraint dead_letters_closed_whole check ((closed_as is null) = (closed_at is null))`,
  `update dead_letters set closed_as = 'gone', closed_at = gone_at where gone_at is not null`,
  'drop index dead_letters_waiting',
  'create index dead_letters_waiting on dead_letters (position) where redriven_at is null and closed_as is null',
  'create index dead_letters_open_line on dead_letters (manifest_id, ordinal) where closed_as is null',
  'create index dead_letters_open_shipment on dead_letters (shipment_id) where closed_as is null',
  `create table redrives (
    redrive_id uuid primary key,
    kind text not null check (kind in ('redriven', 'mended')),
    at timestamptz not null,
    who text not null,
    reason text,
    filter jsonb,
    rate float8,
    selected int not null,
    state text not null check (state in ('sending', 'sent', 'interrupted')),
    sent_at timestamptz,
    -- When the process that sends it was last heard of.
    beat_at timestamptz not null default clock_timestamp(),
    ends jsonb,
    settled boolean not null default false
  )`,
  'create index redrives_by_time on redrives (at)',
  'create index redrives_unsettled on redrives (at) where not settled',
  `create table redriven_letters (
    redrive_id uuid not null references redrives on delete cascade,
    position bigint not null,
    primary key (redrive_id, position)
  )`,
];

export class CloseDeadLetters1795000001300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of statements) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('drop table redriven_letters, redrives');
    await runner.query('drop index dead_letters_waiting, dead_letters_open_line, dead_letters_open_shipment');
    await runner.query(
      `alter table dead_letters drop constraint dead_letters_closed_whole, drop key, drop shipment_id, drop issued_at, drop sequence,
        drop version_ordinal, drop test_mode, drop again_of, drop ahead, drop closed_as, drop closed_at, drop outcome, drop closed_by`,
    );
    await runner.query(
      'create index dead_letters_waiting on dead_letters (position) where redriven_at is null and gone_at is null',
    );
  }
}
