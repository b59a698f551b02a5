import { isMap, isNode, isScalar, LineCounter, type Node, parseDocument } from 'yaml';
import { type z } from 'zod';
import type { FaultCode, ScenarioFault } from './fault.ts';

export type Read<T> =
  | { readonly kind: 'value'; readonly value: T }
  | { readonly kind: 'faults'; readonly faults: readonly ScenarioFault[] };

export type Path = readonly PropertyKey[];

const parts: ReadonlySet<string> = new Set(['rules', 'blockList', 'overrides']);

const codeOf = ({ path }: z.core.$ZodIssue): FaultCode => (path[0] === 'overrides' ? 'override' : 'form');

/** A YAML file with its lines, so that a fault can say where it stands. */
export class YamlSource {
  readonly #lines = new LineCounter();
  readonly #document;

  constructor(
    readonly file: string,
    private readonly text: string,
  ) {
    this.#document = parseDocument(text, { lineCounter: this.#lines, uniqueKeys: true, prettyErrors: false });
  }

  /** Whether there is such a field at the top. */
  has(field: string): boolean {
    return isMap(this.#document.contents) && this.#document.contents.has(field);
  }

  /** The value as the schema has it, or every fault with its place. */
  read<S extends z.ZodType>(schema: S): Read<z.output<S>> {
    if (this.#document.errors.length > 0)
      return { kind: 'faults', faults: this.#document.errors.map((each) => this.#syntax(each)) };
    const value = this.#plain();
    if (value.kind === 'faults') return value;
    const parsed = schema.safeParse(value.value);
    if (parsed.success) return { kind: 'value', value: parsed.data };
    return {
      kind: 'faults',
      faults: parsed.error.issues.map((issue) => this.fault(issue.path, this.#explain(issue), codeOf(issue))),
    };
  }

  /** What stands for what, and no more of it than a text of this size can mean. */
  #plain(): Read<unknown> {
    try {
      return { kind: 'value', value: this.#document.toJS({ maxAliasCount: 100 }) };
    } catch (error) {
      return { kind: 'faults', faults: [this.fault([], (error as Error).message, 'syntax')] };
    }
  }

  /**
   * A fault at the value that the path leads to, or at the nearest one around it that exists.
   * @param offset of a character of a text, from 0; the fault stands there where the file has the text as it is read
   */
  fault(path: Path, message: string, code: FaultCode, offset: number | null = null): ScenarioFault {
    const at = this.#placeOf(path, offset);
    return { code, file: this.file, row: at?.line ?? null, column: at?.col ?? null, rule: this.#ruleAt(path), message };
  }

  #explain(issue: z.core.$ZodIssue): string {
    const field = issue.path.length === 0 ? '' : `${issue.path.map(String).join('.')}: `;
    return `${field}${issue.message}`;
  }

  #syntax(error: { readonly message: string; readonly pos: readonly [number, number] }): ScenarioFault {
    const at = this.#lines.linePos(error.pos[0]);
    return { code: 'syntax', file: this.file, row: at.line, column: at.col, rule: null, message: error.message };
  }

  #placeOf(path: Path, offset: number | null): { readonly line: number; readonly col: number } | null {
    for (let length = path.length; length >= 0; length--) {
      const node = length === 0 ? this.#document.contents : this.#document.getIn(path.slice(0, length), true);
      if (!isNode(node) || !node.range) continue;
      const inside = length === path.length ? this.#insideOf(node, offset) : 0;
      return this.#lines.linePos(node.range[0] + inside);
    }
    return null;
  }

  /** How far behind the node's beginning the character of its text stands: behind the quotes, for one. */
  #insideOf(node: Node, offset: number | null): number {
    if (offset === null || !isScalar(node) || typeof node.value !== 'string' || !node.range) return 0;
    const begins = this.text.slice(node.range[0], node.range[1]).indexOf(node.value);
    return begins < 0 ? 0 : begins + offset;
  }

  #ruleAt(path: Path): string | null {
    const [part, place] = path;
    if (!parts.has(part as string) || typeof place !== 'number') return null;
    const id: unknown = this.#document.getIn([part, place, 'id']);
    return typeof id === 'string' ? id : `number ${place + 1}`;
  }
}
