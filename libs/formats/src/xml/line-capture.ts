import type { Place } from '@watchpost/domain';
import { CapturedLine, linePath, MARKS, pathWithin } from './captured-line.ts';
import type { LinePlan, PlanNode } from './line-plan.ts';
import type { XmlElement, XmlFault } from './xml-element.ts';
import type { XmlAttribute, XmlTag } from './xml-events.ts';

/** Keeps of the line that is open what its plan names; the same one for every line of a message. */
export class LineCapture {
  /** Set by the first thing that makes the line unusable. */
  fault: XmlFault | null = null;
  #parent: XmlElement;
  #nth = 0;
  #node: PlanNode | null = null;
  readonly #marks: number[] = [];
  readonly #texts: string[] = [];
  /** Where what is open now was captured, from the line down. */
  readonly #open: number[] = [];

  constructor(
    private readonly plan: LinePlan,
    root: XmlElement,
    private readonly textLength: number,
  ) {
    this.#parent = root;
  }

  /** Elements that are open, the line among them; 0 outside of lines. */
  get depth(): number {
    return this.#open.length;
  }

  begin(parent: XmlElement, offset: number, row: number): void {
    this.#nth = parent === this.#parent ? this.#nth + 1 : 1;
    this.#parent = parent;
    this.fault = null;
    this.#marks.length = 0;
    this.#texts.length = 0;
    this.#keep(this.plan.line, offset, row, '');
    this.#enter(this.plan.line, 0);
  }

  /** @returns the element's node in the plan; undefined where it has none: then it is not kept */
  find(local: string): PlanNode | undefined {
    return this.#node!.children.get(local);
  }

  open(node: PlanNode, { attributes, row }: XmlTag, offset: number): void {
    this.#enter(node, this.#texts.length);
    this.#keep(node, offset, row, '');
    for (const attribute of node.attributes) {
      const value = valueOf(attributes, attribute.name);
      if (value !== null) this.#keep(attribute, offset, row, value);
    }
  }

  text(text: string): void {
    if (!this.#node!.hasText) return;
    const at = this.#open.at(-1)!;
    const before = this.#texts[at]!;
    if (before === '') this.#texts[at] = text;
    else if (before.length <= this.textLength) this.#texts[at] = before + text;
  }

  /** @returns the line, where it was this that closed */
  close(): CapturedLine | null {
    this.#open.pop();
    this.#node = this.#node!.parent;
    return this.#node === null ? this.#finish() : null;
  }

  /** Leaves out what of the line is open, and what was within that. */
  closeToLine(): void {
    const outermost = this.#open[1];
    if (outermost === undefined) return;
    this.#texts.length = outermost;
    this.#marks.length = outermost * MARKS;
    this.#open.length = 1;
    this.#node = this.plan.line;
  }

  /** Of the innermost element that is open. */
  get place(): Place {
    const at = this.#open.at(-1)!;
    const line = linePath(this.#parent, this.plan, this.#nth);
    const path = at === 0 ? line : pathWithin(this.plan, this.#marks, at, line);
    const [, offset, row] = this.#marks.slice(at * MARKS);
    return { offset: offset!, row: row!, segment: this.#node!.name, path };
  }

  #enter(node: PlanNode, at: number): void {
    this.#node = node;
    this.#open.push(at);
  }

  #keep({ id }: PlanNode, offset: number, row: number, text: string): void {
    this.#marks.push(id, offset, row);
    this.#texts.push(text);
  }

  #finish(): CapturedLine {
    return new CapturedLine(this.plan, this.#parent, this.#nth, this.#marks.slice(), this.#texts.slice(), this.fault);
  }
}

/** By local name; the last of several. */
function valueOf(attributes: readonly XmlAttribute[], local: string): string | null {
  let value: string | null = null;
  for (const attribute of attributes) if (attribute.local === local) value = attribute.value;
  return value;
}
