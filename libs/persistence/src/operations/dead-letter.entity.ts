import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** Where a dead letter lies in the log and what its headers say; its bytes stay in the log. Times in epoch milliseconds. */
@Entity('dead_letters')
export class DeadLetterEntity {
  /** Without gaps. */
  @PrimaryColumn('bigint', { transformer: safeBigint })
  position!: number;

  /** Dead-letter topic. */
  @Column('text')
  topic!: string;

  @Column('int')
  partition!: number;

  @Column('bigint', { transformer: safeBigint })
  offset!: number;

  @Column('text', { name: 'origin_topic' })
  originTopic!: string;

  /** Service (consumer group) that could not handle it. */
  @Column('text')
  service!: string;

  @Column('text')
  code!: string;

  @Column('text')
  reason!: string;

  @Column('text')
  stage!: string;

  @Column('text', { nullable: true })
  place!: string | null;

  @Column('text', { nullable: true })
  partner!: string | null;

  @Column('text', { name: 'manifest_id', nullable: true })
  manifestId!: string | null;

  @Column('int', { nullable: true })
  ordinal!: number | null;

  @Column('int')
  attempts!: number;

  @Column('timestamptz', { name: 'first_failed_at', nullable: true, transformer: epochMillis })
  firstFailedAt!: number | null;

  /** When operations saw it. */
  @Column('timestamptz', { name: 'parked_at', transformer: epochMillis })
  parkedAt!: number;

  /** Size of the value. */
  @Column('int')
  bytes!: number;

  @Column('uuid', { name: 'redrive_id', nullable: true })
  redriveId!: string | null;

  @Column('timestamptz', { name: 'redriven_at', nullable: true, transformer: epochMillis })
  redrivenAt!: number | null;

  /** When a redrive found that the log no longer has its record. */
  @Column('timestamptz', { name: 'gone_at', nullable: true, transformer: epochMillis })
  goneAt!: number | null;
}
