import type { Place } from '@watchpost/domain';

/** A text and where it stands in the document; the place is worked out when it is asked for. */
export interface Sited {
  readonly text: string;
  readonly place: Place;
  /** Bytes of it were none of the character set: U+FFFD stands for them, and a finding has told of it. */
  readonly isDamaged?: boolean;
}
