import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** How a dead letter ended. `healed`: its record was handled after all; `dead-again`: a redrive of it was parked anew. */
export type LetterClosing = 'healed' | 'dead-again' | 'superseded' | 'discarded' | 'gone';

/** The last record of a dead letter's shipment that went ahead of it. */
export interface WentAhead {
  readonly partner: string | null;
  readonly manifestId: string;
  readonly ordinal: number;
  readonly outcome: string;
}

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

  /** The record's key as text. */
  @Column('text', { nullable: true })
  key!: string | null;

  /** Shipment that its headers name. */
  @Column('uuid', { name: 'shipment_id', nullable: true })
  shipmentId!: string | null;

  /** With `sequence` and `versionOrdinal` the version of the shipment it states; null where it cannot be decoded or has none. */
  @Column('bigint', { name: 'issued_at', nullable: true, transformer: safeBigint })
  issuedAt!: number | null;

  @Column('bigint', { nullable: true, transformer: safeBigint })
  sequence!: number | null;

  @Column('int', { name: 'version_ordinal', nullable: true })
  versionOrdinal!: number | null;

  /** Whether its headers say that it was sent in test mode: such lines and live ones say nothing about each other. */
  @Column('boolean', { name: 'test_mode' })
  testMode!: boolean;

  /** Position of the dead letter whose redrive this one is. */
  @Column('bigint', { name: 'again_of', nullable: true, transformer: safeBigint })
  againOf!: number | null;

  @Column('jsonb', { nullable: true })
  ahead!: WentAhead | null;

  /** null while it is open. */
  @Column('text', { name: 'closed_as', nullable: true })
  closedAs!: LetterClosing | null;

  @Column('timestamptz', { name: 'closed_at', nullable: true, transformer: epochMillis })
  closedAt!: number | null;

  /** How its line ended, where it was handled after all. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  /** What closed it, in words: an operator, the line that went ahead, the dead letter it came back as. */
  @Column('text', { name: 'closed_by', nullable: true })
  closedBy!: string | null;
}
