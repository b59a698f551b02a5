import type { Place } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails } from '../findings.ts';
import type { Sited } from '../values/sited.ts';

const noAttributes: Readonly<Record<string, string>> = Object.freeze({});

/** What makes a line unusable although the document goes on after it. */
export interface XmlFault {
  readonly code: FindingCode;
  readonly place: Place;
  readonly details: FindingDetails;
}

/** An element of a header with what is in it, as far as its message's tables name it. Names are local names; the prefix is the sender's own affair. */
export class XmlElement implements Sited {
  text = '';
  readonly children: XmlElement[] = [];
  attributes = noAttributes;
  isDamaged = false;
  /** Which one of its name within the parent, from 1; 0 until it is asked for: most paths never are. */
  nth = 0;

  constructor(
    readonly name: string,
    /** null for the root of a message. */
    readonly parent: XmlElement | null,
    /** Path of what stands above the root of the message. */
    private readonly above: string,
    readonly offset: number,
    readonly row: number,
  ) {}

  get path(): string {
    const nth = this.nth === 0 ? this.#nthOfSiblings() : this.nth;
    return `${this.parent?.path ?? this.above}/${this.name}${nth === 1 ? '' : `[${nth}]`}`;
  }

  #nthOfSiblings(): number {
    if (this.parent === null) return 1;
    let nth = 1;
    for (const sibling of this.parent.children) {
      if (sibling === this) break;
      if (sibling.name === this.name) nth += 1;
    }
    return nth;
  }

  get place(): Place {
    return { offset: this.offset, row: this.row, segment: this.name, path: this.path };
  }
}
