import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** Something an operator did. The table refuses changes. */
@Entity('audit')
export class AuditEntryEntity {
  /** Without gaps. */
  @PrimaryColumn('bigint', { transformer: safeBigint })
  position!: number;

  /** Epoch milliseconds. */
  @Column('timestamptz', { transformer: epochMillis })
  at!: number;

  /** Who: the principal's name and the id of its key. */
  @Column('text')
  who!: string;

  /** `partner.changed`, `key.revoked`, `dead-letters.redriven`. */
  @Column('text')
  action!: string;

  @Column('text')
  subject!: string;

  @Column('jsonb')
  detail!: Record<string, unknown>;
}
