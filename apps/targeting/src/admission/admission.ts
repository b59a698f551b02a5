import { targetingStore, type Transaction } from '@watchpost/persistence';
import { type Calling } from '../alerts/decide.ts';
import { dueAt, shiftStart } from './shift.ts';

/** An alert that asks for a place in a shift. */
export interface Application {
  readonly calling: Calling;
  readonly port: targetingStore.TargetingPortEntity;
  readonly now: number;
}

export interface Admitted {
  readonly calling: Calling;
  /** null: by chance, beside the capacity. */
  readonly shiftStartsAt: number | null;
}

export interface Admission {
  readonly admitted: readonly Admitted[];
  readonly refusals: readonly targetingStore.Refusal[];
  readonly shifts: readonly targetingStore.Shift[];
  /** What is to be counted once it is known which of the admitted and refused are new. */
  readonly countsOf: typeof countsOf;
}

/**
 * Gives out the places of the shifts in which the items will be at their ports, under a lock on each shift's row. Within a batch the heavier goes first;
 * an alert that was issued keeps its place. The random share needs no place: a full shift must not make it less than random.
 */
export async function admit(tx: Transaction, applications: readonly Application[]): Promise<Admission> {
  const wanted = applications.filter(({ calling }) => calling.lead.call !== 'random').map(withShift);
  const shifts = await targetingStore.lockShifts(tx, distinct(wanted.map(({ shift }) => shift)));
  const places = new Map(
    shifts.map(({ port, startsAt, capacity, admitted }) => [`${port} ${startsAt}`, capacity - admitted]),
  );
  const byChance = applications.filter(({ calling }) => calling.lead.call === 'random');
  const admitted: Admitted[] = byChance.map(({ calling }) => ({ calling, shiftStartsAt: null }));
  const refusals: targetingStore.Refusal[] = [];
  for (const each of wanted.toSorted((a, b) => b.calling.lead.content.score - a.calling.lead.content.score)) {
    const key = `${each.shift.port} ${each.shift.startsAt}`;
    const left = places.get(key)!;
    if (left <= 0) {
      refusals.push(refusalOf(each));
      continue;
    }
    places.set(key, left - 1);
    admitted.push({ calling: each.calling, shiftStartsAt: each.shift.startsAt });
  }
  return { admitted, refusals, shifts, countsOf };
}

interface Wanted extends Application {
  readonly shift: Pick<targetingStore.Shift, 'port' | 'startsAt' | 'capacity'>;
}

function withShift(application: Application): Wanted {
  const { port, calling, now } = application;
  const startsAt = shiftStart(dueAt(now, calling.lead.whereabouts.arrivesAt), port.shiftHours);
  return { ...application, shift: { port: port.port, startsAt, capacity: port.capacityPerShift } };
}

function refusalOf({ calling, shift, now }: Wanted): targetingStore.Refusal {
  const { lead } = calling;
  return {
    assessmentId: lead.assessmentId,
    shipmentId: lead.shipmentId,
    partner: lead.partner,
    port: shift.port,
    shiftStartsAt: shift.startsAt,
    capacity: shift.capacity,
    score: lead.content.score,
    recommendation: lead.content.recommendation,
    refusedAt: now,
  };
}

function countsOf(
  shifts: readonly targetingStore.Shift[],
  opened: readonly targetingStore.TargetingAlertEntity[],
  refusals: readonly targetingStore.Refusal[],
): targetingStore.ShiftCounts[] {
  return shifts.map(({ port, startsAt }) => ({
    port,
    startsAt,
    admitted: opened.filter((alert) => alert.port === port && alert.shiftStartsAt === startsAt).length,
    refused: refusals.filter((refusal) => refusal.port === port && refusal.shiftStartsAt === startsAt).length,
  }));
}

const distinct = (shifts: readonly Wanted['shift'][]): Wanted['shift'][] => [
  ...new Map(shifts.map((shift) => [`${shift.port} ${shift.startsAt}`, shift])).values(),
];
