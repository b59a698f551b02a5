import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** A manifest and what became of it. Times in epoch milliseconds. */
@Entity('manifests')
export class ManifestEntity {
  @PrimaryColumn('uuid', { name: 'manifest_id' })
  manifestId!: string;

  /** Only grows. */
  @Column('bigint', { transformer: safeBigint })
  sequence!: number;

  @Column('text')
  partner!: string;

  @Column('boolean', { name: 'test_mode' })
  testMode!: boolean;

  /** SHA-256 of the bytes after content coding was removed, hex. */
  @Column('text')
  digest!: string;

  /** Bytes. */
  @Column('bigint', { transformer: safeBigint })
  size!: number;

  @Column('int')
  chunks!: number;

  @Column('text', { name: 'content_type', nullable: true })
  contentType!: string | null;

  @Column('text', { name: 'format_hint', nullable: true })
  formatHint!: string | null;

  /** Settings of the partner by which it is read; null where it had none. */
  @Column('text', { name: 'reading_id', nullable: true })
  readingId!: string | null;

  @Column('timestamptz', { name: 'received_at', transformer: epochMillis })
  receivedAt!: number;

  /** Compact JWS. */
  @Column('text')
  receipt!: string;

  /** How often it went out to the log. */
  @Column('int')
  publications!: number;

  /** When its last chunk went out first; null before that. */
  @Column('timestamptz', { name: 'published_at', nullable: true, transformer: epochMillis })
  publishedAt!: number | null;

  /** As the normalizer recognised it; null before its first report. */
  @Column('text', { nullable: true })
  format!: string | null;

  @Column('float8', { nullable: true })
  confidence!: number | null;

  @Column('int', { nullable: true })
  messages!: number | null;

  /** Lines it has; null until the last slice was reported. */
  @Column('int', { nullable: true })
  lines!: number | null;

  /** Findings by severity, of the slices reported so far. */
  @Column('int')
  errors!: number;

  @Column('int')
  warnings!: number;

  @Column('int')
  infos!: number;

  /** When the normalizer's last slice came; null before that. */
  @Column('timestamptz', { name: 'processed_at', nullable: true, transformer: epochMillis })
  processedAt!: number | null;

  /** When every line had an outcome; null before that. */
  @Column('timestamptz', { name: 'completed_at', nullable: true, transformer: epochMillis })
  completedAt!: number | null;

  /** Why the manifest as a whole lies among the dead letters; null where it does not. */
  @Column('text', { name: 'dead_code', nullable: true })
  deadCode!: string | null;

  @Column('text', { name: 'dead_reason', nullable: true })
  deadReason!: string | null;
}
