import type { ASTNode } from '@marcbachmann/cel-js';

export type Literal = number | boolean | string;

/** Every part of a condition, the whole first. */
export function* partsOf(node: unknown): Iterable<ASTNode> {
  if (Array.isArray(node)) for (const each of node) yield* partsOf(each);
  if (typeof node !== 'object' || node === null || !('op' in node)) return;
  yield node as ASTNode;
  yield* partsOf((node as ASTNode).args);
}

/** Names that a condition reads. */
export function namesIn(tree: ASTNode): readonly string[] {
  return [...partsOf(tree)].flatMap((part) => (part.op === 'id' ? [part.args] : []));
}

/** Lists that it asks. */
export function listsAskedIn(tree: ASTNode): readonly string[] {
  return [...partsOf(tree)].flatMap((part) => {
    if (part.op !== 'call' || part.args[0] !== 'listed') return [];
    const name = part.args[1][0];
    return name?.op === 'value' ? [String(name.args)] : [];
  });
}

/** Features with the texts that they are compared with. */
export function textsComparedIn(tree: ASTNode): readonly { readonly feature: string; readonly text: string }[] {
  return [...partsOf(tree)].flatMap((part) => {
    if (part.op !== '==' && part.op !== '!=' && part.op !== 'in') return [];
    const [a, b] = part.args;
    const [name, other] = a.op === 'id' ? [a.args, b] : [b.op === 'id' ? b.args : null, a];
    if (name === null) return [];
    const texts = (other.op === 'list' ? other.args : [other]).map(literalOf);
    return texts.flatMap((text) => (typeof text === 'string' ? [{ feature: name, text }] : []));
  });
}

/** A constant, or a number with its sign; null for everything else. */
export function literalOf(node: ASTNode): Literal | null {
  if (node.op === '-_') {
    const inner = literalOf(node.args);
    return typeof inner === 'number' ? -inner : null;
  }
  if (node.op !== 'value') return null;
  const value = node.args;
  if (typeof value === 'bigint') return Number(value);
  return typeof value === 'number' || typeof value === 'string' || typeof value === 'boolean' ? value : null;
}
