import type { Sited } from '../values/sited.ts';
import { type CapturedLine, LineText, MARKS } from './captured-line.ts';
import type { LinePath, LinePlan, LineSource, PlanNode } from './line-plan.ts';
import type { Scope } from './scope.ts';
import { every, first, isSaid } from './xml-path.ts';

const nothing: readonly never[] = [];

/**
 * Finds what the tables ask of a line at once, wherever in it that stands, and most of all that it does not stand there. One for the lines of
 * a message, each in its turn.
 */
export class LineIndex {
  line!: CapturedLine;
  /** By nodes of the plan: where the first of each was captured, -1 for none. */
  readonly #heads: Int32Array;
  /** By captures: where the next one of the same node was. */
  readonly #next: number[] = [];
  /** Each text is one and the same however often it is found. */
  #texts: LineText[] = [];

  constructor(plan: LinePlan) {
    this.#heads = new Int32Array(plan.nodes.length);
  }

  /** The scope of a line; good until the next line. */
  read(line: CapturedLine): LineScope {
    this.line = line;
    this.#texts = [];
    this.#heads.fill(-1);
    const { marks, texts } = line;
    for (let at = texts.length - 1; at >= 0; at--) {
      const id = marks[at * MARKS]!;
      this.#next[at] = this.#heads[id]!;
      this.#heads[id] = at;
    }
    return new LineScope(this, 0, texts.length);
  }

  text(at: number): LineText {
    return (this.#texts[at] ??= new LineText(this.line.texts[at]!, this.line, at));
  }

  /** From `from` on and before `to`; -1 where there is none. @param at the last one found, -1 at the beginning */
  after(at: number, { id }: PlanNode, from: number, to: number): number {
    if (from === 0) {
      const next = at < 0 ? this.#heads[id]! : this.#next[at]!;
      return next < to ? next : -1;
    }
    const { marks } = this.line;
    for (let here = at < 0 ? from : at + 1; here < to; here++) if (marks[here * MARKS] === id) return here;
    return -1;
  }

  /** Behind the element and all that is in it. */
  endOf(at: number): number {
    const { marks, plan, texts } = this.line;
    const { depth } = this.line.nodeAt(at);
    let end = at + 1;
    while (end < texts.length && plan.nodes[marks[end * MARKS]!]!.depth > depth) end += 1;
    return end;
  }
}

/** An element of a line. */
export class LineScope implements Scope<LineSource> {
  constructor(
    private readonly index: LineIndex,
    private readonly from: number,
    /** Behind all that is in it; the same as `from` where nothing is. */
    private readonly to: number,
  ) {}

  first(source: LineSource): Sited | null {
    for (const path of source) {
      if (path.outside !== null) {
        const found = first([path.outside], this.index.line.parent);
        if (found !== null) return found;
        continue;
      }
      const at = path.isFromLine ? this.#find(path, 0, this.#whole) : this.#find(path, this.from, this.to);
      if (at >= 0) return this.index.text(at);
    }
    return null;
  }

  every(source: LineSource): readonly Sited[] {
    let found: Sited[] | null = null;
    for (const path of source) {
      if (path.outside !== null) {
        const beside = every([path.outside], this.index.line.parent);
        if (beside.length > 0) found = [...(found ?? []), ...beside];
        continue;
      }
      const from = path.isFromLine ? 0 : this.from;
      const to = path.isFromLine ? this.#whole : this.to;
      if (this.index.after(-1, path.stages[0]!.node, from, to) < 0) continue;
      this.#each(path, 0, from, to, (at) => {
        if (isSaid(this.index.line.texts[at]!)) (found ??= []).push(this.index.text(at));
        return 'on';
      });
    }
    return found ?? nothing;
  }

  element(source: LineSource): { readonly scope: LineScope; readonly isThere: boolean } {
    for (const path of source) {
      if (this.index.after(-1, path.stages[0]!.node, this.from, this.to) < 0) continue;
      let element: LineScope | null = null;
      this.#each(path, 0, this.from, this.to, (at) => {
        element = this.#below(at);
        return 'enough';
      });
      if (element !== null) return { scope: element, isThere: true };
    }
    return { scope: new LineScope(this.index, 0, 0), isThere: false };
  }

  elements(source: LineSource): readonly LineScope[] {
    const found: LineScope[] = [];
    for (const path of source) {
      this.#each(path, 0, this.from, this.to, (at) => {
        found.push(this.#below(at));
        return 'on';
      });
    }
    return found;
  }

  get #whole(): number {
    return this.index.line.texts.length;
  }

  #below(at: number): LineScope {
    return new LineScope(this.index, at, this.index.endOf(at));
  }

  /** Where the first text is that says something; -1 where there is none. */
  #find(path: LinePath, from: number, to: number): number {
    const { texts } = this.index.line;
    const { node, conditions } = path.stages[0]!;
    if (path.stages.length > 1 || conditions.length > 0) {
      if (this.index.after(-1, node, from, to) < 0) return -1;
      let found = -1;
      this.#each(path, 0, from, to, (at) => {
        if (!isSaid(texts[at]!)) return 'on';
        found = at;
        return 'enough';
      });
      return found;
    }
    for (let at = this.index.after(-1, node, from, to); at >= 0; at = this.index.after(at, node, from, to)) {
      if (isSaid(texts[at]!)) return at;
    }
    return -1;
  }

  #each(path: LinePath, stage: number, from: number, to: number, take: (at: number) => Answer): Answer {
    const { node, conditions } = path.stages[stage]!;
    const isLast = stage === path.stages.length - 1;
    for (let at = this.index.after(-1, node, from, to); at >= 0; at = this.index.after(at, node, from, to)) {
      if (!conditions.every(({ child, texts }) => texts.has(this.#codeOf(at, child)))) continue;
      const answer = isLast ? take(at) : this.#each(path, stage + 1, at, this.index.endOf(at), take);
      if (answer === 'enough') return answer;
    }
    return 'on';
  }

  /** What the first child of that name says; empty where there is none. */
  #codeOf(at: number, child: PlanNode): string {
    const found = this.index.after(-1, child, at, this.index.endOf(at));
    return found < 0 ? '' : this.index.line.texts[found]!.trim().toUpperCase();
  }
}

type Answer = 'on' | 'enough';
