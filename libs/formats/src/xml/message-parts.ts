import type { Place } from '@watchpost/domain';
import type { SaxesTagNS } from 'saxes';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails } from '../findings.ts';
import type { ReadLimits } from '../reader.ts';
import { XmlElement } from './xml-element.ts';

/** Longer names are cut: nothing in a format is called so. */
export const NAME_LENGTH = 80;

/** Where a tag stands, in characters and bytes, and how many attributes it has; good only during the call it is handed over in. */
export interface TagSite {
  readonly start: number;
  readonly end: number;
  readonly offset: number;
  readonly row: number;
  readonly attributes: number;
}

/**
 * The children of a message's root, each as a small tree, one at a time: what is too deep, too large or has too many attributes makes that
 * child faulty, and the document goes on after it.
 */
export class MessageParts {
  /** Elements within the root, from its child down to the current one. */
  readonly #open: XmlElement[] = [];
  readonly #counts = new Map<string, number>();
  #partStart = 0;
  /** Depth below which elements of a faulty part are passed over; 0 where none are. */
  #skipBelow = 0;

  constructor(
    private readonly root: XmlElement,
    readonly rootDepth: number,
    /** Local name of the element that is a line: it answers for itself. */
    private readonly line: string,
    private readonly limits: ReadLimits,
  ) {}

  passesOver(depth: number): boolean {
    return this.#skipBelow > 0 && depth > this.#skipBelow;
  }

  open(tag: SaxesTagNS, site: TagSite, depth: number): void {
    const parent = this.#open.at(-1);
    const name = tag.local.slice(0, NAME_LENGTH);
    const nth = parent ? null : this.#count(tag.local);
    const element = new XmlElement(name, tag.uri, parent ?? this.root, nth, site.offset, site.row);
    if (site.attributes > 0 && site.attributes <= this.limits.attributes) element.attributes = attributesOf(tag);
    if (parent) parent.children.push(element);
    else this.#partStart = site.start;
    this.#open.push(element);
    this.#checkCaps(element, site, depth);
  }

  text(text: string): void {
    const element = this.#open.at(-1);
    if (element === undefined || this.#skipBelow > 0 || element.text.length > this.limits.textLength) return;
    element.text = element.text === '' ? text : element.text + text;
  }

  /** @returns the child of the root that is whole by it */
  close(depth: number): XmlElement | null {
    if (this.passesOver(depth)) return null;
    this.#skipBelow = 0;
    const element = this.#open.pop();
    return this.#open.length > 0 ? null : (element ?? null);
  }

  /** Bytes in the current element that are no text. @returns whether a line answers for them */
  damage(offset: number, row: number, details: FindingDetails): boolean {
    const element = this.#open.at(-1);
    if (element === undefined) return false;
    element.isDamaged = true;
    const line = this.#openLine();
    if (line === undefined) return false;
    line.fault ??= { code: 'charset.invalid', place: { ...element.place, offset, row }, details };
    return true;
  }

  /** The document goes no further. @returns the child of the root within which it ends */
  cut(): XmlElement | null {
    const line = this.#openLine();
    if (line) line.fault ??= faultOf('line.incomplete', line.place);
    return this.#open[0] ?? null;
  }

  #openLine(): XmlElement | undefined {
    return this.#open.find(({ name }) => name === this.line);
  }

  #checkCaps(element: XmlElement, site: TagSite, depth: number): void {
    const { attributes, depth: deepest, lineBytes } = this.limits;
    if (depth > deepest) return this.#skip(element, 'xml.depth', `${deepest}`);
    if (site.attributes > attributes) return this.#skip(element, 'xml.attributes', `${attributes}`);
    if (site.end - this.#partStart > lineBytes) this.#skip(element, 'line.too-large', `${lineBytes} bytes`);
  }

  /** Passes over the rest of the part. */
  #skip(element: XmlElement, code: FindingCode, expected: string): void {
    const part = this.#open[0]!;
    part.fault ??= faultOf(code, element.place, expected);
    this.#skipBelow = this.rootDepth + 1;
    this.#open.length = 1;
  }

  #count(name: string): number {
    const count = (this.#counts.get(name) ?? 0) + 1;
    this.#counts.set(name, count);
    return count;
  }
}

const faultOf = (code: FindingCode, place: Place, expected: string | null = null) => ({
  code,
  place,
  details: { expected },
});

function attributesOf(tag: SaxesTagNS): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  for (const attribute of Object.values(tag.attributes)) attributes[attribute.local] = attribute.value;
  return attributes;
}
