import { CharacterDecoder } from '../charset/character-decoder.ts';
import type { DecodedText } from '../charset/character-set.ts';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { Boundary, ReadLimits } from '../reader.ts';
import { ByteOffsets } from './byte-offsets.ts';
import type { CapturedLine } from './captured-line.ts';
import { type MessageShape, MessageTree, NAME_LENGTH } from './message-tree.ts';
import { PlainParser } from './plain-parser.ts';
import { XmlElement } from './xml-element.ts';
import type { XmlEvents, XmlTag } from './xml-events.ts';
import { declaredEncoding } from './xml-head.ts';

/** `broken` where the document ended or broke within the message. */
export type MessageEnd = 'complete' | 'broken';

/** Takes one message; what its header says hangs below its root. */
export interface XmlMessageReader {
  readonly shape: MessageShape;
  /** A line; what `fault` says was left out of it, or broke off. */
  line(line: CapturedLine): void;
  end(end: MessageEnd): void;
}

/** An element that may be the root of a message. */
export interface MessageRoot {
  readonly local: string;
  readonly namespace: string;
  /** Local names of what it stands in. */
  readonly above: readonly string[];
  /** @returns the element as the root of a message, with its place */
  element(): XmlElement;
}

/** Bytes in which an XML declaration shows itself. */
const DECLARATION = 8;
/** Nesting beyond which a document is no longer read at all: the parser keeps a name for each open element. */
const HOPELESS_DEPTH = 1_024;

class Stop extends Error {}

/** What the parser says of a declaration within a document: another document begins, and this one broke off. */
const secondDeclaration = /XML declaration must be at the start/;

/** What it says of text before the outermost element. */
const textOutside = /text data outside of root node/;

/** How the parser begins what it throws: row and column. */
const parserSays = /^[^:]*:?\d+:\d+: /;

/** Bytes that are none of the character set, until it shows what they stand in. */
interface Damage {
  readonly offset: number;
  readonly row: number;
  readonly details: FindingDetails;
}

/**
 * The tokenizer of every XML format: bytes in, messages and their lines out, wherever in the document they stand. DTDs and entities are
 * refused. Memory holds one line at a time, and the header of one message.
 */
export class XmlMessages {
  readonly #parser = new PlainParser(this.#events());
  readonly #decoder: CharacterDecoder;
  readonly #offsets = new ByteOffsets();
  readonly #names: string[] = [];
  /** The message that is open, and what is open in it. */
  #message: XmlMessageReader | null = null;
  #tree: MessageTree | null = null;
  #damage: Damage | null = null;
  #stopped = false;
  /** Where the outermost element ended, or where the parser gave up. */
  #over: { readonly position: number; readonly row: number; readonly end: Boundary['end'] } | null = null;
  /** Whether it broke off where the declaration of another document stands. */
  #isFollowed = false;
  /** The last bytes before those that the decoder has: a declaration may begin in them. */
  #passed: Buffer = Buffer.alloc(0);
  /** Position at which the parser last told anything: text between two tags is held by it. */
  #lastEvent = 0;
  #lastCharacter = '';
  /** Characters that the parser was given. */
  #given = 0;

  constructor(
    /** Opens the message whose root this is; null where it is none. */
    private readonly open: (root: MessageRoot) => XmlMessageReader | null,
    private readonly log: FindingLog,
    private readonly limits: ReadLimits,
    charset: string | null,
  ) {
    this.#decoder = new CharacterDecoder(log, charset, declaredEncoding);
  }

  /** @returns where the outermost element has ended, or the parser has given up */
  push(chunk: Uint8Array): Boundary | null {
    if (this.#over !== null) return { rest: chunk, row: this.#over.row, end: this.#over.end };
    const { bytes, offset } = this.#decoder.waiting;
    const raw = Buffer.concat([this.#passed, bytes, chunk]);
    const from = offset - this.#passed.length;
    this.#writeAll(this.#decoder.push(chunk));
    return this.#boundary(raw, from);
  }

  #boundary(raw: Buffer, from: number): Boundary | null {
    if (this.#over === null) {
      this.#passed = Buffer.from(raw.subarray(0, this.#decoder.waiting.offset - from).subarray(-DECLARATION));
      return null;
    }
    const { position, row, end } = this.#over;
    const at = Math.max(this.#passed.length, Math.min(raw.length, this.#offsets.at(position) - from));
    // A declaration is refused behind the blank that ends its name.
    const start = this.#isFollowed ? Math.max(1, raw.lastIndexOf('<?xml', at)) : at;
    const rows = raw.toString('latin1', start, at).split('\n').length - 1;
    return start < raw.length ? { rest: raw.subarray(start), row: row - rows, end } : null;
  }

  end(): Boundary | null {
    if (this.#stopped) return this.#finish(null);
    const { bytes, offset } = this.#decoder.waiting;
    const raw = Buffer.concat([this.#passed, bytes]);
    const from = offset - this.#passed.length;
    this.#endText();
    return this.#finish(this.#boundary(raw, from));
  }

  #finish(boundary: Boundary | null): Boundary | null {
    this.#settleDamage();
    if (!this.#stopped && this.#names.length > 0) this.#report('document.truncated', this.#given);
    this.#stopped = true;
    const message = this.#message;
    if (message === null) return boundary;
    const line = this.#tree!.cut();
    this.#message = null;
    if (line) message.line(line);
    message.end('broken');
    return boundary;
  }

  #endText(): void {
    const { texts, cut } = this.#decoder.end();
    this.#writeAll(texts);
    this.#feed(() => this.#parser.settle());
    // Half a character at the end of a document that ends within an element says no more than that does.
    this.#writeAll(cut.filter(({ invalid }) => invalid === null || this.#names.length === 0));
  }

  #writeAll(texts: readonly DecodedText[]): void {
    for (const text of texts) this.#write(text);
  }

  #write({ text, offset, invalid }: DecodedText): void {
    if (this.#stopped) return;
    if (invalid !== null) {
      this.#feed(() => this.#parser.settle());
      this.#beginDamage(offset, invalid);
    }
    const { set } = this.#decoder;
    const bytesOf = invalid === null ? set.bytesOf : set.bytesOfInvalid;
    // Outside of the outermost element XML knows no text but blanks; within it U+FFFD is a character like any other.
    const written = invalid !== null && this.#names.length === 0 ? ' '.repeat(text.length) : text;
    this.#offsets.next(written, bytesOf, offset);
    this.#given += written.length;
    this.#feed(() => this.#parser.write(written));
    this.#lastCharacter = written.at(-1) ?? this.#lastCharacter;
  }

  #feed(parse: () => void): void {
    if (this.#stopped) return;
    try {
      parse();
      if (this.#over !== null) this.#stopped = true;
    } catch (error) {
      this.#stopped = true;
      const { position, row } = this.#parser;
      // What stands behind the outermost element is none of the document's.
      if (this.#over !== null && (error instanceof Stop || position > this.#over.position)) return;
      const isOutside = error instanceof Error && textOutside.test(error.message);
      if (isOutside) this.#reportText();
      else if (!(error instanceof Stop)) this.#reportFault(error);
      this.#over = isOutside ? { position: 1, row: 1, end: 'unreadable' } : { position, row, end: 'unreadable' };
    }
  }

  /** Text before the outermost element: the parser tells of it where it ends, which is the end of the chunk as well. */
  #reportText(): void {
    this.#settleDamage();
    const value = 'text data outside of root node.';
    this.log.report('xml.not-well-formed', null, this.#placeOf(0, 1), { value });
  }

  /** @throws again what is no fault of the document */
  #reportFault(error: unknown): void {
    if (!(error instanceof Error) || !parserSays.test(error.message)) throw error;
    const value = error.message.replace(parserSays, '');
    this.#settleDamage();
    this.#isFollowed = secondDeclaration.test(value);
    if (this.#isFollowed) {
      // Comments and notes alone may stand before it: then it is the first.
      if (this.#names.length > 0) this.#report('document.truncated', this.#parser.position);
      return;
    }
    this.#report(/entity/i.test(value) ? 'xml.entity' : 'xml.not-well-formed', this.#parser.position, { value });
  }

  #events(): XmlEvents {
    return {
      open: (tag) => this.#openTag(tag),
      text: (text) => this.#text(text),
      close: () => this.#closeTag(),
      doctype: () => this.#over ?? this.#refuse('xml.doctype'),
      stride: () => this.#checkToken(),
    };
  }

  #checkToken(): void {
    if (this.#over !== null) throw new Stop();
    if (this.#parser.position - this.#lastEvent > this.limits.lineBytes)
      this.#refuse('xml.too-large', { expected: `${this.limits.lineBytes} bytes` });
  }

  #openTag(tag: XmlTag): void {
    if (this.#over !== null) throw new Stop();
    this.#lastEvent = tag.end;
    // What stands before the tag belongs to what it stands in, what stands within it to its element.
    if (this.#damage !== null && this.#damage.offset < this.#offsets.at(tag.start)) this.#settleDamage();
    this.#names.push(tag.local.length > NAME_LENGTH ? tag.local.slice(0, NAME_LENGTH) : tag.local);
    const depth = this.#names.length;
    if (depth > HOPELESS_DEPTH) this.#refuse('xml.depth', { expected: `${this.limits.depth}` });
    if (tag.attributes.length > this.limits.attributes * 64)
      this.#refuse('xml.attributes', { expected: `${this.limits.attributes}` });
    if (this.#tree === null) this.#beginMessage(tag);
    else this.#tree.open(tag, depth);
    this.#settleDamage();
  }

  #beginMessage(tag: XmlTag): void {
    const above = this.#names.slice(0, -1);
    const path = above.map((name) => `/${name}`).join('');
    let root: XmlElement | null = null;
    const element = () =>
      (root ??= new XmlElement(tag.local.slice(0, NAME_LENGTH), null, path, this.#offsets.at(tag.start), tag.row));
    this.#message = this.open({ local: tag.local, namespace: tag.namespace, above, element });
    if (this.#message === null) return;
    const { shape } = this.#message;
    this.#tree = new MessageTree(element(), this.#names.length, shape, this.limits, this.#offsets, this.log);
  }

  #text(text: string): void {
    this.#lastEvent = this.#parser.position;
    this.#settleDamage();
    this.#tree?.text(text);
  }

  #closeTag(): void {
    this.#lastEvent = this.#parser.position;
    this.#settleDamage();
    const depth = this.#names.length;
    this.#names.pop();
    if (depth === 1) this.#closeRoot();
    if (this.#tree === null) return;
    if (depth === this.#tree.rootDepth) return this.#endMessage();
    const line = this.#tree.close(depth);
    if (line) this.#message!.line(line);
  }

  /** In UTF-16 it is the parser that says what follows: bytes alone do not tell. */
  #closeRoot(): void {
    if (!this.#decoder.set.holdsAscii) return;
    this.#over = { position: this.#parser.position, row: this.#parser.row, end: 'whole' };
  }

  #endMessage(): void {
    const message = this.#message!;
    this.#message = null;
    this.#tree = null;
    message.end('complete');
  }

  #beginDamage(offset: number, value: string): void {
    // A carriage return waits in the parser for what follows it.
    const row = this.#parser.row + (this.#lastCharacter === '\r' ? 1 : 0);
    this.#damage ??= { offset, row, details: { value, expected: this.#decoder.set.name } };
    if (this.#names.length === 0) this.#settleDamage();
  }

  /** Called wherever the parser tells what the bytes before it were: the line that is open answers for them, else the document. */
  #settleDamage(): void {
    if (this.#damage === null) return;
    const { offset, row, details } = this.#damage;
    this.#damage = null;
    if (this.#tree?.damage(offset, row, details)) return;
    const place = this.#placeOf(offset, row);
    this.log.reportOnce('charset.invalid', place.path ?? '', place, details);
  }

  #refuse(code: FindingCode, details: FindingDetails = {}): never {
    this.#settleDamage();
    this.#report(code, this.#parser.position, details);
    throw new Stop();
  }

  #report(code: FindingCode, position: number, details: FindingDetails = {}): void {
    this.log.report(code, null, this.#placeOf(this.#offsets.at(position), this.#parser.row), details);
  }

  #placeOf(offset: number, row: number) {
    const path = this.#names.length === 0 ? null : `/${this.#names.slice(0, 12).join('/')}`;
    return { offset, row, segment: this.#names.at(-1) ?? null, path };
  }
}
