const HOUR = 3_600_000;

/** When the shift of a moment began: shifts follow each other from 00:00 UTC. Epoch milliseconds. */
export function shiftStart(at: number, shiftHours: number): number {
  const day = Math.floor(at / (24 * HOUR)) * 24 * HOUR;
  const length = shiftHours * HOUR;
  return day + Math.floor((at - day) / length) * length;
}

/** When the port will have the item in its hands: on arrival, or now where it has arrived or nobody knows. */
export const dueAt = (now: number, arrivesAt: number | null): number => Math.max(now, arrivesAt ?? now);
