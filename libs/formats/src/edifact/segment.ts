import type { Place } from '@watchpost/domain';
import type { Sited } from '../values/sited.ts';
import { elementName } from './segment-elements.ts';
import type { ServiceCharacters } from './service-characters.ts';
import type { SegmentGroup } from './structure/segment-group.ts';
import type { TextDecoding } from './text-decoding.ts';

/** What all segments of an interchange share. */
export interface Syntax {
  readonly characters: ServiceCharacters;
  readonly decoding: TextDecoding;
}

const lineBreaks = /[\r\n]+/g;
const nothing: readonly string[] = [];

/**
 * One segment. `raw` has a character for each byte; strings are cut out of it when they are asked for, and places are worked out only for
 * what somebody wants to point at.
 */
export class Segment {
  readonly tag: string;
  /** Where it stands in its message; null for what stands outside of one. */
  group: SegmentGroup | null = null;
  /** Which of its tag within the group, from 1. */
  nth = 1;
  #elements: readonly string[] | null = null;
  readonly #components: (readonly string[])[] = [];
  #qualifier: string | null = null;

  constructor(
    readonly raw: string,
    readonly offset: number,
    readonly row: number,
    readonly syntax: Syntax,
    /** Whether bytes beyond ASCII are in it. */
    readonly letters: 'ascii' | 'encoded',
  ) {
    this.tag = tagOf(raw, syntax.characters);
  }

  get place(): Place {
    return { offset: this.offset, row: this.row, segment: this.tag, path: this.path };
  }

  /** `CNI[3]/GID[1]/MEA`; the segment that begins a group is the group. */
  get path(): string {
    if (this.group === null) return this.tag;
    if (this.group.trigger === this) return this.group.path;
    const above = this.group.path;
    return `${above}${above === '' ? '' : '/'}${this.tag}${this.nth === 1 ? '' : `[${this.nth}]`}`;
  }

  /** The tag is element 0. */
  get elementCount(): number {
    return this.#split().length;
  }

  /** What the segment is about: its first data element, in most segments a code. */
  get qualifier(): string {
    return (this.#qualifier ??= this.value(1));
  }

  /** What stands there, decoded; empty text where nothing does. @param element from 1 @param component from 0 */
  value(element: number, component = 0, repetition = 0): string {
    return this.syntax.decoding.decode(this.#component(element, component, repetition), this.letters);
  }

  /** The same with its place; null where nothing stands there. */
  sited(element: number, component = 0): Sited | null {
    const raw = this.#component(element, component, 0);
    if (raw === '' || raw === ' ') return null;
    return new EdifactText(this.syntax.decoding.decode(raw, this.letters), this, element, component);
  }

  componentCount(element: number): number {
    return this.#first(element).length;
  }

  /** Syntax version 4: how often an element is given. */
  repetitions(element: number): number {
    const { repetition, release } = this.syntax.characters;
    const text = this.#split()[element] ?? '';
    if (text === '') return 0;
    return repetition === '' ? 1 : split(text, repetition, release).length;
  }

  /** Byte and row at which a component begins. */
  siteOf(element: number, component: number): { readonly offset: number; readonly row: number } {
    const { characters } = this.syntax;
    let [elements, components, row] = [0, 0, this.row];
    let at = 0;
    for (; at < this.raw.length && (elements < element || components < component); at++) {
      const character = this.raw[at];
      if (character === '\n') row += 1;
      else if (character === characters.release) at += 1;
      else if (character === characters.element) [elements, components] = [elements + 1, 0];
      else if (character === characters.component && elements === element) components += 1;
    }
    for (; this.raw[at] === '\r' || this.raw[at] === '\n'; at++) if (this.raw[at] === '\n') row += 1;
    return { offset: this.offset + at, row };
  }

  #component(element: number, component: number, nth: number): string {
    const { characters } = this.syntax;
    const text = (nth === 0 ? this.#first(element) : this.#repeated(element, nth))[component];
    if (text === undefined || text === '') return '';
    return characters.release !== '' && text.includes(characters.release) ? released(text, characters.release) : text;
  }

  /** Components of an element, split once: most are asked for several times. */
  #first(element: number): readonly string[] {
    return (this.#components[element] ??= this.#repeated(element, 0));
  }

  #repeated(element: number, nth: number): readonly string[] {
    const { component, release, repetition } = this.syntax.characters;
    let text = this.#split()[element] ?? '';
    if (repetition !== '' && text.includes(repetition)) text = split(text, repetition, release)[nth] ?? '';
    else if (nth > 0) text = '';
    if (text === '') return nothing;
    return text.includes(component) ? split(text, component, release) : [text];
  }

  /** Line breaks within a segment are the sender's layout, not text. */
  #split(): readonly string[] {
    if (this.#elements !== null) return this.#elements;
    const { raw, syntax } = this;
    const hasBreaks = raw.includes('\n') || raw.includes('\r');
    const text = hasBreaks ? raw.replace(lineBreaks, '') : raw;
    this.#elements = split(text, syntax.characters.element, syntax.characters.release);
    return this.#elements;
  }
}

/** A component of a segment. */
class EdifactText implements Sited {
  constructor(
    readonly text: string,
    private readonly segment: Segment,
    private readonly element: number,
    private readonly component: number,
  ) {}

  get place(): Place {
    const { segment, element, component } = this;
    const name = elementName(segment.tag, element, component) ?? `${element}.${component + 1}`;
    return { ...segment.siteOf(element, component), segment: segment.tag, path: `${segment.path} ${name}` };
  }
}

/** The tag, without the explicit indication of nesting that may follow it as components. */
function tagOf(raw: string, { element, component }: ServiceCharacters): string {
  if (raw[3] === element || raw.length === 3) return raw.slice(0, 3);
  const end = raw.indexOf(element);
  const tag = (end < 0 ? raw : raw.slice(0, end)).replace(lineBreaks, '');
  const nesting = tag.indexOf(component);
  return (nesting < 0 ? tag : tag.slice(0, nesting)).trim();
}

/** At every separator that is not released. */
function split(text: string, separator: string, release: string): readonly string[] {
  if (release === '' || !text.includes(release)) return text.split(separator);
  const parts: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === release) at += 1;
    else if (text[at] === separator) {
      parts.push(text.slice(from, at));
      from = at + 1;
    }
  }
  parts.push(text.slice(from));
  return parts;
}

/** Without release characters; one at the very end, which releases nothing, is kept. */
function released(text: string, release: string): string {
  let clean = '';
  for (let at = 0; at < text.length; at++) {
    if (text[at] === release && at + 1 < text.length) at += 1;
    clean += text[at];
  }
  return clean;
}
