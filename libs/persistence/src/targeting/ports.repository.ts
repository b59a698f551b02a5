import { type Transaction } from '../database.ts';
import { TargetingPortEntity } from './port.entity.ts';

/** Held by all who route, at once, and alone by who changes ports. */
const ROUTING = `hashtextextended('targeting.ports', 0)`;

/**
 * Keeps the highest version of each; within one call the highest has to come last. Waits for everybody who routes by the ports as they were: what they
 * leave unrouted is there to be looked at again once this is committed.
 */
export async function putPorts(tx: Transaction, ports: readonly TargetingPortEntity[]): Promise<void> {
  const text = `insert into ports (port, version, country, active, places, capacity_per_shift, shift_hours, dwell_hours)
    values ($1, $2, $3, $4, $5, $6, $7, $8)
    on conflict (port) do update set version = excluded.version, country = excluded.country, active = excluded.active,
      places = excluded.places, capacity_per_shift = excluded.capacity_per_shift, shift_hours = excluded.shift_hours,
      dwell_hours = excluded.dwell_hours
    where excluded.version > ports.version`;
  await tx.run(`select pg_advisory_xact_lock(${ROUTING})`);
  for (const { port, version, country, active, places, capacityPerShift, shiftHours, dwellHours } of ports) {
    await tx.run(text, [port, version, country, active, places, capacityPerShift, shiftHours, dwellHours]);
  }
}

/** Ports that get alerts, by name. They stay as they are until the transaction ends. */
export async function activePorts(tx: Transaction): Promise<TargetingPortEntity[]> {
  await tx.run(`select pg_advisory_xact_lock_shared(${ROUTING})`);
  return tx.manager.find(TargetingPortEntity, { where: { active: true }, order: { port: 'ASC' } });
}
