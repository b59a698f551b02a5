import { In } from 'typeorm';
import { bulkRows, columns } from '../bulk.ts';
import { type Database, type Queryable, type Transaction } from '../database.ts';
import { PortAlertEntity } from './alert.entity.ts';
import { InspectionEntity } from './inspection.entity.ts';
import { StepEntity } from './step.entity.ts';

/**
 * Locks the sequences of these ports until the transaction ends, so that numbers are given out one after the other and committed in that order: who
 * has seen a number has seen all before it. Sorted, so that two batches cannot wait for each other.
 * @returns the last number given out, by port
 */
export async function lockSequences(tx: Queryable, ports: readonly string[]): Promise<Map<string, number>> {
  const last = new Map<string, number>();
  for (const port of [...new Set(ports)].toSorted()) {
    const [row] = await tx.query<{ last: string }>(
      'insert into port_sequences (port) values ($1) on conflict (port) do update set last = port_sequences.last returning last',
      [port],
    );
    last.set(port, Number(row!.last));
  }
  return last;
}

export async function moveSequences(tx: Queryable, last: ReadonlyMap<string, number>): Promise<void> {
  for (const [port, number] of last)
    await tx.run('update port_sequences set last = $2 where port = $1', [port, number]);
}

export interface SequenceBounds {
  readonly last: number;
  readonly forgottenTo: number;
}

export async function sequenceBounds(on: Queryable): Promise<ReadonlyMap<string, SequenceBounds>> {
  const rows = await on.query<{ port: string; last: string; forgotten_to: string }>(
    'select port, last, forgotten_to from port_sequences order by port',
  );
  return new Map(
    rows.map(({ port, last, forgotten_to }) => [port, { last: Number(last), forgottenTo: Number(forgotten_to) }]),
  );
}

/** A row of a port's sequence, without what it says. */
export interface SequenceEntry {
  readonly port: string;
  readonly sequence: number;
  readonly sequencedAt: number;
  readonly alertId: string;
}

/**
 * The next alerts of each port after a number, each port's in its order, at most `limit` of each.
 * @param states only alerts that stand so; null for all
 */
export async function entriesAfter(
  on: Queryable,
  after: ReadonlyMap<string, number>,
  limit: number,
  states: readonly string[] | null,
): Promise<readonly SequenceEntry[]> {
  const ports = [...after];
  const asked = bulkRows({
    port: columns.text(ports, ([port]) => port),
    after: columns.bigint(ports, ([, number]) => number),
  });
  const rows = await on.query<{ port: string; sequence: string; sequenced_at: Date; alert_id: string }>(
    {
      name: 'port-gateway-entries-after',
      text: `select found.* from ${asked.from}, lateral (
        select port, sequence, sequenced_at, alert_id from alerts
        where alerts.port = rows.port and alerts.sequence > rows.after and ($4::text[] is null or alerts.state = any($4::text[]))
        order by sequence limit $3) as found`,
    },
    [...asked.values, limit, states],
  );
  return rows.map((row) => ({
    port: row.port,
    sequence: Number(row.sequence),
    sequencedAt: row.sequenced_at.getTime(),
    alertId: row.alert_id,
  }));
}

export const findPortAlerts = (on: Transaction | Database, alertIds: readonly string[]): Promise<PortAlertEntity[]> =>
  managerOf(on).find(PortAlertEntity, { where: { alertId: In([...alertIds]) } });

/** Locked until the transaction ends, in the order of their ids. */
export const lockPortAlerts = (tx: Transaction, alertIds: readonly string[]): Promise<PortAlertEntity[]> =>
  tx.manager.find(PortAlertEntity, {
    where: { alertId: In([...alertIds]) },
    order: { alertId: 'ASC' },
    lock: { mode: 'pessimistic_write' },
  });

/** Alerts that a cursor has moved past and that nobody has been known to have until now; locked. */
export async function lockUndelivered(tx: Transaction, upTo: ReadonlyMap<string, number>): Promise<PortAlertEntity[]> {
  const ports = [...upTo];
  const asked = bulkRows({
    port: columns.text(ports, ([port]) => port),
    up_to: columns.bigint(ports, ([, number]) => number),
  });
  const rows = await tx.query<{ alert_id: string }>(
    `select alert_id from alerts join ${asked.from} on alerts.port = rows.port and alerts.sequence <= rows.up_to
      where alerts.state = 'ISSUED' limit 1000`,
    asked.values,
  );
  if (rows.length === 0) return [];
  const locked = await lockPortAlerts(
    tx,
    rows.map(({ alert_id }) => alert_id),
  );
  return locked.filter(({ state }) => state === 'ISSUED');
}

export async function savePortAlerts(tx: Transaction, alerts: readonly PortAlertEntity[]): Promise<void> {
  if (alerts.length > 0) await tx.manager.upsert(PortAlertEntity, [...alerts], ['alertId']);
}

/** @returns ids of the steps that were not there before */
export async function insertSteps(tx: Transaction, steps: readonly StepEntity[]): Promise<ReadonlySet<string>> {
  if (steps.length === 0) return new Set();
  const rows = bulkRows({
    step_id: columns.uuid(steps, ({ stepId }) => stepId),
    alert_id: columns.uuid(steps, ({ alertId }) => alertId),
    revision: columns.int(steps, ({ revision }) => revision),
    step: columns.text(steps, ({ step }) => step),
    at: columns.time(steps, ({ at }) => at),
    recorded_at: columns.time(steps, ({ recordedAt }) => recordedAt),
    recorded_by: columns.text(steps, ({ recordedBy }) => recordedBy),
    evidence: columns.json(steps, ({ evidence }) => evidence),
    recorded_only: columns.boolean(steps, ({ recordedOnly }) => recordedOnly),
  });
  const inserted = await tx.query<{ step_id: string }>(
    `insert into steps (${rows.names}) select ${rows.names} from ${rows.from} on conflict do nothing returning step_id`,
    rows.values,
  );
  return new Set(inserted.map(({ step_id }) => step_id));
}

/** In the order in which they were recorded. */
export const stepsOf = (on: Transaction | Database, alertId: string): Promise<StepEntity[]> =>
  managerOf(on)
    .createQueryBuilder(StepEntity, 'step')
    .where('step.alert_id = :alertId', { alertId })
    .orderBy('step.position')
    .getMany();

export const inspectionsOf = (on: Transaction | Database, alertIds: readonly string[]): Promise<InspectionEntity[]> =>
  managerOf(on).find(InspectionEntity, {
    where: { alertId: In([...alertIds]) },
    order: { reportedAt: 'ASC', inspectionId: 'ASC' },
  });

export async function insertInspection(tx: Transaction, inspection: InspectionEntity): Promise<void> {
  await tx.manager.insert(InspectionEntity, inspection);
}

export async function supersedeInspection(tx: Transaction, inspectionId: string, by: string): Promise<void> {
  await tx.manager.update(InspectionEntity, { inspectionId }, { supersededBy: by });
}

/**
 * Forgets alerts that ended before a moment, with their steps and results, and notes how far each port's sequence is incomplete from then on.
 * @param ended states in which an alert needs nothing any more
 */
export async function forgetAlertsBefore(tx: Queryable, before: Date, ended: readonly string[]): Promise<number> {
  const rows = await tx.query<{ port: string; forgotten: string; count: number }>(
    `with gone as (delete from alerts where updated_at < $1 and state = any($2::text[]) returning port, sequence)
      select port, max(sequence) as forgotten, count(*)::int as count from gone group by port order by port`,
    [before, ended],
  );
  for (const { port, forgotten } of rows) {
    await tx.run('update port_sequences set forgotten_to = greatest(forgotten_to, $2) where port = $1', [
      port,
      forgotten,
    ]);
  }
  await tx.run('delete from idempotency_keys where used_at < $1', [before]);
  return rows.reduce((sum, { count }) => sum + count, 0);
}

const managerOf = (on: Transaction | Database) => ('manager' in on ? on.manager : on.source.manager);
