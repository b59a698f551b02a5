/** One value of a stream, cut out by its brackets alone; whether it is JSON shows when it is read. */
export interface SplitValue {
  /** Good only during the call it is handed over in. */
  readonly bytes: Uint8Array;
  /** Bytes from the start of the document. */
  readonly offset: number;
  /** Line of text, from 1. */
  readonly row: number;
  /** Name of the array the value is an element of; empty for an array at the top, null for a value at the top (NDJSON). */
  readonly array: string | null;
  /** Index within that array, or number of the value at the top, from 0. */
  readonly index: number;
  /** `oversized`: the rest of it was left out; `truncated`: the document ended within it; `broken`: its brackets do not match. */
  readonly state: 'whole' | 'broken' | 'oversized' | 'truncated';
}

/** The document object with its arrays of lines left empty. */
export interface DocumentFrame {
  readonly text: string;
  readonly offset: number;
  readonly row: number;
  /** `before` the first line, or at the `end` of the document. */
  readonly at: 'before' | 'end';
  /** Byte behind it. */
  readonly end: number;
}

export interface SplitterSink {
  value(value: SplitValue): void;
  frame(frame: DocumentFrame): void;
  /** Something stands here that cannot. */
  stray(offset: number, row: number, byte: number): void;
}
