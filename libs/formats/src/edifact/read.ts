import type { Place } from '@watchpost/domain';
import { LineEmitter } from '../line-emitter.ts';
import { beginningAt } from '../beginnings.ts';
import type { Boundary, FormatReader, ReadOptions, ReadSession, ReadSink } from '../reader.ts';
import { EnvelopeReader } from './envelope-reader.ts';
import { recogniseEdifact } from './recognise.ts';
import { Segment, type Stretch, Syntax } from './segment.ts';
import { SegmentSplitter, type SegmentSink } from './segment-splitter.ts';
import { defaultCharacters, type ServiceCharacters } from './service-characters.ts';
import { knownSyntaxIdentifiers, TextDecoding } from './text-decoding.ts';

/** UN/EDIFACT (ISO 9735, syntax versions 1 to 4): every type of message, each by its own mapper. */
export const edifactReader: FormatReader = {
  id: 'edifact',
  title: 'UN/EDIFACT: CUSCAR, IFTSTA, CUSREP, CONTRL, and postal ITMATT, CUSITM, PREDES, EMSEVT',
  syntax: 'edifact',
  version: 3,
  recognise: recogniseEdifact,
  open: (options, sink) => new EdifactSession(options, sink),
};

/** Of a header or trailer, perhaps with service characters that are not known yet. */
const serviceTag = /^UN[ABEGHTZ][^A-Za-z0-9]/;
/** Segments of the envelope begin with it. */
const U = 0x55;

class EdifactSession implements ReadSession, SegmentSink {
  readonly #emitter: LineEmitter;
  readonly #envelope: EnvelopeReader;
  readonly #splitter: SegmentSplitter;
  #syntax: Syntax;
  #mark: 'unseen' | 'none' | 'utf-8' = 'unseen';
  #bytes = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
    this.#envelope = new EnvelopeReader(this.#emitter);
    this.#splitter = new SegmentSplitter(this, options.limits.lineBytes);
    this.#syntax = new Syntax(defaultCharacters, this.#decodingOf(null));
  }

  push(chunk: Uint8Array): Boundary | null {
    const boundary = this.#splitter.push(this.#withoutMark(chunk));
    this.#bytes += chunk.length - (boundary?.rest.length ?? 0);
    return boundary;
  }

  end(): Boundary | null {
    const boundary = this.#splitter.end();
    this.#bytes -= boundary?.rest.length ?? 0;
    this.#envelope.end(this.#bytes);
    return boundary;
  }

  begins(text: string, at: number, extent: 'more' | 'all'): 'segment' | 'another' | 'unclear' {
    const syntax = text.startsWith('UN', at) ? null : beginningAt(text, at, extent);
    if (syntax === 'unclear') return syntax;
    const isText = this.#envelope.isClosed && !this.#beginsSegment(text, at);
    return syntax !== null || isText ? 'another' : 'segment';
  }

  #beginsSegment(text: string, at: number): boolean {
    const { element, terminator } = this.#syntax.characters;
    const [tag, sign] = [text.slice(at, at + 3), text[at + 3]];
    return serviceTag.test(text.slice(at, at + 4)) || (isTag(tag) && (sign === element || sign === terminator));
  }

  segment(stretch: Stretch, from: number, to: number, row: number, letters: 'ascii' | 'encoded'): void {
    if (stretch.bytes[from] === U && stretch.text.startsWith('UNB', from)) {
      const place = { offset: stretch.offset + from, row, segment: 'UNB', path: 'UNB' };
      this.#interchangeBegins(stretch.text.slice(from, to), place);
    }
    const segment = new Segment(stretch, from, to, row, this.#syntax, letters);
    if (!isTag(segment.tag)) return this.#noSegment(segment);
    this.#envelope.segment(segment);
    if (letters === 'encoded') this.#checkLetters(segment);
  }

  oversized(offset: number, row: number): void {
    const expected = `${this.#emitter.options.limits.lineBytes} bytes`;
    this.#envelope.damage({
      code: 'line.too-large',
      place: { offset, row, segment: null, path: this.#envelope.path },
      details: { expected, message: 'A segment is larger than any is, or its terminator is missing.' },
    });
  }

  characters(
    characters: ServiceCharacters,
    offset: number,
    row: number,
    source: 'advice' | 'shown' | 'unusable',
  ): void {
    this.#syntax = new Syntax(characters, this.#syntax.decoding);
    const place = { offset, row, segment: 'UNA', path: 'UNA' };
    const { checks } = this.#envelope;
    if (source === 'unusable')
      checks.malformed(place, null, 'six different characters, none of them a letter or digit');
    // Level B has characters of its own, which need no advice.
    if (source === 'shown' && characters.release !== '')
      checks.malformed({ ...place, segment: 'UNB', path: 'UNB' }, characters.element, 'UNA before other characters');
  }

  cut(raw: string, offset: number, row: number): void {
    const bytes = Buffer.from(raw, 'latin1');
    const segment = new Segment({ bytes, text: raw, offset }, 0, bytes.length, row, this.#syntax, 'encoded');
    if (isTag(segment.tag)) this.#envelope.cut(segment);
    else this.#noSegment(segment);
  }

  #noSegment({ raw, offset, row }: Segment): void {
    const path = this.#envelope.path;
    const place = { offset, row, segment: null, path };
    const value = raw.replace(/[^ -~]/g, '.');
    this.#emitter.log.reportOnce('edifact.tag', path ?? '', place, { value, expected: 'a tag of three capitals' });
  }

  /** The header is ASCII up to where it names the character set. */
  #interchangeBegins(raw: string, place: Place): void {
    const { characters } = this.#syntax;
    const identifier = raw.slice(4).split(characters.element)[0]!.split(characters.component)[0]!.trim();
    this.#syntax = new Syntax(this.#ofVersion(raw), this.#decodingOf(identifier));
    if (!knownSyntaxIdentifiers.includes(identifier))
      this.#emitter.log.report('charset.unknown', null, place, { value: identifier });
  }

  /** Syntax version 4 has a repetition character, an asterisk unless advised; before it, the position is not used. */
  #ofVersion(raw: string): ServiceCharacters {
    const { characters } = this.#syntax;
    const version = /^UN[A-Z]{2}.(\d)/.exec(raw.slice(4))?.[1] ?? '3';
    if (version < '4') return { ...characters, repetition: '' };
    const isFree = ![characters.element, characters.component, characters.terminator, characters.release].includes('*');
    const repetition = characters.repetition === '' && isFree ? '*' : characters.repetition;
    return { ...characters, repetition };
  }

  #decodingOf(identifier: string | null): TextDecoding {
    return TextDecoding.of(identifier, this.#emitter.options.charset, this.#mark === 'utf-8' ? 'utf-8' : null);
  }

  #checkLetters(segment: Segment): void {
    const { decoding } = this.#syntax;
    if (decoding.isOtherwise(segment.raw)) {
      const expected = decoding.name;
      this.#emitter.log.reportOnce('edifact.charset', expected, segment.place, { value: 'utf-8', expected });
      return;
    }
    const damage = decoding.damageOf(segment.raw);
    if (damage === null) return;
    const rows = segment.raw.slice(0, damage.at).split('\n').length - 1;
    const place = { ...segment.place, offset: segment.offset + damage.at, row: segment.row + rows };
    this.#envelope.damage({
      code: 'charset.invalid',
      place,
      details: { value: damage.bytes, expected: decoding.name },
    });
  }

  /** Blanks keep the offsets right where a byte order mark is taken away. */
  #withoutMark(chunk: Uint8Array): Uint8Array {
    if (this.#mark !== 'unseen' || chunk.length === 0) return chunk;
    const isMark = chunk[0] === 0xef && chunk[1] === 0xbb && chunk[2] === 0xbf;
    this.#mark = isMark ? 'utf-8' : 'none';
    if (!isMark) return chunk;
    this.#syntax = new Syntax(this.#syntax.characters, this.#decodingOf(null));
    const blank = Uint8Array.from(chunk);
    blank.fill(0x20, 0, 3);
    return blank;
  }
}

/** Three capitals, of which the last two may be digits. */
const isTag = (tag: string): boolean =>
  tag.length === 3 &&
  isCapital(tag.charCodeAt(0)) &&
  isCapitalOrDigit(tag.charCodeAt(1)) &&
  isCapitalOrDigit(tag.charCodeAt(2));
const isCapital = (sign: number): boolean => sign >= 0x41 && sign <= 0x5a;
const isCapitalOrDigit = (sign: number): boolean => isCapital(sign) || (sign >= 0x30 && sign <= 0x39);
