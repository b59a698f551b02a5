import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

/** A port as it stands. Times in epoch milliseconds. */
@Entity('ports')
export class PortEntity {
  @PrimaryColumn('text')
  port!: string;

  /** Counts up with every change; consumers keep the highest. */
  @Column('int')
  version!: number;

  @Column('text')
  name!: string;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('text', { array: true })
  places!: string[];

  @Column('int', { name: 'capacity_per_shift' })
  capacityPerShift!: number;

  @Column('int', { name: 'shift_hours' })
  shiftHours!: number;

  @Column('float8', { name: 'dwell_hours' })
  dwellHours!: number;

  @Column('timestamptz', { name: 'changed_at', transformer: epochMillis })
  changedAt!: number;

  @Column('text', { name: 'changed_by' })
  changedBy!: string;
}
