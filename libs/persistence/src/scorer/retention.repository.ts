import { type Queryable } from '../database.ts';

/** @returns rows forgotten */
export const forgetSightingsBefore = (db: Queryable, day: number): Promise<number> =>
  db.run('delete from entity_days where day < $1', [day]);

/** Shipments that no partner has declared since, and their scans. @returns rows forgotten */
export async function forgetShipmentsBefore(db: Queryable, day: number): Promise<number> {
  const heads = await db.run('delete from shipment_heads where received_day < $1', [day]);
  return heads + (await db.run('delete from shipment_scans where received_day < $1', [day]));
}
