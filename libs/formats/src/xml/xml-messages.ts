import { SaxesParser, type SaxesTagNS } from 'saxes';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { ReadLimits } from '../reader.ts';
import { CharacterDecoder } from './character-decoder.ts';
import { XmlElement } from './xml-element.ts';

export interface XmlMessageShape {
  /** Local name of the message's root, wherever it stands: SOAP and other envelopes are passed through. */
  readonly root: string;
  /** Namespace that the format defines; another one is read all the same, with a warning. */
  readonly namespace: string;
}

export interface XmlMessageHandler {
  begin(root: XmlElement): void;
  /** A child of the root, whole; what `fault` says was left out of it. */
  part(element: XmlElement): void;
  /** A child of the root within which the document ended or broke. */
  broken(element: XmlElement): void;
  /** `broken` where the document ended or broke within the message. */
  endMessage(end: 'complete' | 'broken'): void;
}

/** Characters handed to the parser at once: between two of these the caps are looked at. */
const STRIDE = 32 * 1024;

class Stop extends Error {}

/** Longer names are cut: nothing in a format is called so. */
const NAME_LENGTH = 80;
/** Nesting beyond which a document is no longer read at all: the parser keeps a name for each open element. */
const HOPELESS_DEPTH = 1_024;

/**
 * The tokenizer of every XML format: bytes in, the children of message roots out, each as a small tree. DTDs and entities are refused.
 * Memory holds one child of a root at a time: what is too deep, too large or has too many attributes makes that child faulty, and the
 * document goes on after it.
 */
export class XmlMessages {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #decoder: CharacterDecoder;
  /** Elements within the root, from its child down to the current one. */
  readonly #open: XmlElement[] = [];
  readonly #names: string[] = [];
  #counts = new Map<string, number>();
  #root: XmlElement | null = null;
  #rootDepth = 0;
  #stopped = false;
  #tagStart = 0;
  #tagRow = 1;
  #attributes = 0;
  /** Position at which the parser last told anything: text between two tags is held by it. */
  #lastEvent = 0;
  #partStart = 0;
  /** Depth below which elements of a faulty part are passed over; 0 where none are. */
  #skipBelow = 0;
  // Where the byte offset of a character position was last worked out.
  #markChar = 0;
  #markByte = 0;
  #chunk = '';
  #chunkChar = 0;

  constructor(
    private readonly shape: XmlMessageShape,
    private readonly handler: XmlMessageHandler,
    private readonly log: FindingLog,
    private readonly limits: ReadLimits,
    charset: string | null,
  ) {
    this.#decoder = new CharacterDecoder(log, charset, declaredEncoding);
    this.#listen();
  }

  push(chunk: Uint8Array): void {
    if (!this.#stopped) this.#write(this.#decoder.push(chunk));
  }

  end(): void {
    if (!this.#stopped) this.#write(this.#decoder.end());
    if (!this.#stopped && !this.#decoder.failed && this.#names.length > 0) {
      this.#report('document.truncated', this.#parser.position);
    }
    this.#stopped = true;
    if (this.#rootDepth === 0) return;
    this.#rootDepth = 0;
    if (this.#open.length > 0) this.handler.broken(this.#open[0]!);
    this.handler.endMessage('broken');
  }

  #write(text: string): void {
    for (let at = 0; at < text.length && !this.#stopped; at += STRIDE) {
      this.#chunk = text.slice(at, at + STRIDE);
      this.#chunkChar = this.#parser.position;
      this.#feed();
      this.#settleOffset();
    }
  }

  #feed(): void {
    try {
      this.#parser.write(this.#chunk);
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
      this.#tagStart = Math.max(0, parser.position - tag.name.length - 2);
      this.#tagRow = parser.line;
      this.#attributes = 0;
    });
    parser.on('attribute', () => {
      this.#attributes += 1;
      // The parser keeps the attributes of a tag until it closes.
      if (this.#attributes > this.limits.attributes * 64) {
        this.#refuse('xml.attributes', { expected: `${this.limits.attributes}` });
      }
    });
    parser.on('opentag', (tag) => this.#openTag(tag));
    parser.on('text', (text) => this.#text(text));
    parser.on('cdata', (text) => this.#text(text));
    parser.on('closetag', () => this.#closeTag());
  }

  #openTag(tag: SaxesTagNS): void {
    this.#lastEvent = this.#parser.position;
    this.#names.push(tag.local.slice(0, NAME_LENGTH));
    const depth = this.#names.length;
    if (depth > HOPELESS_DEPTH) this.#refuse('xml.depth', { expected: `${this.limits.depth}` });
    if (this.#rootDepth === 0) {
      if (tag.local === this.shape.root) this.#beginRoot(tag);
      return;
    }
    if (this.#skipBelow > 0 && depth > this.#skipBelow) return;
    const element = this.#element(tag);
    if (this.#open.length === 0) this.#partStart = this.#tagStart;
    else this.#open.at(-1)!.children.push(element);
    this.#open.push(element);
    this.#checkCaps(element, depth);
  }

  #checkCaps(element: XmlElement, depth: number): void {
    if (depth > this.limits.depth) return this.#skip(element, 'xml.depth', `${this.limits.depth}`);
    if (this.#attributes > this.limits.attributes)
      return this.#skip(element, 'xml.attributes', `${this.limits.attributes}`);
    if (this.#parser.position - this.#partStart <= this.limits.lineBytes) return;
    this.#skip(element, 'line.too-large', `${this.limits.lineBytes} bytes`);
  }

  /** Passes over the rest of the part. */
  #skip(element: XmlElement, code: FindingCode, expected: string): void {
    const part = this.#open[0]!;
    part.fault ??= { code, place: element.place, expected };
    this.#skipBelow = this.#rootDepth + 1;
    this.#open.length = 1;
  }

  #beginRoot(tag: SaxesTagNS): void {
    const above = this.#names
      .slice(0, -1)
      .map((name) => `/${name}`)
      .join('');
    const root = new XmlElement(tag.local, tag.uri, above, 1, this.#byteOffset(this.#tagStart), this.#tagRow);
    this.#rootDepth = this.#names.length;
    this.#root = root;
    this.#counts = new Map();
    if (tag.uri !== this.shape.namespace) {
      this.log.reportOnce('xml.namespace', tag.uri, root.place, { value: tag.uri, expected: this.shape.namespace });
    }
    this.handler.begin(root);
  }

  #element(tag: SaxesTagNS): XmlElement {
    const parent = this.#open.at(-1);
    const nth = parent ? null : this.#count(tag.local);
    const offset = this.#byteOffset(this.#tagStart);
    const element = new XmlElement(
      tag.local.slice(0, NAME_LENGTH),
      tag.uri,
      parent ?? this.#root!,
      nth,
      offset,
      this.#tagRow,
    );
    if (this.#attributes > 0 && this.#attributes <= this.limits.attributes) element.attributes = attributesOf(tag);
    return element;
  }

  #count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }

  #text(text: string): void {
    this.#lastEvent = this.#parser.position;
    const element = this.#open.at(-1);
    if (element === undefined || this.#skipBelow > 0 || element.text.length > this.limits.textLength) return;
    element.text = element.text === '' ? text : element.text + text;
  }

  #closeTag(): void {
    this.#lastEvent = this.#parser.position;
    const depth = this.#names.length;
    this.#names.pop();
    if (this.#rootDepth === 0) return;
    if (depth === this.#rootDepth) {
      this.#rootDepth = 0;
      this.handler.endMessage('complete');
      return;
    }
    if (this.#skipBelow > 0 && depth > this.#skipBelow) return;
    this.#skipBelow = 0;
    const element = this.#open.pop();
    if (this.#open.length > 0 || element === undefined) return;
    this.handler.part(element);
  }

  #refuse(code: FindingCode, details: FindingDetails = {}): never {
    this.#report(code, this.#parser.position, details);
    throw new Stop();
  }

  #report(code: FindingCode, position: number, details: FindingDetails = {}): void {
    const path = this.#names.length === 0 ? null : `/${this.#names.slice(0, 12).join('/')}`;
    const place = {
      offset: this.#byteOffset(position),
      row: this.#parser.line,
      segment: this.#names.at(-1) ?? null,
      path,
    };
    this.log.report(code, null, place, details);
  }

  /** Bytes from the start of the document for a character position of this chunk. */
  #byteOffset(position: number): number {
    const { unitBytes, markBytes } = this.#decoder;
    if (unitBytes !== null) return markBytes + position * unitBytes;
    // A tag that began in the chunk before: its name is next to always ASCII.
    if (position < this.#markChar) return markBytes + this.#markByte - (this.#markChar - position);
    const text = this.#chunk.slice(this.#markChar - this.#chunkChar, position - this.#chunkChar);
    this.#markByte += Buffer.byteLength(text);
    this.#markChar = position;
    return markBytes + this.#markByte;
  }

  #settleOffset(): void {
    const end = this.#chunkChar + this.#chunk.length;
    if (this.#markChar < end) this.#byteOffset(end);
  }
}

function attributesOf(tag: SaxesTagNS): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of Object.values(tag.attributes)) attributes[attribute.local] = attribute.value;
  return attributes;
}

const declaredEncoding = (head: string): string | null =>
  /<\?xml[^>]*?encoding\s*=\s*["']([^"']+)["']/.exec(head)?.[1] ?? null;

/** Start of a document as ASCII, for recognition: zero bytes of UTF-16 taken out. */
export const xmlHead = (head: Uint8Array): string =>
  Buffer.from(head.buffer, head.byteOffset, Math.min(head.length, 16 * 1024))
    .toString('latin1')
    .replaceAll('\u0000', '');

/** Whether an element of this local name opens in the text, under any prefix. */
export const opensElement = (text: string, name: string): boolean =>
  new RegExp(`<(?:[A-Za-z_][\\w.-]*:)?${name}[\\s>/]`).test(text);
