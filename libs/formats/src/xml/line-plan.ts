import { interned, type Source, type Step, XmlPath } from './xml-path.ts';

/** An element or attribute that the tables of a line name, by its path from the line. */
export interface PlanNode {
  readonly id: number;
  /** As the tables call it. */
  readonly name: string;
  readonly parent: PlanNode | null;
  /** 0 for the line itself. */
  readonly depth: number;
  readonly isAttribute: boolean;
  /** By the names that senders write. */
  readonly children: ReadonlyMap<string, PlanNode>;
  readonly attributes: readonly PlanNode[];
  /** Whether any table asks for its text; the others are only what something stands in. */
  readonly hasText: boolean;
}

interface PlanCondition {
  readonly child: PlanNode;
  readonly texts: ReadonlySet<string>;
}

/** An element on the way that has conditions to meet, or the last one. */
interface Stage {
  readonly node: PlanNode;
  readonly conditions: readonly PlanCondition[];
}

/** A path of a table, as it leads through a plan. */
export interface LinePath {
  /** As the table says it. */
  readonly text: string;
  /** Begins at the line, wherever the table is about. */
  readonly isFromLine: boolean;
  readonly stages: readonly Stage[];
  /** Leads out of the line: followed from the element that the line stands in. */
  readonly outside: XmlPath | null;
}

/** Paths of which the first that leads somewhere counts. */
export type LineSource = readonly LinePath[];

type Writable<T> = { -readonly [K in keyof T]: T[K] };
type GrowingNode = Writable<Omit<PlanNode, 'children' | 'attributes' | 'parent'>> & {
  readonly parent: GrowingNode | null;
  readonly children: Map<string, GrowingNode>;
  readonly attributes: GrowingNode[];
};

/**
 * The tables of a line as one tree of names: by it each element is known as it opens, and what no table asks for is passed over. Made once
 * for each kind of message.
 */
export class LinePlan {
  readonly #nodes: GrowingNode[] = [];
  readonly line: PlanNode;

  /** @param firstLetter `either` where senders write names with a small or a capital first letter */
  constructor(
    element: string,
    private readonly firstLetter: 'either' | 'exact',
  ) {
    this.line = this.#add(interned(element), null, false);
  }

  get nodes(): readonly PlanNode[] {
    return this.#nodes;
  }

  /** Texts that a table asks for. @param within the elements that the table is about */
  texts(source: Source, within: readonly PlanNode[] = [this.line]): LineSource {
    const paths = this.elements(source, within);
    for (const { stages } of paths) {
      const target = stages.at(-1);
      if (target) this.#nodes[target.node.id]!.hasText = true;
    }
    return paths;
  }

  /** Elements that a table is about. */
  elements(source: Source, within: readonly PlanNode[] = [this.line]): LineSource {
    return source.flatMap((path) => {
      if (path.steps[0]?.name === '..' && within.includes(this.line)) return [outside(path)];
      const from = path.isFromLine ? [this.line] : within;
      return from.map((node) => this.#path(path, this.#nodes[node.id]!));
    });
  }

  #path(path: XmlPath, from: GrowingNode): LinePath {
    const { text, isFromLine, steps, attribute } = path;
    const stages: Stage[] = [];
    let node = from;
    for (const step of steps) {
      node = this.#below(node, step.name);
      if (step.conditions.length > 0) stages.push({ node, conditions: this.#conditions(node, step) });
    }
    if (attribute !== null) node = this.#attribute(node, attribute);
    if (stages.at(-1)?.node !== node) stages.push({ node, conditions: [] });
    return { text, isFromLine, stages, outside: null };
  }

  #conditions(node: GrowingNode, { conditions }: Step): readonly PlanCondition[] {
    return conditions.map(({ name, texts }) => {
      const child = this.#below(node, name);
      child.hasText = true;
      return { child, texts };
    });
  }

  #below(parent: GrowingNode, name: string): GrowingNode {
    if (name === '..') throw new Error('A path may leave the line only at its beginning.');
    return parent.children.get(name) ?? this.#add(name, parent, false);
  }

  #attribute(element: GrowingNode, name: string): GrowingNode {
    return element.attributes.find((attribute) => attribute.name === name) ?? this.#add(interned(name), element, true);
  }

  #add(name: string, parent: GrowingNode | null, isAttribute: boolean): GrowingNode {
    const node: GrowingNode = {
      id: this.#nodes.length,
      name,
      parent,
      depth: parent === null ? 0 : parent.depth + 1,
      isAttribute,
      children: new Map(),
      attributes: [],
      hasText: isAttribute,
    };
    this.#nodes.push(node);
    if (isAttribute) parent!.attributes.push(node);
    else if (parent !== null) {
      parent.children.set(name, node);
      if (this.firstLetter === 'either') parent.children.set(otherCase(name), node);
    }
    return node;
  }
}

const outside = ({ text, isFromLine }: XmlPath): LinePath => ({
  text,
  isFromLine,
  stages: [],
  outside: new XmlPath(text.replace(/^\^?\.\.\//, '')),
});

/** The name with its first letter small instead of capital, or the other way. */
export function otherCase(name: string): string {
  const letter = name.charAt(0);
  return (letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase()) + name.slice(1);
}
