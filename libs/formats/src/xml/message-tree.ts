import type { Place } from '@watchpost/domain';
import type { SaxesTagNS } from 'saxes';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { ReadLimits } from '../reader.ts';
import type { ByteOffsets } from './byte-offsets.ts';
import { XmlElement } from './xml-element.ts';

/** Longer names are cut: nothing in a format is called so. */
export const NAME_LENGTH = 80;
/** Children of one element that are kept outside of lines; the longest list of any header is 999. */
const KEPT_CHILDREN = 999;
/** Elements that are kept of a message outside of its lines. */
const KEPT_ELEMENTS = 50_000;

/** Where a tag stands, in characters, and how many attributes it has; good only during the call it is handed over in. */
export interface TagSite {
  readonly start: number;
  readonly end: number;
  readonly row: number;
  readonly attributes: number;
}

/** What of a message is wanted. */
export interface MessageShape {
  /** Local names that the message's tables go by, as they are written and as the tables call them; all else is passed over. */
  readonly names: ReadonlyMap<string, string>;
  /** The element that is a line, wherever in the message it stands; null for messages without. */
  readonly line: string | null;
}

/**
 * The elements of a message that its tables name: lines apart, each handed over when it is whole and then forgotten, and what holds for
 * all of them. What is too deep, too large or has too many attributes makes its line faulty, and the document goes on after it.
 */
export class MessageTree {
  /** Elements within the root, from its child down to the current one. */
  readonly #open: XmlElement[] = [];
  /** How much was kept when each of them began. */
  readonly #keptBefore: number[] = [];
  /** Depth below which elements are passed over; 0 where none are. */
  #skipBelow = 0;
  #line: XmlElement | null = null;
  #lineStart = 0;
  /** Lines are counted within their parent, which does not keep them. */
  #lineParent: XmlElement | null = null;
  #lines = 0;
  #kept = 0;
  #keptText = 0;

  constructor(
    readonly root: XmlElement,
    readonly rootDepth: number,
    private readonly shape: MessageShape,
    private readonly limits: ReadLimits,
    private readonly offsets: ByteOffsets,
    private readonly log: FindingLog,
  ) {}

  open(tag: SaxesTagNS, site: TagSite, depth: number): void {
    if (depth > this.limits.depth) return this.#refuse(tag, site, depth, 'xml.depth', `${this.limits.depth}`);
    if (site.attributes > this.limits.attributes)
      return this.#refuse(tag, site, depth, 'xml.attributes', `${this.limits.attributes}`);
    if (this.#line !== null && site.end - this.#lineStart > this.limits.lineBytes)
      return this.#refuse(tag, site, depth, 'line.too-large', `${this.limits.lineBytes} bytes`);
    if (this.#skipBelow > 0) return;
    const name = this.shape.names.get(tag.local);
    if (name === undefined) this.#skipBelow = depth;
    else this.#begin(name, tag, site, depth);
  }

  #begin(name: string, tag: SaxesTagNS, site: TagSite, depth: number): void {
    const parent = this.#open.at(-1) ?? this.root;
    const element = new XmlElement(name, parent, '', this.offsets.at(site.start), site.row);
    if (site.attributes > 0) element.attributes = attributesOf(tag);
    if (this.#line === null) {
      if (name === this.shape.line) this.#beginLine(element, parent, site);
      else if (this.#kept >= KEPT_ELEMENTS)
        return this.#refuse(tag, site, depth, 'xml.too-large', `${KEPT_ELEMENTS} elements`);
      this.#keptBefore.push(this.#kept);
      this.#kept += 1;
    }
    this.#open.push(element);
  }

  #beginLine(line: XmlElement, parent: XmlElement, site: TagSite): void {
    if (this.#lineParent !== parent) this.#lines = 0;
    this.#lineParent = parent;
    this.#lines += 1;
    line.nth = this.#lines;
    this.#line = line;
    this.#lineStart = site.start;
  }

  text(text: string): void {
    if (this.#skipBelow > 0) return;
    const element = this.#open.at(-1);
    if (element === undefined || element.text.length > this.limits.textLength) return;
    if (this.#line === null) {
      this.#keptText += text.length;
      if (this.#keptText > this.limits.lineBytes) {
        const expected = `${this.limits.lineBytes} bytes`;
        this.log.reportOnce('xml.too-large', this.root.path, element.place, { expected });
        return;
      }
    }
    element.text = element.text === '' ? text : element.text + text;
  }

  /** @returns the line that is whole by it */
  close(depth: number): XmlElement | null {
    if (this.#skipBelow > 0) {
      if (depth > this.#skipBelow) return null;
      this.#skipBelow = 0;
    }
    // What was passed over was never begun.
    if (this.rootDepth + this.#open.length < depth) return null;
    const element = this.#open.pop()!;
    if (element === this.#line) {
      this.#line = null;
      this.#kept = this.#keptBefore.pop()!;
      return element;
    }
    const { children } = element.parent!;
    if (this.#line !== null) children.push(element);
    else this.#keep(element, children);
    return null;
  }

  #keep(element: XmlElement, children: XmlElement[]): void {
    const before = this.#keptBefore.pop()!;
    if (children.length < KEPT_CHILDREN) children.push(element);
    else this.#kept = before;
  }

  /** Bytes in the current element that are no text. @returns whether a line answers for them */
  damage(offset: number, row: number, details: FindingDetails): boolean {
    const element = this.#open.at(-1);
    if (element === undefined) return false;
    element.isDamaged = true;
    if (this.#line === null) return false;
    this.#line.fault ??= { code: 'charset.invalid', place: { ...element.place, offset, row }, details };
    return true;
  }

  /** The document goes no further. @returns the line within which it ends; what is open of the header is kept as far as it goes */
  cut(): XmlElement | null {
    const line = this.#line;
    if (line) line.fault ??= { code: 'line.incomplete', place: line.place, details: {} };
    const above = line === null ? this.#open : this.#open.slice(0, this.#open.indexOf(line));
    for (const element of above) element.parent!.children.push(element);
    return line;
  }

  /** Passes over the rest of the line; outside of lines, over the element. */
  #refuse(tag: SaxesTagNS, site: TagSite, depth: number, code: FindingCode, expected: string): void {
    const line = this.#line;
    const name = tag.local.slice(0, NAME_LENGTH);
    const above = this.#open.at(-1) ?? this.root;
    const place: Place = {
      offset: this.offsets.at(site.start),
      row: site.row,
      segment: name,
      path: `${above.path}/${name}`,
    };
    if (line === null) {
      this.log.reportOnce(code, this.root.path, place, { expected });
      if (this.#skipBelow === 0) this.#skipBelow = depth;
      return;
    }
    line.fault ??= { code, place, details: { expected } };
    const lineAt = this.#open.indexOf(line);
    this.#open.length = lineAt + 1;
    this.#skipBelow = this.rootDepth + lineAt + 1;
  }
}

function attributesOf(tag: SaxesTagNS): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of Object.values(tag.attributes)) attributes[attribute.local] = attribute.value;
  return attributes;
}
