import { type InspectionReported } from '@watchpost/contracts';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

/** A result; results are a history, of which some supersede others. */
@Entity('inspections')
export class InspectionEntity {
  @PrimaryColumn('uuid', { name: 'inspection_id' })
  inspectionId!: string;

  @Column('uuid', { name: 'alert_id' })
  alertId!: string;

  /** Epoch milliseconds. */
  @Column('timestamptz', { name: 'reported_at', transformer: epochMillis })
  reportedAt!: number;

  @Column('boolean')
  laboratory!: boolean;

  @Column('uuid', { name: 'superseded_by', nullable: true })
  supersededBy!: string | null;

  @Column('jsonb')
  event!: InspectionReported;
}
