import { EnvelopeChecks } from '../envelope/envelope-checks.ts';
import { issuedOr, type LineEmitter } from '../line-emitter.ts';
import { momentIn, x12Moment } from './moments.ts';
import type { X12Context } from './message.ts';
import type { X12Segment } from './segment.ts';

type Level = 'interchange' | 'group' | 'message';

/** Header and trailer of each level. */
const parts: Readonly<Record<Level, { readonly head: string; readonly trail: string }>> = {
  interchange: { head: 'ISA', trail: 'IEA' },
  group: { head: 'GS', trail: 'GE' },
  message: { head: 'ST', trail: 'SE' },
};

interface Open {
  readonly head: X12Segment;
  readonly reference: string;
  readonly path: string;
  /** What it holds: groups, messages, or segments with header and trailer. */
  count: number;
}

/**
 * The envelope of X12: ISA…IEA, GS…GE, ST…SE (X12.5, X12.6). Counts, control numbers and their order are held against what there is; nothing
 * wrong with it keeps a message from being read.
 */
export class X12Envelope {
  readonly #checks: EnvelopeChecks;
  readonly #open = new Map<Level, Open>();
  readonly #seen: Record<Level, number> = { interchange: 0, group: 0, message: 0 };
  #interchangeScope = '';
  /** The open message: asked for with every segment. */
  #message: Open | null = null;

  constructor(private readonly emitter: LineEmitter) {
    this.#checks = new EnvelopeChecks(emitter.log, emitter.options.tally);
  }

  get message(): X12Segment | null {
    return this.#open.get('message')?.head ?? null;
  }

  /** Path of what is open, for the segments in it. */
  get path(): string {
    return (this.#open.get('message') ?? this.#open.get('group') ?? this.#open.get('interchange'))?.path ?? '';
  }

  openInterchange(isa: X12Segment): void {
    const reference = isa.at(13);
    // The same number from the same sender to the same recipient is the same interchange.
    this.#interchangeScope = [5, 6, 7, 8].map((n) => isa.code(n)).join(' ');
    this.#start('interchange', isa, isa.code(13));
    if (reference) this.#checks.interchangeOnce(`ISA ${this.#interchangeScope}`, reference);
    if (isa.size !== 16) this.#checks.malformed(isa.place, `${isa.size} elements`, '16 elements');
  }

  openGroup(gs: X12Segment): void {
    if (!this.#open.has('interchange')) this.#missingOnce('ISA', gs);
    const reference = gs.at(6);
    this.#start('group', gs, gs.code(6));
    if (reference) this.#checks.once(`GS ${this.#interchangeScope} ${this.#seen.interchange}`, reference);
    if (gs.size < 8) this.#checks.malformed(gs.place, `${gs.size} elements`, '8 elements');
  }

  openMessage(st: X12Segment): void {
    if (!this.#open.has('group')) this.#missingOnce('GS', st);
    const reference = st.at(2);
    this.#start('message', st, st.code(2));
    const { interchange, group } = this.#seen;
    if (reference) this.#checks.once(`ST ${interchange} ${group}`, reference);
    else this.#checks.malformed(st.place, st.text, 'ST with type and control number');
  }

  /** A segment between ST and SE. */
  segment(segment: X12Segment): void {
    const message = this.#message!;
    message.count += 1;
    segment.path = message.path;
    segment.position = message.count;
  }

  /** A trailer. @returns whether there was a header to it */
  trailer(level: Level, trailer: X12Segment): boolean {
    const open = this.#open.get(level);
    trailer.path = open?.path ?? this.path;
    if (!open) {
      this.#checks.malformed(trailer.place, trailer.tag, parts[level].head);
      return false;
    }
    const count = level === 'message' ? open.count + 1 : open.count;
    const code = level === 'message' ? 'envelope.segment-count' : 'envelope.message-count';
    this.#checks.count(code, trailer.at(1), count, trailer.place);
    this.#checks.reference(open.reference || null, trailer.at(2), trailer.place);
    this.#close(level);
    return true;
  }

  /** Ends a level whose trailer has not come. */
  missingTrailer(level: Level): void {
    const open = this.#open.get(level);
    if (!open) return;
    this.#checks.missing(parts[level].trail, open.head.place);
    this.#close(level);
  }

  /** Whether something was read, and all of it was closed. */
  get isClosed(): boolean {
    return this.#open.size === 0 && this.#seen.message + this.#seen.group + this.#seen.interchange > 0;
  }

  isOpen(level: Level): boolean {
    return this.#open.has(level);
  }

  /** GS02, who sends the group. */
  get sender(): string | null {
    return this.#open.get('group')?.head.code(2) || null;
  }

  /** Version and release of the standard, GS08; ISA12 where there is no group. */
  get version(): string {
    return this.#open.get('group')?.head.code(8) || this.#open.get('interchange')?.head.code(12) || '';
  }

  /** When the group was prepared (GS04, GS05), else the interchange (ISA09, ISA10), else the moment of receipt. */
  issued(): Pick<X12Context, 'issuedAt' | 'issuedIn'> {
    const { receivedAt } = this.emitter.options;
    const group = this.#open.get('group')?.head ?? null;
    const stated = momentIn(group, 4, 5) ?? momentIn(this.#open.get('interchange')?.head ?? null, 9, 10);
    if (stated === null) return { issuedAt: receivedAt, issuedIn: null };
    const shared = this.emitter.sharedDraft(stated.place);
    const at = shared.moment('issuedAt', stated, x12Moment, 'yyyymmdd and hhmm');
    if (at !== null && at.at > receivedAt) shared.report('date.future', stated.place, { value: stated.text });
    return { issuedAt: issuedOr(receivedAt, at?.at ?? null), issuedIn: shared };
  }

  /** Something outside of any message that is no part of an envelope. */
  foreign(segment: X12Segment): void {
    segment.path = this.path;
    const next = this.isOpen('group') ? 'ST or GE' : this.isOpen('interchange') ? 'GS or IEA' : 'ISA';
    this.#checks.malformed(segment.place, segment.text, next);
  }

  #close(level: Level): void {
    this.#open.delete(level);
    // What follows an interchange without one of its own is none of its groups.
    if (level === 'interchange') this.#interchangeScope = `after ${this.#seen.interchange}`;
  }

  #start(level: Level, head: X12Segment, reference: string): void {
    this.#seen[level] += 1;
    const parent = level === 'message' ? 'group' : 'interchange';
    const above = level === 'interchange' ? undefined : this.#open.get(parent);
    if (above) above.count += 1;
    const number = above?.count ?? this.#seen[level];
    const path = `${above?.path ?? ''}/${parts[level].head}[${number}]`;
    head.path = path;
    head.position = 'header';
    const opened = { head, reference, path, count: level === 'message' ? 1 : 0 };
    this.#open.set(level, opened);
    if (level === 'message') this.#message = opened;
  }

  /** Told once for what stands together without it. */
  #missingOnce(part: string, before: X12Segment): void {
    before.path = this.path;
    const subject = `${part} ${this.#seen.interchange}`;
    this.emitter.log.reportOnce('envelope.missing', subject, before.place, { expected: part });
  }
}
