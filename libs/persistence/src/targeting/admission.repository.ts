import { bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';

export interface Shift {
  readonly port: string;
  /** Epoch milliseconds. */
  readonly startsAt: number;
  readonly capacity: number;
  readonly admitted: number;
}

/**
 * The rows of these shifts, locked until the transaction ends: whoever admits to a shift does so alone. A row takes the capacity that the port has
 * now, so a change counts from the next admission on. Rows are locked in one order.
 */
export async function lockShifts(
  tx: Queryable,
  shifts: readonly Pick<Shift, 'port' | 'startsAt' | 'capacity'>[],
): Promise<readonly Shift[]> {
  const sorted = shifts.toSorted((a, b) => a.port.localeCompare(b.port) || a.startsAt - b.startsAt);
  const locked: Shift[] = [];
  for (const { port, startsAt, capacity } of sorted) {
    const [row] = await tx.query<{ admitted: number }>(
      `insert into shifts (port, starts_at, capacity) values ($1, $2, $3)
        on conflict (port, starts_at) do update set capacity = excluded.capacity returning admitted`,
      [port, new Date(startsAt), capacity],
    );
    locked.push({ port, startsAt, capacity, admitted: row!.admitted });
  }
  return locked;
}

export interface ShiftCounts {
  readonly port: string;
  readonly startsAt: number;
  readonly admitted: number;
  readonly refused: number;
}

/** Adds to the counts of shifts that {@link lockShifts} has locked. */
export async function countInShifts(tx: Queryable, counts: readonly ShiftCounts[]): Promise<void> {
  if (counts.length === 0) return;
  const rows = bulkRows({
    port: columns.text(counts, ({ port }) => port),
    starts_at: columns.time(counts, ({ startsAt }) => startsAt),
    admitted: columns.int(counts, ({ admitted }) => admitted),
    refused: columns.int(counts, ({ refused }) => refused),
  });
  await tx.run(
    `update shifts set admitted = shifts.admitted + rows.admitted, refused = shifts.refused + rows.refused
      from ${rows.from} where shifts.port = rows.port and shifts.starts_at = rows.starts_at`,
    rows.values,
  );
}

export interface Refusal {
  readonly assessmentId: string;
  readonly shipmentId: string;
  readonly partner: string;
  readonly port: string;
  readonly shiftStartsAt: number;
  readonly capacity: number;
  readonly score: number;
  readonly recommendation: string;
  readonly refusedAt: number;
}

/** @returns assessments that had not been refused before */
export async function recordRefusals(tx: Queryable, refusals: readonly Refusal[]): Promise<ReadonlySet<string>> {
  if (refusals.length === 0) return new Set();
  const rows = bulkRows({
    assessment_id: columns.uuid(refusals, ({ assessmentId }) => assessmentId),
    shipment_id: columns.uuid(refusals, ({ shipmentId }) => shipmentId),
    partner: columns.text(refusals, ({ partner }) => partner),
    port: columns.text(refusals, ({ port }) => port),
    shift_starts_at: columns.time(refusals, ({ shiftStartsAt }) => shiftStartsAt),
    capacity: columns.int(refusals, ({ capacity }) => capacity),
    score: columns.double(refusals, ({ score }) => score),
    recommendation: columns.text(refusals, ({ recommendation }) => recommendation),
    refused_at: columns.time(refusals, ({ refusedAt }) => refusedAt),
  });
  const recorded = await tx.query<{ assessment_id: string }>(
    `insert into refusals (${rows.names}) select ${rows.names} from ${rows.from} on conflict do nothing returning assessment_id`,
    rows.values,
  );
  return new Set(recorded.map(({ assessment_id }) => assessment_id));
}

export interface RandomDraw {
  readonly shipmentId: string;
  readonly probability: number;
  readonly drawnAt: number;
}

export async function recordDraws(tx: Queryable, draws: readonly RandomDraw[]): Promise<void> {
  if (draws.length === 0) return;
  const rows = bulkRows({
    shipment_id: columns.uuid(draws, ({ shipmentId }) => shipmentId),
    probability: columns.double(draws, ({ probability }) => probability),
    drawn_at: columns.time(draws, ({ drawnAt }) => drawnAt),
  });
  await tx.run(
    `insert into random_draws (${rows.names}) select ${rows.names} from ${rows.from} on conflict do nothing`,
    rows.values,
  );
}
