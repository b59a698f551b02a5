import type { LineEmitter } from '../line-emitter.ts';
import type { MessageFact, MessageRole } from '../reader.ts';
import type { ImpField, ImpLine } from './line.ts';

export interface ImpContext {
  readonly emitter: LineEmitter;
  /** Its first line: `FWB/16`. */
  readonly head: ImpLine;
}

/** What a message says beside its lines. */
export interface ImpTold {
  readonly reference: string | null;
  readonly answers: string | null;
  readonly facts: readonly MessageFact[];
}

/** Takes the lines of one message. */
export interface ImpMessageReader {
  line(line: ImpLine): void;
  end(): ImpTold;
}

/** A message of Cargo-IMP that is read here. */
export interface ImpMessageType {
  /** Standard message identifier: `FWB`. */
  readonly code: string;
  readonly role: MessageRole;
  /** Versions whose page this is; another one is read with `imp.version`. */
  readonly versions: readonly string[];
  /** Identifiers that a line of it may begin with. */
  readonly lines: ReadonlySet<string>;
  /** Lines that begin with none of these: the air waybill, a flight, a point of unloading. */
  readonly bare: RegExp;
  open(context: ImpContext): ImpMessageReader;
}

export function factOf(name: string, field: ImpField | null | undefined): readonly MessageFact[] {
  const value = field?.text.trim() ?? '';
  return value === '' ? [] : [{ name, value, place: field!.place }];
}
