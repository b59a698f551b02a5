import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

/** A step in an alert's life. Times in epoch milliseconds. */
@Entity('steps')
export class StepEntity {
  @PrimaryColumn('uuid', { name: 'step_id' })
  stepId!: string;

  @Column('uuid', { name: 'alert_id' })
  alertId!: string;

  @Column('int')
  revision!: number;

  @Column('text')
  step!: string;

  @Column('timestamptz', { transformer: epochMillis })
  at!: number;

  @Column('timestamptz', { name: 'recorded_at', transformer: epochMillis })
  recordedAt!: number;

  @Column('text', { name: 'recorded_by' })
  recordedBy!: string;

  @Column('jsonb')
  evidence!: Readonly<Record<string, string>>;

  /** It came too late to change the state: the item was in the officers' hands, or the alert had ended. */
  @Column('boolean', { name: 'recorded_only' })
  recordedOnly!: boolean;
}
