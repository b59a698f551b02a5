import type { EpochMillis } from '@watchpost/domain';
import type { LineEmitter } from '../line-emitter.ts';
import type { MessageFact, MessageRole } from '../reader.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { X12Segment } from './segment.ts';

/** What the envelope says of a message. */
export interface X12Context {
  readonly emitter: LineEmitter;
  /** Its ST. */
  readonly head: X12Segment;
  /** GS02: who sends it; null where there is no group. */
  readonly sender: string | null;
  /** When the group or interchange was prepared, or the moment of receipt. */
  readonly issuedAt: EpochMillis;
  /** Where that stands; null where nobody states it. */
  readonly issuedIn: LineDraft | null;
}

/** What a message says beside its lines. */
export interface X12Told {
  /** The sender's number of the document. */
  readonly reference: string | null;
  readonly answers: string | null;
  readonly facts: readonly MessageFact[];
}

/** Takes the segments between ST and SE of one message. */
export interface X12MessageReader {
  segment(segment: X12Segment): void;
  /** @param state `broken`: the document ends within the message */
  end(state: 'whole' | 'broken'): X12Told;
}

/** A transaction set that is read here. */
export interface X12MessageType {
  /** ST01. */
  readonly code: string;
  readonly role: MessageRole;
  open(context: X12Context): X12MessageReader;
}

/** Where the envelope states a value of every line, where that is asked for. */
export function traceEnvelope(draft: LineDraft, { issuedIn }: X12Context): void {
  if (draft.trace !== null && issuedIn !== null) draft.inherit(issuedIn, 'issuedAt');
}

/** A fact out of an element; none where it is empty. @param n element, from 1 */
export function factOf(name: string, segment: X12Segment | null, n: number): readonly MessageFact[] {
  const element = segment?.at(n) ?? null;
  const value = element?.text.trim() ?? '';
  return value === '' ? [] : [{ name, value, place: element!.place }];
}
