import { isUnusual, plainText, rowsIn, withLineFeeds } from './plain-text.ts';
import { plainTag, type PlainTag } from './plain-tag.ts';
import { type Beginning, StrictParser } from './strict-parser.ts';
import type { XmlAttribute, XmlEvents, XmlParser } from './xml-events.ts';
import { bind, type Bindings, firstBindings, type XmlName, XmlNames } from './xml-names.ts';

const LESS = 0x3c;
const GREATER = 0x3e;
const SLASH = 0x2f;
const BANG = 0x21;
const QUESTION = 0x3f;
const AMPERSAND = 0x26;
const BRACKET = 0x5d;
const SPACE = 0x20;
const LINE_FEED = 0x0a;
const TAB = 0x09;
const SURROGATES = 0xd800;

/** Characters of a token; one that is longer is read by the strict parser. */
const LONGEST_TOKEN = 16 * 1024;

/** Instead of where a token ends: the text ends before it does. */
const CUT = -1;
/** Instead of where a token ends: it is for the strict parser to say what it is. */
const STRANGE = -2;

const declaration =
  /^<\?xml[ \t\r\n]+version[ \t\r\n]*=[ \t\r\n]*(["'])1\.0\1(?:[ \t\r\n]+encoding[ \t\r\n]*=[ \t\r\n]*(["'])[A-Za-z][A-Za-z0-9._-]*\2)?(?:[ \t\r\n]+standalone[ \t\r\n]*=[ \t\r\n]*(["'])(?:yes|no)\3)?[ \t\r\n]*\?>$/;
/** The beginning of a text or of a tag without attributes, of which nothing can be wrong yet. */
const harmless = /^(?:[ -%'-;=-\\^-~\t\n]*|<\/?[A-Za-z_][\w.:-]*)$/;
const anotherDeclaration = /^<\?xml[ \t\r\n?]/;
const notBlank = /[^ \t\r\n]/;
const instruction = /^<\?([A-Za-z_][\w.-]*)(?:[ \t\r\n][^]*)?\?>$/;

interface OpenElement {
  readonly name: XmlName;
  readonly outer: Bindings;
  readonly declared: string;
}

/**
 * What nearly all documents are made of, read at a multiple of the strict parser's speed: tags, texts, comments and CDATA of XML 1.0 with
 * plain names. At the first token that is anything else, well-formed or not, the strict parser goes on from there: so it alone says what is
 * wrong with a document, and there is nothing that only one of them takes.
 */
export class PlainParser implements XmlParser {
  readonly #open: OpenElement[] = [];
  #bindings: Bindings = firstBindings;
  #hadRoot = false;
  /** What is looked at, and where in the document it begins. */
  #text = '';
  #from = 0;
  /** The token that comes next. */
  #at = 0;
  #position = 0;
  #row = 1;
  /** Rows that end in what was written but not read yet. */
  #rowsOfRest = 0;
  #strict: StrictParser | null = null;

  constructor(private readonly events: XmlEvents) {}

  get position(): number {
    return this.#strict?.position ?? this.#position;
  }

  get row(): number {
    return this.#strict?.row ?? this.#row + this.#rowsOfRest;
  }

  /** Whether all of the document up to here was. */
  get isPlain(): boolean {
    return this.#strict === null;
  }

  write(text: string): void {
    if (this.#strict !== null) return this.#strict.write(text);
    this.#text = this.#at === this.#text.length ? text : this.#text.slice(this.#at) + text;
    this.#from += this.#at;
    this.#at = 0;
    this.#rowsOfRest = 0;
    this.#readTokens();
  }

  /** What was begun is told as far as it goes, and held against the rules of XML. */
  settle(): void {
    if (this.#strict !== null) return;
    const isBlank = this.#open.length === 0 && !notBlank.test(this.#text.slice(this.#at));
    if (!isBlank) this.#giveOver();
  }

  #readTokens(): void {
    const { length } = this.#text;
    let next = 0;
    while (this.#at < length) {
      next = this.#text.charCodeAt(this.#at) === LESS ? this.#markup(this.#at) : this.#characters(this.#at);
      if (next < 0) break;
      this.#at = next;
    }
    if (next === STRANGE || (next === CUT && this.#isFaulty())) return this.#giveOver();
    // A carriage return at the end waits for what follows it.
    const rest = this.#text.slice(this.#at).replace(/\r$/, '');
    this.#position = this.#from + this.#at + rest.length;
    this.#rowsOfRest = rowsIn(withLineFeeds(rest));
  }

  /** Whether a token that has not ended is too long, or wrong already: that is told as soon as it shows. */
  #isFaulty(): boolean {
    const rest = this.#text.slice(this.#at);
    if (rest.length > LONGEST_TOKEN) return true;
    if (this.#open.length > 0 ? harmless.test(rest) : !notBlank.test(rest)) return false;
    try {
      new StrictParser(deaf, this.#state()).write(rest);
      return false;
    } catch {
      return true;
    }
  }

  /** Each of these answers where the token ends, {@link CUT} or {@link STRANGE}. */
  #characters(from: number): number {
    const text = this.#text;
    let isPlain = true;
    let rows = 0;
    let end = from;
    for (; end < text.length; end++) {
      const code = text.charCodeAt(end);
      if (code === LESS) break;
      if (code === LINE_FEED) rows += 1;
      else if (code < SPACE ? code !== TAB : code === AMPERSAND || code === BRACKET || code >= SURROGATES)
        isPlain = false;
    }
    if (end === text.length) return CUT;
    if (end - from > LONGEST_TOKEN) return STRANGE;
    const written = text.slice(from, end);
    const plain = isPlain ? written : plainText(written);
    if (plain === null) return STRANGE;
    // Outside of the outermost element there are only blanks.
    if (this.#open.length === 0) return this.#pass(written, end);
    this.#row += isPlain ? rows : rowsIn(withLineFeeds(written));
    this.#position = this.#from + end + 1;
    this.events.text(plain);
    return end;
  }

  #markup(from: number): number {
    const code = this.#text.charCodeAt(from + 1);
    if (code === SLASH) return this.#closing(from);
    if (code === BANG) return this.#banged(from);
    if (code === QUESTION) return this.#instruction(from);
    return this.#opening(from);
  }

  #opening(from: number): number {
    const text = this.#text;
    const nameAt = from + 1;
    let end = nameAt;
    let code = 0;
    for (; end < text.length; end++) {
      code = text.charCodeAt(end);
      if (code === GREATER || code === SLASH || code <= SPACE) break;
    }
    if (end === text.length) return CUT;
    const name = names.of(text.slice(nameAt, end));
    if (name === null || (this.#hadRoot && this.#open.length === 0)) return STRANGE;
    const tag = code === GREATER ? null : plainTag(text, end, this.#bindings);
    if (tag === 'cut') return CUT;
    if (tag === 'strange' || !bind(name, tag === null ? this.#bindings : tag.bindings)) return STRANGE;
    return this.#tell(name, tag, from, tag === null ? end + 1 : tag.end);
  }

  #tell(name: XmlName, tag: PlainTag | null, from: number, to: number): number {
    const written = tag === null ? '' : this.#text.slice(from, to);
    if (written.length > LONGEST_TOKEN || isUnusual(written)) return STRANGE;
    const { local, namespace } = name;
    const row = this.#row;
    if (tag !== null) this.#row += rowsIn(withLineFeeds(written));
    this.#open.push({ name, outer: this.#bindings, declared: tag === null ? '' : tag.declared });
    if (tag !== null) this.#bindings = tag.bindings;
    this.#hadRoot = true;
    this.#position = this.#from + to;
    const attributes = tag === null ? none : tag.attributes;
    this.events.open({ local, namespace, attributes, start: this.#from + from, end: this.#position, row });
    if (tag !== null && tag.isEmpty) this.#close();
    return to;
  }

  #closing(from: number): number {
    const text = this.#text;
    const open = this.#open.at(-1);
    if (open === undefined) return STRANGE;
    const { written } = open.name;
    let end = from + 2 + written.length;
    if (end >= text.length) return CUT;
    if (!text.startsWith(written, from + 2)) return STRANGE;
    while (text.charCodeAt(end) === SPACE || text.charCodeAt(end) === LINE_FEED) end += 1;
    if (end >= text.length) return CUT;
    if (text.charCodeAt(end) !== GREATER) return STRANGE;
    if (end > from + 2 + written.length) this.#row += rowsIn(text.slice(from, end));
    this.#position = this.#from + end + 1;
    this.#close();
    return end + 1;
  }

  #close(): void {
    this.#bindings = this.#open.pop()!.outer;
    this.events.close();
  }

  #banged(from: number): number {
    const text = this.#text;
    if (text.startsWith('<!--', from)) return this.#comment(from);
    if (text.startsWith('<![CDATA[', from)) return this.#cdata(from);
    const begun = text.slice(from, from + 9);
    return '<!--'.startsWith(begun) || '<![CDATA['.startsWith(begun) ? CUT : STRANGE;
  }

  #comment(from: number): number {
    const text = this.#text;
    const end = text.indexOf('--', from + 4);
    if (end < 0 || end + 2 >= text.length) return CUT;
    if (text.charCodeAt(end + 2) !== GREATER) return STRANGE;
    return this.#pass(text.slice(from, end + 3), end + 3);
  }

  #cdata(from: number): number {
    if (this.#open.length === 0) return STRANGE;
    const end = this.#text.indexOf(']]>', from + 9);
    if (end < 0) return CUT;
    const written = this.#text.slice(from + 9, end);
    if (written.length > LONGEST_TOKEN || isUnusual(written)) return STRANGE;
    const text = withLineFeeds(written);
    this.#row += rowsIn(text);
    this.#position = this.#from + end + 3;
    this.events.text(text);
    return end + 3;
  }

  #instruction(from: number): number {
    const isFirst = this.#from + from === 0;
    // Told by its beginning: another document may follow this one.
    if (!isFirst && anotherDeclaration.test(this.#text.slice(from, from + 6))) return STRANGE;
    const end = this.#text.indexOf('?>', from + 2);
    if (end < 0) return CUT;
    const written = this.#text.slice(from, end + 2);
    const target = instruction.exec(written)?.[1];
    if (target === undefined || (/^xml$/i.test(target) && !(isFirst && declaration.test(written)))) return STRANGE;
    return this.#pass(written, end + 2);
  }

  /** What nobody is told of. */
  #pass(written: string, end: number): number {
    if (written.length > LONGEST_TOKEN || isUnusual(written)) return STRANGE;
    if (written.charCodeAt(0) !== LESS && notBlank.test(written)) return STRANGE;
    this.#row += rowsIn(withLineFeeds(written));
    return end;
  }

  #giveOver(): void {
    const text = this.#text.slice(this.#at);
    this.#strict = new StrictParser(this.events, this.#state());
    this.#text = '';
    this.#strict.write(text);
  }

  #state(): Beginning {
    return { written: this.#written(), position: this.#from + this.#at, row: this.#row };
  }

  /** What leads to the same state: an XML declaration stands nowhere but at the very beginning, and there is one outermost element. */
  #written(): string {
    if (this.#open.length > 0) return this.#open.map(({ name, declared }) => `<${name.written}${declared}>`).join('');
    if (this.#hadRoot) return '<root/>';
    return this.#from + this.#at > 0 ? ' ' : '';
  }
}

/** Of all documents. */
const names = new XmlNames();
const none: readonly XmlAttribute[] = [];
const nothing = () => undefined;
const deaf: XmlEvents = { open: nothing, text: nothing, close: nothing, doctype: nothing, stride: nothing };
