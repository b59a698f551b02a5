import type { Place } from '@watchpost/domain';

/** A text and where it stands in the document; the place is worked out when it is asked for. */
export interface Sited {
  readonly text: string;
  readonly place: Place;
  /** Bytes of it were none of the character set: U+FFFD stands for them, and a finding has told of it. */
  readonly isDamaged?: boolean;
  /** Known to be visible ASCII with single blanks between, none at its ends: there is nothing to fold. */
  readonly isTidy?: boolean;
  /**
   * What it was made of, in order, where `text` is not what stands at `place`: the parts of a text that was split, the text that a code or a
   * translation stands for. Asked for only where the origin of fields is told.
   */
  readonly parts?: readonly Sited[];
  /** The partner's settings say it, and not the document. */
  readonly isFromMapping?: boolean;
}

/** What texts are cut out of: a segment. */
export interface SitedIn {
  /** @param element from 1 @param part of the element, from 0 */
  placeOf(element: number, part: number): Place;
}

/** A text of a segment. One class for every syntax: whoever reads texts meets the same one whatever the document is. */
export class SegmentText implements Sited {
  constructor(
    readonly text: string,
    readonly isTidy: boolean,
    readonly isDamaged: boolean,
    private readonly segment: SitedIn,
    private readonly element: number,
    private readonly part: number,
  ) {}

  get place(): Place {
    return this.segment.placeOf(this.element, this.part);
  }
}
