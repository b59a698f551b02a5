import { SaxesParser } from 'saxes';
import type { XmlAttribute, XmlEvents, XmlParser } from './xml-events.ts';

/** Characters handed to the parser at once. */
const STRIDE = 32 * 1024;
const none: readonly XmlAttribute[] = [];

/** Where in a document the parser begins: what is open there, written as tags. */
export interface Beginning {
  readonly written: string;
  readonly position: number;
  readonly row: number;
}

/** Any XML 1.0 or 1.1 with its namespaces, by saxes: slow, and strict. */
export class StrictParser implements XmlParser {
  readonly #parser = new SaxesParser({ xmlns: true, position: true });
  readonly #before: number;
  readonly #rowsBefore: number;
  /** Characters of the document that were written. */
  #read = 0;
  #given = 0;
  #isTelling = false;
  #start = 0;
  #row = 1;

  constructor(
    private readonly events: XmlEvents,
    { written, position, row }: Beginning,
  ) {
    this.#parser.write(written);
    this.#before = position - written.length;
    this.#read = position;
    this.#rowsBefore = row - this.#parser.line;
    this.#listen();
  }

  /** The parser's own is right only while it tells something, and may be beyond what it was given. */
  get position(): number {
    return this.#isTelling ? Math.min(this.#before + this.#parser.position, this.#given) : this.#read;
  }

  get row(): number {
    return this.#rowsBefore + this.#parser.line;
  }

  write(text: string): void {
    for (let at = 0; at < text.length;) {
      const end = strideEnd(text, at);
      this.#given = this.#read + end - at;
      this.#isTelling = true;
      this.#parser.write(text.slice(at, end));
      this.#isTelling = false;
      this.#read = this.#given;
      this.events.stride();
      at = end;
    }
  }

  /**
   * No more than these six: the parser keeps its handlers as properties, and with a seventh its object becomes a dictionary, five times
   * slower. Faults are thrown where nobody listens for them.
   */
  #listen(): void {
    const { events } = this;
    const parser = this.#parser;
    parser.on('doctype', () => events.doctype());
    parser.on('opentagstart', (tag) => {
      this.#start = Math.max(0, this.position - tag.name.length - 2);
      this.#row = this.row;
    });
    parser.on('opentag', ({ local, uri, attributes }) => {
      let listed = none;
      for (const _ in attributes) {
        listed = Object.values(attributes);
        break;
      }
      events.open({
        local,
        namespace: uri,
        attributes: listed,
        start: this.#start,
        end: this.position,
        row: this.#row,
      });
    });
    parser.on('text', (text) => events.text(text));
    parser.on('cdata', (text) => events.text(text));
    parser.on('closetag', () => events.close());
  }
}

/** Not between the halves of a surrogate pair. */
function strideEnd(text: string, from: number): number {
  const end = Math.min(text.length, from + STRIDE);
  const last = text.charCodeAt(end - 1);
  return end < text.length && last >= 0xd800 && last < 0xdc00 ? end - 1 : end;
}
