import { ByteText } from '../charset/byte-text.ts';
import { LineEmitter } from '../line-emitter.ts';
import { beginningAt } from '../beginnings.ts';
import type { Boundary, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { X12Envelope } from './envelope.ts';
import { reportDamage } from './loop-message.ts';
import { factOf, type X12MessageReader, type X12MessageType } from './message.ts';
import type { X12Segment } from './segment.ts';
import { type X12Tokens, X12Tokenizer } from './tokenizer.ts';

/** Characters of a tag and a sign behind it. */
const TAG_LENGTH = 4;
const segmentForm = /^[A-Z][A-Z0-9]{1,2}[^\w\s]/;

/** Reads a document of X12: interchanges one after another, in each groups, in each messages, each message by its type. */
export class X12Session implements ReadSession {
  readonly #emitter: LineEmitter;
  readonly #tokenizer: X12Tokenizer;
  readonly #envelope: X12Envelope;
  #message: { readonly type: X12MessageType | null; readonly reader: X12MessageReader | null } | null = null;
  /** Passing over what is no part of an envelope: told once. */
  #state: 'reading' | 'lost' = 'reading';
  #bytes = 0;

  constructor(
    options: ReadOptions,
    sink: ReadSink,
    private readonly types: ReadonlyMap<string, X12MessageType>,
  ) {
    this.#emitter = new LineEmitter(options, sink);
    this.#envelope = new X12Envelope(this.#emitter);
    this.#tokenizer = new X12Tokenizer(new ByteText(this.#emitter.log, options.charset), this.#tokens());
  }

  push(chunk: Uint8Array): Boundary | null {
    const boundary = this.#tokenizer.push(chunk);
    this.#bytes += chunk.length - (boundary?.rest.length ?? 0);
    return boundary;
  }

  end(): Boundary | null {
    const boundary = this.#tokenizer.end();
    this.#bytes -= boundary?.rest.length ?? 0;
    const rest = this.#tokenizer.unterminated;
    const isTrailer = rest !== null && ['SE', 'GE', 'IEA'].includes(rest.tag);
    if (isTrailer) this.#segment(rest);
    const isCut = this.#envelope.isOpen('message') || (rest !== null && !isTrailer);
    if (isCut) {
      const { log } = this.#emitter;
      log.report('document.truncated', null, { offset: this.#bytes, row: null, segment: null, path: null });
    }
    this.#endMessage('broken', () => this.#envelope.missingTrailer('message'));
    for (const level of ['message', 'group', 'interchange'] as const) this.#envelope.missingTrailer(level);
    return boundary;
  }

  #tokens(): X12Tokens {
    const { log } = this.#emitter;
    return {
      begins: (text, at, extent) => this.#begins(text, at, extent),
      beginning: ({ kind }, site) => {
        if (kind === 'irregular') log.report('x12.isa-form', null, { ...site, segment: 'ISA', path: '/ISA' });
      },
      segment: (segment) => this.#segment(segment),
      oversized: (site) =>
        log.report('x12.segment-too-long', null, { ...site, segment: null, path: this.#envelope.path }),
    };
  }

  #begins(text: string, at: number, extent: 'more' | 'all'): 'segment' | 'another' | 'unclear' {
    const syntax = text.startsWith('ISA', at) ? null : beginningAt(text, at, extent);
    if (syntax === 'unclear' || (extent === 'more' && text.length - at < TAG_LENGTH)) return 'unclear';
    const isText = this.#envelope.isClosed && !segmentForm.test(text.slice(at, at + TAG_LENGTH));
    return syntax !== null || isText ? 'another' : 'segment';
  }

  #segment(segment: X12Segment): void {
    switch (segment.tag) {
      case 'ISA':
        this.#close('message', 'group', 'interchange');
        return this.#envelope.openInterchange(this.#found(segment));
      case 'GS':
        this.#close('message', 'group');
        return this.#envelope.openGroup(this.#found(segment));
      case 'ST':
        this.#close('message');
        return this.#openMessage(this.#found(segment));
      case 'SE':
        return this.#trailer('message', segment);
      case 'GE':
        this.#close('message');
        return this.#trailer('group', segment);
      case 'IEA':
        this.#close('message', 'group');
        return this.#trailer('interchange', segment);
      default:
        return this.#inside(segment);
    }
  }

  #inside(segment: X12Segment): void {
    if (this.#message !== null) {
      this.#envelope.segment(segment);
      if (this.#message.reader) this.#message.reader.segment(segment);
      else reportDamage(this.#emitter, segment, null);
      return;
    }
    if (segment.tag === 'TA1') return this.#acknowledgement(segment);
    if (this.#state === 'reading') this.#envelope.foreign(segment);
    this.#state = 'lost';
  }

  #found(segment: X12Segment): X12Segment {
    this.#state = 'reading';
    reportDamage(this.#emitter, segment, null);
    return segment;
  }

  #openMessage(st: X12Segment): void {
    this.#envelope.openMessage(st);
    st.path = this.#envelope.path;
    st.position = 1;
    const type = this.types.get(st.code(1)) ?? null;
    const { sender } = this.#envelope;
    const context = () => ({ emitter: this.#emitter, head: st, sender, ...this.#envelope.issued() });
    this.#message = { type, reader: type?.open(context()) ?? null };
  }

  #trailer(level: 'message' | 'group' | 'interchange', trailer: X12Segment): void {
    // The trailer of what was lost is lost with it.
    if (this.#state === 'lost' && !this.#envelope.isOpen(level)) return;
    this.#state = 'reading';
    const check = () => void this.#envelope.trailer(level, trailer);
    if (level === 'message' && this.#message !== null) this.#endMessage('whole', check);
    else check();
  }

  #close(...levels: readonly ('message' | 'group' | 'interchange')[]): void {
    if (this.#message !== null) this.#endMessage('whole', () => this.#envelope.missingTrailer('message'));
    for (const level of levels) this.#envelope.missingTrailer(level);
  }

  /** @param closing says what is wrong with the end of its envelope: that is the message's, and so said before it is told */
  #endMessage(state: 'whole' | 'broken', closing: () => void): void {
    const message = this.#message;
    const head = this.#envelope.message;
    if (message === null || head === null) return;
    this.#message = null;
    const told = message.reader?.end(state) ?? { reference: null, answers: null, facts: [] };
    closing();
    this.#emitter.message({
      format: 'x12',
      place: head.place,
      type: ['ST', head.code(1), head.code(3) || this.#envelope.version].filter(Boolean).join(' '),
      role: message.type?.role ?? 'unsupported',
      profile: 'standard',
      ...told,
      reference: told.reference ?? (head.code(2) || null),
    });
  }

  /** TA1 stands in the interchange, beside the groups: it answers one that was sent the other way. */
  #acknowledgement(ta1: X12Segment): void {
    ta1.path = this.#envelope.path;
    this.#emitter.message({
      format: 'x12',
      place: ta1.place,
      type: 'TA1',
      reference: null,
      role: 'response',
      profile: 'standard',
      answers: ta1.code(1) || null,
      facts: [...factOf('TA1-04 acknowledgement', ta1, 4), ...factOf('TA1-05 note', ta1, 5)],
    });
  }
}
