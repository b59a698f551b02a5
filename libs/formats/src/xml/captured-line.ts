import type { Place } from '@watchpost/domain';
import type { Sited } from '../values/sited.ts';
import type { LinePlan, PlanNode } from './line-plan.ts';
import { XmlElement, type XmlFault } from './xml-element.ts';

/** Numbers that are kept of an element: its node in the plan, byte offset, row. */
export const MARKS = 3;

/**
 * What the tables want of a line, flat: its elements in document order, the line itself first, attributes behind their element. Hundreds of
 * lines may wait for the end of their message, and most of their elements are looked at once: a tree of objects would cost many times this.
 */
export class CapturedLine {
  constructor(
    readonly plan: LinePlan,
    /** What the line stands in. */
    readonly parent: XmlElement,
    /** Which one of its name it is within the parent, from 1. */
    private readonly nth: number,
    readonly marks: readonly number[],
    readonly texts: readonly string[],
    /** Set on a line that is too large or too deep, cut or damaged. */
    readonly fault: XmlFault | null,
  ) {}

  get offset(): number {
    return this.marks[1]!;
  }

  get place(): Place {
    return this.placeOf(0);
  }

  nodeAt(at: number): PlanNode {
    return this.plan.nodes[this.marks[at * MARKS]!]!;
  }

  placeOf(at: number): Place {
    const node = this.nodeAt(at);
    return {
      offset: this.marks[at * MARKS + 1]!,
      row: this.marks[at * MARKS + 2]!,
      segment: node.isAttribute ? node.parent!.name : node.name,
      path: this.#pathOf(at),
    };
  }

  #pathOf(at: number): string {
    if (at === 0) return linePath(this.parent, this.plan, this.nth);
    return pathWithin(this.plan, this.marks, at, linePath(this.parent, this.plan, this.nth));
  }

  /** The line as a tree, for rules that walk it. */
  element(): XmlElement {
    const made: XmlElement[] = [];
    const open: XmlElement[] = [];
    for (let at = 0; at < this.texts.length; at++) {
      const { name, depth, isAttribute } = this.nodeAt(at);
      const parent = depth === 0 ? this.parent : open[depth - 1]!;
      if (isAttribute) {
        parent.attributes = { ...parent.attributes, [name]: this.texts[at]! };
        continue;
      }
      const element = new XmlElement(name, parent, '', this.marks[at * MARKS + 1]!, this.marks[at * MARKS + 2]!);
      element.text = this.texts[at]!;
      if (depth > 0) parent.children.push(element);
      open[depth] = element;
      made.push(element);
    }
    made[0]!.nth = this.nth;
    return made[0]!;
  }
}

/** A text of a line; where it stands is worked out when it is asked for. */
export class LineText implements Sited {
  constructor(
    readonly text: string,
    private readonly line: CapturedLine,
    private readonly at: number,
  ) {}

  get place(): Place {
    return this.line.placeOf(this.at);
  }
}

export const linePath = (parent: XmlElement, plan: LinePlan, nth: number): string =>
  `${parent.path}/${numbered(plan.line.name, nth)}`;

/** Path of what was captured at `at`. @param above path of the line */
export function pathWithin(plan: LinePlan, marks: readonly number[], at: number, above: string): string {
  const steps: string[] = [];
  for (let here = at; here > 0;) {
    const node = plan.nodes[marks[here * MARKS]!]!;
    let nth = 1;
    let up = here - 1;
    for (; marks[up * MARKS] !== node.parent!.id; up--) if (marks[up * MARKS] === node.id) nth += 1;
    steps.push(node.isAttribute ? `@${node.name}` : numbered(node.name, nth));
    here = up;
  }
  return [above, ...steps.reverse()].join('/');
}

const numbered = (name: string, nth: number): string => (nth === 1 ? name : `${name}[${nth}]`);
