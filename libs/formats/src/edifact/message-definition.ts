import type { LineEmitter } from '../line-emitter.ts';
import type { MessageFact, MessageRole } from '../reader.ts';
import type { StatedMoment } from '../values/moments.ts';
import type { Segment } from './segment.ts';
import type { GroupRule } from './structure/grammar.ts';
import type { SegmentGroup } from './structure/segment-group.ts';

/** A type of message that is read: its structure as data, and who maps what stands in it. */
export interface MessageDefinition {
  /** Data element 0065. */
  readonly type: string;
  readonly profile: 'standard' | 'watchpost';
  /** @param directory version and release as `D.95B` */
  structureOf(directory: string): GroupRule;
  /** Paths of the groups that are mapped one by one as soon as each is complete, as `CNI/RFF`. */
  readonly handedOver: ReadonlySet<string>;
  open(context: MessageContext): MessageMapper;
}

export interface MessageContext {
  readonly emitter: LineEmitter;
  readonly header: InterchangeHeader;
  /** UNH. */
  readonly begin: Segment;
  /** What stands before the lines and holds for all of them; grows while the message is read. */
  readonly root: SegmentGroup;
}

/** What UNB says of all messages of an interchange. */
export interface InterchangeHeader {
  readonly sender: string | null;
  readonly prepared: StatedMoment | null;
}

export interface MessageMapper {
  /** A group that is handed over is complete. */
  group(group: SegmentGroup): void;
  /** `broken` where the document ends within the message; what it says of itself as a whole. */
  end(end: 'complete' | 'broken'): MessageOutcome;
}

export interface MessageOutcome {
  readonly reference: string | null;
  readonly role: MessageRole;
  readonly answers: string | null;
  readonly facts: readonly MessageFact[];
}
