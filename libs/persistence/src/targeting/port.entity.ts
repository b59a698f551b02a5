import { Column, Entity, PrimaryColumn } from 'typeorm';

/** Targeting's copy of a port, as far as routing and capacity need it. */
@Entity('ports')
export class TargetingPortEntity {
  @PrimaryColumn('text')
  port!: string;

  @Column('int')
  version!: number;

  @Column('text', { nullable: true })
  country!: string | null;

  @Column('boolean')
  active!: boolean;

  @Column('text', { array: true })
  places!: readonly string[];

  @Column('int', { name: 'capacity_per_shift' })
  capacityPerShift!: number;

  @Column('int', { name: 'shift_hours' })
  shiftHours!: number;

  @Column('float8', { name: 'dwell_hours' })
  dwellHours!: number;
}
