import { type Database, type Queryable, type Transaction } from '../database.ts';
import { TargetingPortEntity } from './port.entity.ts';

/** Keeps the highest version of each; within one call the highest has to come last. */
export async function putPorts(tx: Queryable, ports: readonly TargetingPortEntity[]): Promise<void> {
  const text = `insert into ports (port, version, country, active, places, capacity_per_shift, shift_hours, dwell_hours)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (port) do update set version = excluded.version, country = excluded.country, active = excluded.active,
      places = excluded.places, capacity_per_shift = excluded.capacity_per_shift, shift_hours = excluded.shift_hours,
      dwell_hours = excluded.dwell_hours
    where excluded.version > ports.version`;
  for (const { port, version, country, active, places, capacityPerShift, shiftHours, dwellHours } of ports) {
    await tx.run(text, [port, version, country, active, places, capacityPerShift, shiftHours, dwellHours]);
  }
}

/** Ports that get alerts, by name. */
export const activePorts = (on: Transaction | Database): Promise<TargetingPortEntity[]> =>
  managerOf(on).find(TargetingPortEntity, { where: { active: true }, order: { port: 'ASC' } });

const managerOf = (on: Transaction | Database) => ('manager' in on ? on.manager : on.source.manager);
