import { isTidy, JoinedText } from '../../values/joined-text.ts';
import type { Sited } from '../../values/sited.ts';
import type { Segment } from '../segment.ts';
import type { SegmentGroup } from '../structure/segment-group.ts';

/**
 * Pieces of a text made one: a piece that is as long as a piece may be was cut wherever that was, within a word too; others end with a word.
 * @param width characters that a piece may have
 */
export function joined(pieces: readonly Sited[], width: number): Sited | null {
  const [first] = pieces;
  if (first === undefined) return null;
  if (pieces.length === 1) return first;
  let text = first.text;
  let last = first.text;
  for (const piece of pieces.slice(1)) {
    text += (last.length >= width ? '' : ' ') + piece.text;
    last = piece.text;
  }
  return new JoinedText(text, first, pieces, pieces.every(isTidy));
}

/** What is stated of some components of an element. */
export function componentsOf(segment: Segment, element: number, from: number, to: number): readonly Sited[] {
  const found: Sited[] = [];
  addComponents(found, segment, element, from, to);
  return found;
}

function addComponents(found: Sited[], segment: Segment, element: number, from: number, to: number): void {
  const count = Math.min(segment.componentCount(element), to + 1);
  for (let component = from; component < count; component++) {
    const sited = segment.sited(element, component);
    if (sited !== null) found.push(sited);
  }
}

/** Data element 4440: 70 characters up to D.99A, 512 from then on; senders cut at 70 in either. */
const FREE_TEXT = 70;

/** All free text (FTX, C108) of a kind in a group, over as many segments as it takes. @param subjects data element 4451 */
export function freeText(group: SegmentGroup, subjects: ReadonlySet<string>): Sited | null {
  const pieces: Sited[] = [];
  for (const segment of group.segments)
    if (segment.tag === 'FTX' && subjects.has(segment.qualifier)) addComponents(pieces, segment, 4, 0, 4);
  return joined(pieces, FREE_TEXT);
}

/** ISO 9735 has no separator of thousands, and writes a fraction behind a comma or a point. */
export const decimalSignOf = (sited: Sited | null): '.' | ',' =>
  sited !== null && sited.text.includes(',') && !sited.text.includes('.') ? ',' : '.';
