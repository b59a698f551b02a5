/** How a text that a standard allows only so many characters of was cut into pieces. */
export interface PieceWidth {
  /** Characters of a whole piece. */
  readonly width: number;
  /**
   * What one full piece alone says. Wide fields are filled to the last character, in the middle of a word; in narrow ones a word ends at the
   * width as often as not.
   */
  readonly oneFullPiece: 'cut' | 'word';
}

/** Senders whose own fields are narrower by so many characters than the standard's. */
const NARROWER = 2;
const letter = /\p{L}/u;

/**
 * Pieces of a text put together again. A piece that fills its field was cut there, maybe within a word, and is joined without a blank; a
 * shorter one ended with a word. Senders that fill their fields fill all of them, so a full piece among short ones ended with a word as well;
 * where all are short by the same one or two characters, letters on both sides of a joint belong to one word.
 */
export function joinPieces(pieces: readonly string[], width: PieceWidth): string {
  const jointOf = jointsOf(pieces.slice(0, -1), width);
  return pieces.reduce((text, piece, at) => `${text}${jointOf(pieces[at - 1]!, piece)}${piece}`);
}

type Joint = (before: string, after: string) => '' | ' ';

function jointsOf(inner: readonly string[], { width, oneFullPiece }: PieceWidth): Joint {
  const hasFull = inner.some(({ length }) => length >= width);
  const areAlike = inner.length > 1 && inner.every(({ length }) => length >= width - NARROWER);
  if (hasFull && (areAlike || (inner.length === 1 && oneFullPiece === 'cut')))
    return ({ length }) => (length >= width ? '' : ' ');
  if (!areAlike) return () => ' ';
  return (before, after) => (letter.test(before.at(-1) ?? '') && /^[\p{L}).,;]/u.test(after) ? '' : ' ');
}
