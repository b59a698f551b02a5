import { type AlertIssued } from '@watchpost/contracts';
import { type AlertState } from '@watchpost/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

/** An alert as targeting knows it. Times in epoch milliseconds. */
@Entity('alerts')
export class TargetingAlertEntity {
  @PrimaryColumn('uuid', { name: 'alert_id' })
  alertId!: string;

  @Column('text')
  port!: string;

  @Column('text', { name: 'subject_kind' })
  subjectKind!: string;

  @Column('text')
  subject!: string;

  @Column('uuid', { name: 'shipment_id' })
  shipmentId!: string;

  /** The port's last step as far as it has come back, or targeting's own ending. */
  @Column('text')
  state!: AlertState;

  /** The port still has something to do; at most one open alert for a subject and a port. */
  @Column('boolean')
  open!: boolean;

  @Column('int')
  revision!: number;

  /** The last revision as it was issued. */
  @Column('jsonb')
  event!: AlertIssued;

  /** Shift whose capacity it takes; null for the random share, which is beside it. */
  @Column('timestamptz', { name: 'shift_starts_at', nullable: true, transformer: epochMillis })
  shiftStartsAt!: number | null;

  @Column('timestamptz', { name: 'last_step_at', nullable: true, transformer: epochMillis })
  lastStepAt!: number | null;

  /** Time of the newest scan that was looked at, by its own account. */
  @Column('timestamptz', { name: 'last_scan_at', nullable: true, transformer: epochMillis })
  lastScanAt!: number | null;

  /** What the port found last. */
  @Column('text', { nullable: true })
  outcome!: string | null;

  @Column('timestamptz', { name: 'outcome_at', nullable: true, transformer: epochMillis })
  outcomeAt!: number | null;

  @Column('timestamptz', { name: 'issued_at', transformer: epochMillis })
  issuedAt!: number;

  @Column('timestamptz', { name: 'updated_at', transformer: epochMillis })
  updatedAt!: number;
}
