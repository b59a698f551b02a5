import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** A partner as it stands. Times in epoch milliseconds. */
@Entity('partners')
export class PartnerEntity {
  @PrimaryColumn('text')
  partner!: string;

  /** Counts up with every change; consumers keep the highest. */
  @Column('int')
  version!: number;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('boolean', { name: 'test_mode' })
  testMode!: boolean;

  @Column('text', { name: 'format_hint', nullable: true })
  formatHint!: string | null;

  /** How its tables are read, by `schemas/table-mapping.schema.json`, as it was written. */
  @Column('json', { nullable: true })
  mapping!: object | null;

  /** What findings cost its lines, by class or code; what is not named costs what the catalogue says. */
  @Column('json', { name: 'finding_costs', nullable: true })
  findingCosts!: object | null;

  @Column('int', { name: 'requests_per_minute' })
  requestsPerMinute!: number;

  @Column('bigint', { name: 'bytes_per_minute', transformer: safeBigint })
  bytesPerMinute!: number;

  @Column('timestamptz', { name: 'changed_at', transformer: epochMillis })
  changedAt!: number;

  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}
