import { type AlertIssued } from '@watchpost/contracts';
import { type AlertState } from '@watchpost/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** An alert as it stands at its port. Times in epoch milliseconds. */
@Entity('alerts')
export class PortAlertEntity {
  @PrimaryColumn('uuid', { name: 'alert_id' })
  alertId!: string;

  @Column('text')
  port!: string;

  @Column('uuid', { name: 'shipment_id' })
  shipmentId!: string;

  /** Place in the port's gap-free sequence; a new revision takes a new one. */
  @Column('bigint', { transformer: safeBigint })
  sequence!: number;

  @Column('timestamptz', { name: 'sequenced_at', transformer: epochMillis })
  sequencedAt!: number;

  @Column('int')
  revision!: number;

  @Column('text')
  state!: AlertState;

  /** The newest revision as targeting issued it. */
  @Column('jsonb')
  event!: AlertIssued;

  /** When its first revision was issued; `event` says when the newest was. */
  @Column('timestamptz', { name: 'first_issued_at', transformer: epochMillis })
  firstIssuedAt!: number;

  @Column('timestamptz', { name: 'updated_at', transformer: epochMillis })
  updatedAt!: number;
}
