import type { Place } from '@watchpost/domain';
import type { Sited } from '../../values/sited.ts';
import type { Segment } from '../segment.ts';
import type { SegmentGroup } from '../structure/segment-group.ts';

/** A text that was sent in pieces; it stands where its first piece stands. */
class JoinedText implements Sited {
  constructor(
    readonly text: string,
    private readonly first: Sited,
  ) {}

  get place(): Place {
    return this.first.place;
  }
}

/**
 * Pieces of a text made one: a piece that is as long as a piece may be was cut wherever that was, within a word too; others end with a word.
 * @param width characters that a piece may have
 */
export function joined(pieces: readonly Sited[], width: number): Sited | null {
  const [first, ...rest] = pieces;
  if (first === undefined) return null;
  if (rest.length === 0) return first;
  let text = first.text;
  let last = first.text;
  for (const piece of rest) {
    text += (last.length >= width ? '' : ' ') + piece.text;
    last = piece.text;
  }
  return new JoinedText(text, first);
}

/** What is stated of some components of an element. */
export function componentsOf(segment: Segment, element: number, from: number, to: number): readonly Sited[] {
  const count = Math.min(segment.componentCount(element), to + 1);
  const found: Sited[] = [];
  for (let component = from; component < count; component++) {
    const sited = segment.sited(element, component);
    if (sited !== null) found.push(sited);
  }
  return found;
}

/** Data element 4440: 70 characters up to D.99A, 512 from then on; senders cut at 70 in either. */
const FREE_TEXT = 70;

/** All free text (FTX, C108) of a kind in a group, over as many segments as it takes. @param subjects data element 4451 */
export const freeText = (group: SegmentGroup, subjects: ReadonlySet<string>): Sited | null =>
  joined(
    group.all('FTX', subjects).flatMap((segment) => componentsOf(segment, 4, 0, 4)),
    FREE_TEXT,
  );

/** ISO 9735 has no separator of thousands, and writes a fraction behind a comma or a point. */
export const decimalSignOf = (sited: Sited | null): '.' | ',' =>
  sited !== null && sited.text.includes(',') && !sited.text.includes('.') ? ',' : '.';
