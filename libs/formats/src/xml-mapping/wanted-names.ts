import { otherCase } from '../xml/line-plan.ts';
import { interned, XmlPath } from '../xml/xml-path.ts';
import type { MessageKind } from './message-kind.ts';

const known = new WeakMap<MessageKind, ReadonlyMap<string, string>>();

/** Every local name that the tables of a message go by, with the name that the tables use for it. */
export function wantedNames(kind: MessageKind): ReadonlyMap<string, string> {
  const before = known.get(kind);
  if (before) return before;
  const names = new Set<string>([...(kind.lines?.rules?.names ?? []), ...(kind.lines?.within ?? [])]);
  collect(kind, names);
  if (kind.lines) names.add(kind.lines.element);
  const wanted = new Map<string, string>();
  for (const text of names) {
    const name = interned(text);
    wanted.set(name, name);
    if (kind.firstLetter === 'either') wanted.set(otherCase(name), name);
  }
  known.set(kind, wanted);
  return wanted;
}

/** Tables are plain objects and lists; paths stand in them anywhere. */
function collect(node: unknown, names: Set<string>): void {
  if (node instanceof XmlPath) for (const name of node.names) names.add(name);
  else if (typeof node === 'object' && node !== null) for (const inner of Object.values(node)) collect(inner, names);
}
