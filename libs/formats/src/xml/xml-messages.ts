import { SaxesParser, type SaxesTagNS } from 'saxes';
import { CharacterDecoder } from '../charset/character-decoder.ts';
import type { DecodedText } from '../charset/character-set.ts';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { ReadLimits } from '../reader.ts';
import { ByteOffsets } from './byte-offsets.ts';
import { MessageParts, NAME_LENGTH } from './message-parts.ts';
import { XmlElement } from './xml-element.ts';
import { declaredEncoding } from './xml-head.ts';

export interface XmlMessageShape {
  /** Local name of the message's root, wherever it stands: SOAP and other envelopes are passed through. */
  readonly root: string;
  /** Local name of the element that is a line. */
  readonly line: string;
  /** Namespace that the format defines; another one is read all the same, with a warning. */
  readonly namespace: string;
}

/** `broken` where the document ended or broke within the message. */
export type MessageEnd = 'complete' | 'broken';

/** Takes one message. */
export interface XmlMessageReader {
  /** A child of the root; what `fault` says, of it or of a line within it, was left out or broke off. */
  part(element: XmlElement): void;
  end(end: MessageEnd): void;
}

/** Characters handed to the parser at once: between two of these the caps are looked at. */
const STRIDE = 32 * 1024;
/** Nesting beyond which a document is no longer read at all: the parser keeps a name for each open element. */
const HOPELESS_DEPTH = 1_024;

class Stop extends Error {}

/** Bytes that are none of the character set, until it shows what they stand in. */
interface Damage {
  readonly offset: number;
  readonly row: number;
  readonly details: FindingDetails;
}

/**
 * The tokenizer of every XML format: bytes in, the children of message roots out, each as a small tree. DTDs and entities are refused.
 * Memory holds one child of a root at a time.
 */
export class XmlMessages {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #decoder: CharacterDecoder;
  readonly #offsets = new ByteOffsets();
  readonly #names: string[] = [];
  /** The message that is open, and what is open in it. */
  #message: XmlMessageReader | null = null;
  #parts: MessageParts | null = null;
  #damage: Damage | null = null;
  #stopped = false;
  /** Of the tag that was last begun; one object for all of them. */
  readonly #tag = { start: 0, end: 0, offset: 0, row: 1, attributes: 0 };
  /** Position at which the parser last told anything: text between two tags is held by it. */
  #lastEvent = 0;
  #lastCharacter = '';

  constructor(
    private readonly shape: XmlMessageShape,
    private readonly open: (root: XmlElement) => XmlMessageReader,
    private readonly log: FindingLog,
    private readonly limits: ReadLimits,
    charset: string | null,
  ) {
    this.#decoder = new CharacterDecoder(log, charset, declaredEncoding);
    this.#listen();
  }

  push(chunk: Uint8Array): void {
    if (!this.#stopped) this.#writeAll(this.#decoder.push(chunk));
  }

  end(): void {
    if (!this.#stopped) this.#endText();
    this.#settleDamage();
    if (!this.#stopped && this.#names.length > 0) this.#report('document.truncated', this.#parser.position);
    this.#stopped = true;
    const message = this.#message;
    if (message === null) return;
    const part = this.#parts!.cut();
    this.#message = null;
    if (part) message.part(part);
    message.end('broken');
  }

  #endText(): void {
    const { texts, cut } = this.#decoder.end();
    this.#writeAll(texts);
    // Half a character at the end of a document that ends within an element says no more than that does.
    this.#writeAll(cut.filter(({ invalid }) => invalid === null || this.#names.length === 0));
  }

  #writeAll(texts: readonly DecodedText[]): void {
    for (const text of texts) this.#write(text);
  }

  #write({ text, offset, invalid }: DecodedText): void {
    if (invalid !== null) this.#beginDamage(offset, invalid);
    const { set } = this.#decoder;
    const bytesOf = invalid === null ? set.bytesOf : set.bytesOfInvalid;
    // Outside of the outermost element XML knows no text but blanks; within it U+FFFD is a character like any other.
    const written = invalid !== null && this.#names.length === 0 ? ' '.repeat(text.length) : text;
    for (let at = 0; at < written.length && !this.#stopped;) {
      const part = written.slice(at, strideEnd(written, at));
      this.#offsets.next(part, bytesOf, at === 0 ? offset : null);
      this.#feed(part);
      at += part.length;
    }
  }

  #feed(text: string): void {
    try {
      this.#parser.write(text);
      this.#lastCharacter = text.at(-1)!;
      if (this.#parser.position - this.#lastEvent > this.limits.lineBytes) {
        this.#refuse('xml.too-large', { expected: `${this.limits.lineBytes} bytes` });
      }
    } catch (error) {
      if (!(error instanceof Stop)) throw error;
      this.#stopped = true;
    }
  }

  #listen(): void {
    const parser = this.#parser;
    parser.on('doctype', () => this.#refuse('xml.doctype'));
    parser.on('error', (error) => {
      const what = error.message.replace(/^[^:]*:?\d+:\d+: /, '');
      this.#refuse(/entity/i.test(what) ? 'xml.entity' : 'xml.not-well-formed', { value: what });
    });
    parser.on('opentagstart', (tag) => {
      this.#tag.start = Math.max(0, parser.position - tag.name.length - 2);
      this.#tag.row = parser.line;
      this.#tag.attributes = 0;
    });
    parser.on('attribute', () => {
      this.#tag.attributes += 1;
      // The parser keeps the attributes of a tag until it closes.
      if (this.#tag.attributes > this.limits.attributes * 64) {
        this.#refuse('xml.attributes', { expected: `${this.limits.attributes}` });
      }
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('comment', () => this.#settleDamage());
    parser.on('processinginstruction', () => this.#settleDamage());
    parser.on('closetag', () => this.#closeTag());
  }

  #openTag(tag: SaxesTagNS): void {
    const end = this.#parser.position;
    this.#lastEvent = end;
    this.#names.push(tag.local.slice(0, NAME_LENGTH));
    const depth = this.#names.length;
    if (depth > HOPELESS_DEPTH) this.#refuse('xml.depth', { expected: `${this.limits.depth}` });
    if (this.#parts === null) {
      if (tag.local === this.shape.root) this.#beginMessage(tag);
    } else if (!this.#parts.passesOver(depth)) {
      this.#tag.end = end;
      this.#tag.offset = this.#offsets.at(this.#tag.start);
      this.#parts.open(tag, this.#tag, depth);
    }
    // What stands within the tag belongs to its element.
    this.#settleDamage();
  }

  #beginMessage(tag: SaxesTagNS): void {
    const above = this.#names
      .slice(0, -1)
      .map((name) => `/${name}`)
      .join('');
    const root = new XmlElement(tag.local, tag.uri, above, 1, this.#offsets.at(this.#tag.start), this.#tag.row);
    if (tag.uri !== this.shape.namespace) {
      this.log.reportOnce('xml.namespace', tag.uri, root.place, { value: tag.uri, expected: this.shape.namespace });
    }
    this.#parts = new MessageParts(root, this.#names.length, this.shape.line, this.limits);
    this.#message = this.open(root);
  }

  #text(text: string): void {
    this.#lastEvent = this.#parser.position;
    this.#settleDamage();
    this.#parts?.text(text);
  }

  #closeTag(): void {
    this.#lastEvent = this.#parser.position;
    this.#settleDamage();
    const depth = this.#names.length;
    this.#names.pop();
    if (this.#parts === null) return;
    if (depth === this.#parts.rootDepth) return this.#endMessage();
    const part = this.#parts.close(depth);
    if (part) this.#message!.part(part);
  }

  #endMessage(): void {
    const message = this.#message!;
    this.#message = null;
    this.#parts = null;
    message.end('complete');
  }

  #beginDamage(offset: number, value: string): void {
    // A carriage return waits in the parser for what follows it.
    const row = this.#parser.line + (this.#lastCharacter === '\r' ? 1 : 0);
    this.#damage ??= { offset, row, details: { value, expected: this.#decoder.set.name } };
    if (this.#names.length === 0) this.#settleDamage();
  }

  /** Called wherever the parser tells what the bytes before it were: the line that is open answers for them, else the document. */
  #settleDamage(): void {
    if (this.#damage === null) return;
    const { offset, row, details } = this.#damage;
    this.#damage = null;
    if (this.#parts?.damage(offset, row, details)) return;
    const place = this.#placeOf(offset, row);
    this.log.reportOnce('charset.invalid', place.path ?? '', place, details);
  }

  #refuse(code: FindingCode, details: FindingDetails = {}): never {
    this.#settleDamage();
    this.#report(code, this.#parser.position, details);
    throw new Stop();
  }

  #report(code: FindingCode, position: number, details: FindingDetails = {}): void {
    this.log.report(code, null, this.#placeOf(this.#offsets.at(position), this.#parser.line), details);
  }

  #placeOf(offset: number, row: number) {
    const path = this.#names.length === 0 ? null : `/${this.#names.slice(0, 12).join('/')}`;
    return { offset, row, segment: this.#names.at(-1) ?? null, path };
  }
}

/** Not between the halves of a surrogate pair. */
function strideEnd(text: string, from: number): number {
  const end = from + STRIDE;
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
