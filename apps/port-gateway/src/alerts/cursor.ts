import { ProblemError } from '@watchpost/platform';

/** How far a reader has come: the last number it has of each port's sequence. */
export interface Position {
  readonly after: ReadonlyMap<string, number>;
  /** Only alerts in these states were read, so nothing can be said of the others; null where all were. */
  readonly states: readonly string[] | null;
  /** Ports that begin later belong to it too. */
  readonly everyPort: boolean;
}

/** Opaque to those who hold it. */
export function cursorOf({ after, states }: Pick<Position, 'after' | 'states'>): string {
  const ports = Object.fromEntries([...after].filter(([, number]) => number > 0).toSorted());
  return Buffer.from(JSON.stringify({ p: ports, ...(states && { s: states }) })).toString('base64url');
}

/** @throws ProblemError 400 where it is not one of ours */
export function positionOf(cursor: string): Pick<Position, 'after' | 'states'> {
  try {
    const { p, s } = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as {
      p: Record<string, number>;
      s?: string[];
    };
    const after = new Map(Object.entries(p));
    if (![...after.values()].every((number) => Number.isSafeInteger(number) && number >= 0)) throw invalidCursor();
    if (s !== undefined && !(Array.isArray(s) && s.every((state) => typeof state === 'string'))) throw invalidCursor();
    return { after, states: s ?? null };
  } catch {
    throw invalidCursor();
  }
}

export const invalidCursor = (): ProblemError =>
  new ProblemError(400, 'cursor.invalid', 'The cursor is not one that this list has given; begin without one.');

export const expiredCursor = (): ProblemError =>
  new ProblemError(
    410,
    'cursor.expired',
    'Alerts after this cursor have been forgotten meanwhile; begin without one to get what there is.',
  );
