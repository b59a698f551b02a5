import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

/** Where a port wants its alerts sent. Times in epoch milliseconds. */
@Entity('webhooks')
export class WebhookEntity {
  @PrimaryColumn('uuid', { name: 'webhook_id' })
  webhookId!: string;

  /** Port whose key created it, or `*`. */
  @Column('text')
  owner!: string;

  /** Only this port's alerts; null where the owner wants all it may see. */
  @Column('text', { nullable: true })
  port!: string | null;

  @Column('text')
  url!: string;

  /** `whsec_…`; needed as it is, since every delivery is signed with it. */
  @Column('text')
  secret!: string;

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('text', { name: 'disabled_reason', nullable: true })
  disabledReason!: string | null;

  @Column('timestamptz', { name: 'created_at', transformer: epochMillis })
  createdAt!: number;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'last_success_at', nullable: true, transformer: epochMillis })
  lastSuccessAt!: number | null;

  @Column('timestamptz', { name: 'last_failure_at', nullable: true, transformer: epochMillis })
  lastFailureAt!: number | null;

  @Column('text', { name: 'last_failure', nullable: true })
  lastFailure!: string | null;

  @Column('int', { name: 'failures_in_a_row' })
  failuresInARow!: number;
}
