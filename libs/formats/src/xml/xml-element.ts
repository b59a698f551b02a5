import type { Place } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails } from '../findings.ts';
import type { Sited } from '../values/sited.ts';

const noAttributes: Readonly<Record<string, string>> = Object.freeze({});

/** What makes an element unusable although the document goes on after it. */
export interface XmlFault {
  readonly code: FindingCode;
  readonly place: Place;
  readonly details: FindingDetails;
}

/** An element with what is in it. Names are local names; the prefix is the sender's own affair. */
export class XmlElement implements Sited {
  text = '';
  readonly children: XmlElement[] = [];
  attributes = noAttributes;
  /** Set on a child of a message's root of which something was left out, and on a line that is cut or damaged. */
  fault: XmlFault | null = null;
  isDamaged = false;

  constructor(
    readonly name: string,
    readonly namespace: string,
    /** Path of the parent element, or the parent itself: most paths are never asked for. */
    private readonly parent: XmlElement | string,
    /** Which one of its name within the parent, from 1; null where the parent keeps its children. */
    private readonly nth: number | null,
    readonly offset: number,
    readonly row: number,
  ) {}

  get path(): string {
    const above = typeof this.parent === 'string' ? this.parent : this.parent.path;
    const nth = this.nth ?? this.#nthOfSiblings();
    return `${above}/${this.name}${nth === 1 ? '' : `[${nth}]`}`;
  }

  #nthOfSiblings(): number {
    if (typeof this.parent === 'string') return 1;
    const before = this.parent.children.slice(0, this.parent.children.indexOf(this));
    return 1 + before.filter(({ name }) => name === this.name).length;
  }

  get place(): Place {
    return { offset: this.offset, row: this.row, segment: this.name, path: this.path };
  }
}

/** First child of a path of local names, `HEAHEA/RefNumHEA4`. */
export function descend(element: XmlElement | null, path: string): XmlElement | null {
  let at = element;
  for (const name of path.split('/')) {
    at = at?.children.find((child) => child.name === name) ?? null;
    if (at === null) return null;
  }
  return at;
}

export const childrenOf = (element: XmlElement | null, name: string): readonly XmlElement[] =>
  element?.children.filter((child) => child.name === name) ?? [];

/** Text of the element at the path, with its place; null where it is not there or empty. */
export function textAt(element: XmlElement | null, path: string): Sited | null {
  const found = path === '' ? element : descend(element, path);
  return found === null || found.text.trim() === '' ? null : found;
}

export function attributeAt(element: XmlElement | null, path: string, attribute: string): Sited | null {
  const found = path === '' ? element : descend(element, path);
  const text = found?.attributes[attribute];
  if (found === null || text === undefined || text.trim() === '') return null;
  return {
    text,
    isDamaged: found.isDamaged,
    get place() {
      return { ...found.place, path: `${found.path}/@${attribute}` };
    },
  };
}
