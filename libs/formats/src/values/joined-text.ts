import type { Place } from '@watchpost/domain';
import type { Sited } from './sited.ts';
import { joinPieces, type PieceWidth } from './text-pieces.ts';

/** A text that was put together out of several; it stands where the first of them stands. */
export class JoinedText implements Sited {
  /** @param parts all of them, where the first is not the only one */
  constructor(
    readonly text: string,
    private readonly first: Sited,
    readonly parts: readonly Sited[] = [first],
    readonly isTidy = false,
  ) {}

  get place(): Place {
    return this.first.place;
  }

  get isDamaged(): boolean {
    return this.first.isDamaged ?? false;
  }
}

/** Pieces of one text, empty ones left out; null where all are. */
export function joinSited(pieces: readonly (Sited | null)[], width: PieceWidth): Sited | null {
  const given = pieces.filter((piece) => piece !== null);
  const [first] = given;
  if (given.length < 2 || !first) return first ?? null;
  const text = joinPieces(
    given.map(({ text }) => text),
    width,
  );
  return new JoinedText(text, first, given, given.every(isTidy));
}

export const isTidy = (sited: Sited): boolean => sited.isTidy === true;
