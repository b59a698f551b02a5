/** The signs that an interchange is written with. */
export interface X12Separators {
  readonly element: string;
  /** Between the parts of an element; null where the interchange names none. */
  readonly component: string | null;
  readonly terminator: string;
}

/** What was found where an interchange begins. */
export interface X12Beginning {
  readonly separators: X12Separators;
  /** `irregular`: its ISA is not of 106 characters. `bare`: there is no ISA. */
  readonly kind: 'regular' | 'irregular' | 'bare';
  /** Characters of an ISA that ends without the terminator; null for one that ends with it. */
  readonly length: number | null;
}

/** Characters that are looked at to find the separators: an ISA and the beginning of what follows it, line breaks included. */
export const BEGINNING = 512;

const ISA_LENGTH = 106;
/** Where the element separators of an ISA stand (X12.5: every element of it has a fixed length). */
const fixed = [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];
const word = /[A-Za-z0-9 ]/;

/** Whether the text begins an interchange here. */
export const beginsInterchange = (text: string, at: number): boolean =>
  text.startsWith('ISA', at) && at + 3 < text.length && !word.test(text[at + 3]!);

/** @param text what stands at the beginning, {@link BEGINNING} characters where there are as many; null where it is none of X12 */
export function readBeginning(text: string): X12Beginning | null {
  if (!beginsInterchange(text, 0)) return bareBeginning(text);
  const element = text[3]!;
  const unbroken = text.replace(/[\r\n]+/g, '');
  const regular = regularIsa(text) ?? regularIsa(unbroken);
  const end =
    regular?.terminator ?? signBefore(text, `GS${element}`, 4)?.sign ?? segmentEnd(text, element, 'IEA|TA1|ST');
  const lost = lostEnd(text, element, end);
  if (lost && !(regular && lost.terminator === '\n')) return { ...irregular(lost, element), length: lost.length };
  if (regular) return { separators: regular, kind: 'regular', length: null };
  return { ...irregular({ terminator: end, before: unbroken.slice(0, unbroken.indexOf(end)) }, element), length: null };
}

/** @param before what stands before the end of the ISA: its last sign separates components */
function irregular(
  { terminator, before }: { readonly terminator: string; readonly before: string },
  element: string,
): Pick<X12Beginning, 'separators' | 'kind'> {
  const last = before.at(-1) ?? ' ';
  return { separators: { element, component: word.test(last) ? null : last, terminator }, kind: 'irregular' };
}

/** What ends the group's header is the terminator: an ISA that ends otherwise has lost its own. */
function lostEnd(text: string, element: string, end: string) {
  const group = signBefore(text, `GS${element}`, 4);
  const message = group && signBefore(text, `ST${element}`, group.at);
  if (group === null || message === null || message.sign === end) return null;
  return { terminator: message.sign, length: group.at, before: text.slice(0, group.at).trimEnd() };
}

/** The sign before a segment, line breaks passed over; the line break itself where there is none. */
function signBefore(
  text: string,
  segment: string,
  from: number,
): { readonly sign: string; readonly at: number } | null {
  const at = text.indexOf(segment, from);
  if (at < 0) return null;
  const before = text.slice(0, at).trimEnd();
  const sign = before.at(-1) ?? ' ';
  if (!word.test(sign) && sign !== segment.at(-1)) return { sign, at };
  return before.length < at ? { sign: '\n', at } : null;
}

function regularIsa(text: string): X12Separators | null {
  const element = text[3]!;
  if (text.length < ISA_LENGTH || fixed.some((at) => text[at] !== element)) return null;
  const terminator = text[ISA_LENGTH - 1]!;
  if (word.test(terminator) || terminator === element) return null;
  return { element, component: text[ISA_LENGTH - 2]!, terminator };
}

/** Groups or messages without an interchange around them. */
function bareBeginning(text: string): X12Beginning | null {
  const opening = /^(?:GS([^\w\s])[A-Z]{2}\1|ST([^\w\s])\d{3}\2)/.exec(text);
  const element = opening?.[1] ?? opening?.[2];
  if (!element) return null;
  const separators = { element, component: null, terminator: segmentEnd(text, element, '[A-Z][A-Z0-9]{1,2}') };
  return { separators, kind: 'bare', length: null };
}

/** The sign before the next segment; `~`, which nearly everybody uses, where none is seen. */
function segmentEnd(text: string, element: string, next: string): string {
  const sign = element.replace(/[\\\]^$.*+?()[{}|/-]/g, '\\$&');
  const found = new RegExp(`([^A-Za-z0-9 ${sign === '^' ? '\\^' : sign}])\\s*(?:${next})${sign}`).exec(text.slice(4));
  return found?.[1] ?? '~';
}
