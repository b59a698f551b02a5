import type { FormatId, FormatReader } from '../reader.ts';
import { xmlHead } from '../xml/xml-head.ts';
import type { MessageRoot, XmlMessageReader } from '../xml/xml-messages.ts';
import { openXmlSession } from '../xml/xml-session.ts';
import { MappedMessage } from './mapped-message.ts';
import type { MessageKind } from './message-kind.ts';
import { UnsupportedMessage } from './unsupported-message.ts';

/** An XML format: messages of one family, of which a document is recognised by the first it holds. */
export interface XmlFormat {
  readonly id: FormatId;
  readonly title: string;
  readonly version: number;
  readonly kinds: readonly MessageKind[];
  /** Names a message of the same standard that is none of ours; null for any other element. */
  readonly unsupported?: (root: MessageRoot) => string | null;
}

/** Readers of the formats. A document may mix them: whatever it was recognised as, each message in it is read by its own kind. */
export function xmlReaders(xmlFormats: readonly XmlFormat[]): readonly FormatReader[] {
  const kinds = Map.groupBy(
    xmlFormats.flatMap((format) => format.kinds),
    ({ root }) => root,
  );
  const choose = (root: MessageRoot): MessageKind | null => kindOf(kinds.get(root.local) ?? [], root);
  const recognise = onceForEach((head) => recogniseAny(head, kinds, xmlFormats));
  return xmlFormats.map(({ id, title, version }) => ({
    id,
    title,
    syntax: 'xml',
    version,
    recognise: (head) => {
      const found = recognise(head);
      return found?.id === id ? found.confidence : 0;
    },
    open: (options, sink) =>
      openXmlSession(options, sink, (emitter, root): XmlMessageReader | null => {
        const kind = choose(root);
        if (kind === null) {
          const named = namedOnly(xmlFormats, root);
          return named && new UnsupportedMessage(named.format, named.name, emitter, root.element());
        }
        const { namespace: expected } = kind;
        const { namespace: value } = root;
        if (expected !== null && value !== expected && !(value === '' && kind.isOurs))
          emitter.log.reportOnce('xml.namespace', value, root.element().place, { value, expected });
        return new MappedMessage(kind, emitter, root.element());
      }),
  }));
}

/** A message of a standard that is read here, but none of those. */
function namedOnly(
  xmlFormats: readonly XmlFormat[],
  root: MessageRoot,
): { readonly format: FormatId; readonly name: string } | null {
  for (const { id, unsupported } of xmlFormats) {
    const name = unsupported?.(root) ?? null;
    if (name !== null) return { format: id, name };
  }
  return null;
}

/** The one of this namespace; else the first that does not ask for more than a name. */
function kindOf(kinds: readonly MessageKind[], root: MessageRoot): MessageKind | null {
  const { namespace, above } = root;
  return (
    kinds.find((kind) => namespace !== '' && kind.namespace === namespace) ??
    kinds.find(({ isOurs }) => isOurs?.(namespace, above)) ??
    kinds.find(({ isOurs }) => isOurs === undefined) ??
    null
  );
}

/** Behind a byte order mark and blanks; damaged bytes are passed over, text is not. */
const xmlStart = /^[^\x21-\x3b\x3d-\x7e]*</;
const openings = /<(?:[A-Za-z_][\w.-]*:)?([A-Za-z_][\w.-]*)(?=[\s>/])([^>]*)/g;

/** Each of the formats is asked about the same head in turn: it is looked through for all of them at once. */
function onceForEach<T>(answer: (head: Uint8Array) => T): (head: Uint8Array) => T {
  const answers = new WeakMap<Uint8Array, { readonly found: T }>();
  return (head) => {
    const known = answers.get(head);
    if (known) return known.found;
    const found = answer(head);
    answers.set(head, { found });
    return found;
  };
}

interface Recognised {
  readonly id: FormatId;
  readonly confidence: number;
}

/** By the first root of any kind in the head: surest where its namespace stands in the head as well. */
function recogniseAny(
  head: Uint8Array,
  kinds: ReadonlyMap<string, readonly MessageKind[]>,
  xmlFormats: readonly XmlFormat[],
): Recognised | null {
  const text = xmlHead(head);
  if (!xmlStart.test(text)) return null;
  const above: string[] = [];
  for (const [, local, inside] of text.matchAll(openings)) {
    const namespaces = namespacesOf(inside!);
    const named = (kinds.get(local!) ?? []).find(({ namespace }) => namespace !== null && text.includes(namespace));
    const kind = named ?? kindOf(kinds.get(local!) ?? [], rootOf(local!, namespaces[0]!, above));
    if (kind) return { id: kind.format, confidence: confidence(kind, text) };
    const root = (namespace: string) => rootOf(local!, namespace, above);
    const format = xmlFormats.find(({ unsupported }) =>
      namespaces.some((uri) => (unsupported?.(root(uri)) ?? null) !== null),
    );
    if (format) return { id: format.id, confidence: 0.85 };
    above.push(local!);
  }
  return null;
}

const confidence = (kind: MessageKind, text: string): number =>
  kind.namespace !== null && text.includes(kind.namespace) ? 1 : 0.9;

/** Namespaces that the tag itself declares, and none: prefixes are not followed here. */
const namespacesOf = (inside: string): readonly string[] =>
  inside.includes('xmlns')
    ? [...Array.from(inside.matchAll(/xmlns(?::[\w.-]+)?\s*=\s*["']([^"']*)["']/g), ([, uri]) => uri!), '']
    : none;
const none = [''];

const rootOf = (local: string, namespace: string, above: readonly string[]): MessageRoot => ({
  local,
  namespace,
  above,
  element: () => {
    throw new Error('A head has no elements.');
  },
});
