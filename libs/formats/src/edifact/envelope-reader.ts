import { EnvelopeChecks } from '../envelope/envelope-checks.ts';
import type { LineEmitter } from '../line-emitter.ts';
import { JoinedText } from '../values/joined-text.ts';
import { compactMoment, shortMoment, type StatedMoment } from '../values/moments.ts';
import { componentsOf } from './mapping/texts.ts';
import type { InterchangeHeader } from './message-definition.ts';
import { OpenMessage } from './open-message.ts';
import type { Segment } from './segment.ts';
import type { GroupFault } from './structure/segment-group.ts';

/** What a header opened and its trailer closes. */
interface Open {
  readonly header: Segment;
  readonly reference: string | null;
  /** Messages or groups within it. */
  count: number;
}

const nothingKnown: InterchangeHeader = { sender: null, prepared: null };

/** UNB to UNZ, UNG to UNE, UNH to UNT, or any part of that: checks the envelope and hands each message its segments. */
export class EnvelopeReader {
  readonly checks: EnvelopeChecks;
  #interchange: Open | null = null;
  #group: Open | null = null;
  #message: OpenMessage | null = null;
  #header = nothingKnown;
  /** Scope of message references: an interchange, by its number in the document. */
  #interchanges = 0;

  constructor(private readonly emitter: LineEmitter) {
    this.checks = new EnvelopeChecks(emitter.log, emitter.options.tally);
  }

  /** Where the document is just now. */
  get path(): string | null {
    return this.#message?.path ?? null;
  }

  /** Whether an interchange was read, and is closed. */
  get isClosed(): boolean {
    return this.#interchange === null && this.#interchanges > 0;
  }

  segment(segment: Segment): void {
    // Segments of the envelope begin with U.
    if (this.#message !== null && segment.tag.charCodeAt(0) !== 0x55) return this.#message.segment(segment);
    switch (segment.tag) {
      case 'UNB':
        return this.#beginInterchange(segment);
      case 'UNG':
        return this.#beginGroup(segment);
      case 'UNH':
        return this.#beginMessage(segment);
      case 'UNT':
        return this.#endMessage(segment);
      case 'UNE':
        return this.#endGroup(segment);
      case 'UNZ':
        return this.#endInterchange(segment);
    }
    if (this.#message !== null) return this.#message.segment(segment);
    const { log } = this.emitter;
    log.reportOnce('edifact.stray', `${this.#interchanges}`, segment.place, { value: segment.tag, expected: 'UNH' });
  }

  /** Bytes that cannot be read: where a line is open, that line answers for them. */
  damage(fault: GroupFault): void {
    if (this.#message?.damage(fault)) return;
    this.emitter.log.report(fault.code, null, fault.place, fault.details);
  }

  /** The document ends within this segment. */
  cut(segment: Segment): void {
    const place = { ...segment.place, path: this.path };
    this.emitter.log.report('document.truncated', null, place, { value: segment.tag });
    this.#message?.cut(place);
    this.#message = null;
    this.#group = null;
    this.#interchange = null;
  }

  end(bytes: number): void {
    if (this.#message !== null) {
      const place = { offset: bytes, row: null, segment: null, path: this.path };
      this.emitter.log.report('document.truncated', null, place, { expected: 'UNT' });
      this.#message.cut(place);
      return;
    }
    if (this.#group !== null) this.checks.missing('UNE', this.#group.header.place);
    if (this.#interchange !== null) this.checks.missing('UNZ', this.#interchange.header.place);
  }

  #beginInterchange(segment: Segment): void {
    this.#closeMessage('UNB');
    this.#closeGroup();
    if (this.#interchange !== null) this.checks.missing('UNZ', this.#interchange.header.place);
    this.#interchanges += 1;
    const reference = segment.sited(5);
    const [sender, recipient] = [segment.value(2), segment.value(3)];
    if (sender === '' || recipient === '' || reference === null)
      this.checks.malformed(segment.place, segment.raw, 'UNB with sender, recipient and control reference');
    else this.checks.interchangeOnce(`UNB ${sender} ${recipient}`, reference);
    if (segment.value(11) === '1') this.emitter.log.report('envelope.test', null, segment.place);
    this.#interchange = { header: segment, reference: reference?.text ?? null, count: 0 };
    this.#header = { sender: sender === '' ? null : sender, prepared: this.#prepared(segment) };
  }

  /** yymmdd before syntax version 4, then yyyymmdd; hhmm. */
  #prepared(segment: Segment): StatedMoment | null {
    const [date, time] = [segment.value(4, 0), segment.value(4, 1)];
    const clock = time.slice(0, 4);
    const moment = date.length === 8 ? compactMoment(`${date}${clock}`) : shortMoment(date, clock);
    const site = segment.sited(4);
    if (moment !== null && site !== null)
      return { moment, sited: new JoinedText(`${date} ${time}`, site, [site, ...componentsOf(segment, 4, 1, 1)]) };
    this.checks.malformed(site?.place ?? segment.place, `${date} ${time}`, 'date and time of preparation');
    return null;
  }

  #beginGroup(segment: Segment): void {
    this.#closeMessage('UNG');
    this.#closeGroup();
    this.#expectInterchange(segment);
    const reference = segment.sited(5);
    if (reference !== null) this.checks.once(`UNG ${this.#interchanges}`, reference);
    this.#group = { header: segment, reference: reference?.text ?? null, count: 0 };
    this.#interchange!.count += 1;
  }

  #beginMessage(segment: Segment): void {
    this.#closeMessage('UNH');
    this.#expectInterchange(segment);
    const reference = segment.sited(1);
    if (reference === null) this.checks.malformed(segment.place, segment.raw, 'UNH with a reference');
    else this.checks.once(`UNH ${this.#interchanges}`, reference);
    const within = this.#group ?? this.#interchange;
    if (within) within.count += 1;
    this.#message = new OpenMessage(this.emitter, this.checks, this.#header, segment);
  }

  /** What stands outside of an interchange is read as one without a header. */
  #expectInterchange(segment: Segment): void {
    if (this.#interchange !== null) return;
    this.emitter.log.reportOnce('envelope.missing', 'UNB', segment.place, { expected: 'UNB' });
    this.#header = nothingKnown;
    this.#interchanges += 1;
    this.#interchange = { header: segment, reference: null, count: 0 };
  }

  #endMessage(segment: Segment): void {
    if (this.#message === null) return this.checks.missing('UNH', segment.place);
    const { begin, segments } = this.#message;
    this.checks.count('envelope.segment-count', segment.sited(1), segments + 1, segment.place);
    this.checks.reference(begin.value(1), segment.sited(2), segment.place);
    this.#message.end();
    this.#message = null;
  }

  #endGroup(segment: Segment): void {
    this.#closeMessage('UNE');
    if (this.#group === null) return this.checks.missing('UNG', segment.place);
    this.#checkTrailer(this.#group, segment);
    this.#group = null;
  }

  #endInterchange(segment: Segment): void {
    this.#closeMessage('UNZ');
    this.#closeGroup();
    if (this.#interchange === null) return this.checks.missing('UNB', segment.place);
    this.#checkTrailer(this.#interchange, segment);
    this.#interchange = null;
    this.#header = nothingKnown;
  }

  #checkTrailer({ reference, count }: Open, trailer: Segment): void {
    this.checks.count('envelope.message-count', trailer.sited(1), count, trailer.place);
    this.checks.reference(reference, trailer.sited(2), trailer.place);
  }

  /** @param next the tag that shows that its trailer is missing */
  #closeMessage(next: string): void {
    if (this.#message === null) return;
    const message = `UNT is missing before ${next}.`;
    this.emitter.log.report('envelope.missing', null, this.#message.begin.place, { expected: 'UNT', message });
    this.#message.end();
    this.#message = null;
  }

  #closeGroup(): void {
    if (this.#group !== null) this.checks.missing('UNE', this.#group.header.place);
    this.#group = null;
  }
}
