import { type MigrationInterface, type QueryRunner } from 'typeorm';

/**
 * When an alert was first issued: a revision says when it was issued itself, and steps may lie before that. Of alerts that were there before this
 * was noted it is not known any more; none was issued before its manifest came.
 */
export class NoteFirstIssue1795000000300 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    await runner.query('alter table alerts add column first_issued_at timestamptz');
    await runner.query(
      `update alerts set first_issued_at = to_timestamp((event ->> 'receivedAt')::double precision / 1000)`,
    );
    await runner.query('alter table alerts alter column first_issued_at set not null');
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query('alter table alerts drop column first_issued_at');
  }
}
