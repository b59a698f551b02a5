import type { Place } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { ReadLimits } from '../reader.ts';
import type { ByteOffsets } from './byte-offsets.ts';
import type { CapturedLine } from './captured-line.ts';
import { LineCapture } from './line-capture.ts';
import type { LinePlan } from './line-plan.ts';
import { XmlElement } from './xml-element.ts';
import type { XmlTag } from './xml-events.ts';

/** Longer names are cut: nothing in a format is called so. */
export const NAME_LENGTH = 80;
/** Children of one element that are kept outside of lines; the longest list of any header is 999. */
const KEPT_CHILDREN = 999;
/** Elements that are kept of a message outside of its lines. */
const KEPT_ELEMENTS = 50_000;

/** What of a message is wanted. */
export interface MessageShape {
  /** Local names that the tables of its header go by, as they are written and as the tables call them; all else is passed over. */
  readonly names: ReadonlyMap<string, string>;
  /** What is wanted of a line: the element of its name, wherever in the message that stands; null for messages without. */
  readonly line: LinePlan | null;
}

/**
 * What the tables of a message name: lines apart, each handed over when it is whole and then forgotten, and what holds for all of them.
 * What is too deep, too large or has too many attributes makes its line faulty, and the document goes on after it.
 */
export class MessageTree {
  /** Elements of the header that are open, from the root's child down to the current one. */
  readonly #open: XmlElement[] = [];
  /** How much was kept when each of them began. */
  readonly #keptBefore: number[] = [];
  /** Depth below which elements are passed over; 0 where none are. */
  #skipBelow = 0;
  /** Of the line that is open, if one is. */
  readonly #line: LineCapture | null;
  readonly #lineName: string | null;
  #lineStart = 0;
  #kept = 0;
  #keptText = 0;

  constructor(
    readonly root: XmlElement,
    readonly rootDepth: number,
    private readonly shape: MessageShape,
    private readonly limits: ReadLimits,
    private readonly offsets: ByteOffsets,
    private readonly log: FindingLog,
  ) {
    this.#line = shape.line && new LineCapture(shape.line, root, limits.textLength);
    this.#lineName = shape.line?.line.name ?? null;
  }

  open(tag: XmlTag, depth: number): void {
    if (depth > this.limits.depth) return this.#refuse(tag, depth, 'xml.depth', `${this.limits.depth}`);
    if (tag.attributes.length > this.limits.attributes)
      return this.#refuse(tag, depth, 'xml.attributes', `${this.limits.attributes}`);
    if (this.#isInLine && tag.end - this.#lineStart > this.limits.lineBytes)
      return this.#refuse(tag, depth, 'line.too-large', `${this.limits.lineBytes} bytes`);
    if (this.#skipBelow > 0) return;
    if (this.#isInLine) this.#openInLine(this.#line!, tag, depth);
    else this.#openInHeader(tag, depth);
  }

  get #isInLine(): boolean {
    return this.#line !== null && this.#line.depth > 0;
  }

  #openInLine(line: LineCapture, tag: XmlTag, depth: number): void {
    const node = line.find(tag.local);
    if (node === undefined) this.#skipBelow = depth;
    else line.open(node, tag, this.offsets.at(tag.start));
  }

  #openInHeader(tag: XmlTag, depth: number): void {
    const name = this.shape.names.get(tag.local);
    if (name === undefined) {
      this.#skipBelow = depth;
      return;
    }
    const parent = this.#open.at(-1) ?? this.root;
    const offset = this.offsets.at(tag.start);
    if (name === this.#lineName) {
      this.#lineStart = tag.start;
      this.#line!.begin(parent, offset, tag.row);
      return;
    }
    if (this.#kept >= KEPT_ELEMENTS) return this.#refuse(tag, depth, 'xml.too-large', `${KEPT_ELEMENTS} elements`);
    const element = new XmlElement(name, parent, '', offset, tag.row);
    if (tag.attributes.length > 0) element.attributes = attributesOf(tag);
    this.#keptBefore.push(this.#kept);
    this.#kept += 1;
    this.#open.push(element);
  }

  text(text: string): void {
    if (this.#skipBelow > 0) return;
    if (this.#isInLine) return this.#line!.text(text);
    const element = this.#open.at(-1);
    if (element === undefined || element.text.length > this.limits.textLength) return;
    this.#keptText += text.length;
    if (this.#keptText > this.limits.lineBytes) {
      const expected = `${this.limits.lineBytes} bytes`;
      this.log.reportOnce('xml.too-large', this.root.path, element.place, { expected });
      return;
    }
    element.text = element.text === '' ? text : element.text + text;
  }

  /** @returns the line that is whole by it */
  close(depth: number): CapturedLine | null {
    if (this.#skipBelow > 0) {
      if (depth > this.#skipBelow) return null;
      this.#skipBelow = 0;
    }
    // What was passed over was never begun.
    if (this.rootDepth + this.#open.length + (this.#line?.depth ?? 0) < depth) return null;
    if (this.#isInLine) return this.#line!.close();
    this.#keep(this.#open.pop()!);
    return null;
  }

  #keep(element: XmlElement): void {
    const before = this.#keptBefore.pop()!;
    const { children } = element.parent!;
    if (children.length < KEPT_CHILDREN) children.push(element);
    else this.#kept = before;
  }

  /** Bytes in the current element that are no text. @returns whether a line answers for them */
  damage(offset: number, row: number, details: FindingDetails): boolean {
    if (this.#isInLine) {
      const line = this.#line!;
      line.fault ??= { code: 'charset.invalid', place: { ...line.place, offset, row }, details };
      return true;
    }
    const element = this.#open.at(-1);
    if (element !== undefined) element.isDamaged = true;
    return false;
  }

  /** The document goes no further. @returns the line within which it ends; what is open of the header is kept as far as it goes */
  cut(): CapturedLine | null {
    for (const element of this.#open) element.parent!.children.push(element);
    if (!this.#isInLine) return null;
    const line = this.#line!;
    line.closeToLine();
    line.fault ??= { code: 'line.incomplete', place: line.place, details: {} };
    return line.close();
  }

  /** Passes over the rest of the line; outside of lines, over the element. */
  #refuse(tag: XmlTag, depth: number, code: FindingCode, expected: string): void {
    const name = tag.local.slice(0, NAME_LENGTH);
    const offset = this.offsets.at(tag.start);
    const placeBelow = (path: string | null): Place => ({
      offset,
      row: tag.row,
      segment: name,
      path: `${path}/${name}`,
    });
    if (!this.#isInLine) {
      const above = this.#open.at(-1) ?? this.root;
      this.log.reportOnce(code, this.root.path, placeBelow(above.path), { expected });
      if (this.#skipBelow === 0) this.#skipBelow = depth;
      return;
    }
    const line = this.#line!;
    line.fault ??= { code, place: placeBelow(line.place.path), details: { expected } };
    line.closeToLine();
    this.#skipBelow = this.rootDepth + this.#open.length + 1;
  }
}

function attributesOf(tag: XmlTag): Readonly<Record<string, string>> {
  const attributes: Record<string, string> = Object.create(null);
  for (const { local, value } of tag.attributes) attributes[local] = value;
  return attributes;
}
