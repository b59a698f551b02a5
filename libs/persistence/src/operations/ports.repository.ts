import { MoreThan } from 'typeorm';
import { type Database, type Transaction } from '../database.ts';
import { PortEntity } from './port.entity.ts';

/** @returns false where a port of this name exists */
export async function insertPort(tx: Transaction, port: PortEntity): Promise<boolean> {
  const inserted = await tx.manager
    .createQueryBuilder()
    .insert()
    .into(PortEntity)
    .values(port)
    .orIgnore()
    .returning('port')
    .execute();
  return (inserted.raw as unknown[]).length === 1;
}

/** The port, locked until the transaction ends, so that its versions follow each other. */
export const lockPort = (tx: Transaction, port: string): Promise<PortEntity | null> =>
  tx.manager.findOne(PortEntity, { where: { port }, lock: { mode: 'pessimistic_write' } });

export async function savePort(tx: Transaction, port: PortEntity): Promise<void> {
  await tx.manager.update(PortEntity, { port: port.port }, port);
}

export const findPort = (database: Database, port: string): Promise<PortEntity | null> =>
  database.source.manager.findOneBy(PortEntity, { port });

/** In the order of their names, from `after` on. */
export const listPorts = (database: Database, after: string, limit: number): Promise<PortEntity[]> =>
  database.source.manager.find(PortEntity, { where: { port: MoreThan(after) }, order: { port: 'ASC' }, take: limit });
