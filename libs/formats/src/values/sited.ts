import type { Place } from '@watchpost/domain';

/** A text and where it stands in the document; the place is worked out when it is asked for. */
export interface Sited {
  readonly text: string;
  readonly place: Place;
  /** Bytes of it were none of the character set: U+FFFD stands for them, and a finding has told of it. */
  readonly isDamaged?: boolean;
  /**
   * What it was made of, in order, where `text` is not what stands at `place`: the parts of a text that was split, the text that a code or a
   * translation stands for. Asked for only where the origin of fields is told.
   */
  readonly parts?: readonly Sited[];
  /** The partner's settings say it, and not the document. */
  readonly isFromMapping?: boolean;
}
