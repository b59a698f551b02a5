import { JoinedText } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';
import type { X12Segment } from './segment.ts';

/** A container out of its initial, its number, and its check digit where that stands apart. @param n elements, from 1 */
export function containerIn(
  segment: X12Segment,
  initial: number,
  number: number,
  checkDigit: number | null,
): Sited | null {
  const owner = segment.at(initial);
  const serial = segment.at(number);
  const first = owner ?? serial;
  if (first === null) return null;
  const hasCheckDigit = checkDigit === null || segment.code(number).length >= 7;
  const parts = [owner, serial, hasCheckDigit ? null : segment.at(checkDigit)].filter((part) => part !== null);
  const text = `${segment.code(initial)}${segment.code(number)}`;
  return new JoinedText(hasCheckDigit ? text : `${text}${segment.code(checkDigit)}`, first, parts);
}
