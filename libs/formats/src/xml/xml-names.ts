const XML = 'http://www.w3.org/XML/1998/namespace';
const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** Names of ASCII letters, as all standards have them. */
const plainName = /^(?:([A-Za-z_][\w.-]*):)?([A-Za-z_][\w.-]*)$/;
/** Names that are remembered, and how long they may be. */
const REMEMBERED = 4_096;
const LENGTH = 120;

/** Prefixes and the namespaces they stand for; empty for that without a prefix. */
export type Bindings = ReadonlyMap<string, string>;
/** More than these are none of a document in earnest. */
const MOST_BINDINGS = 64;

export const firstBindings: Bindings = new Map([['xml', XML]]);

/** An element's name, and its namespace as it was looked up last. */
export interface XmlName {
  readonly written: string;
  readonly prefix: string;
  readonly local: string;
  namespace: string;
  /** The bindings by which `namespace` holds. */
  boundBy: Bindings | null;
}

/** Names as they come, in documents of the same kind the same ones: each is cut into its parts once. */
export class XmlNames {
  readonly #known = new Map<string, XmlName>();

  /** null where it is not plain. */
  of(written: string): XmlName | null {
    return this.#known.get(written) ?? this.#learn(written);
  }

  #learn(written: string): XmlName | null {
    const [, prefix = '', local] = plainName.exec(written) ?? [];
    if (local === undefined || prefix === 'xmlns' || written.length > LENGTH) return null;
    const name: XmlName = { written, prefix, local, namespace: '', boundBy: null };
    if (this.#known.size >= REMEMBERED) this.#known.clear();
    this.#known.set(written, name);
    return name;
  }
}

/** @returns whether the name's prefix stands for a namespace; then the name has it */
export function bind(name: XmlName, bindings: Bindings): boolean {
  if (name.boundBy === bindings) return true;
  const namespace = bindings.get(name.prefix) ?? '';
  if (namespace === '' && name.prefix !== '') return false;
  name.namespace = namespace;
  name.boundBy = bindings;
  return true;
}

/** The bindings with one more, empty for the namespace without a prefix; null where XML forbids it or there are too many. */
export function withBinding(bindings: Bindings, prefix: string, namespace: string): Map<string, string> | null {
  const isForbidden =
    prefix === 'xml' ||
    prefix === 'xmlns' ||
    namespace === XML ||
    namespace === XMLNS ||
    (prefix !== '' && namespace === '');
  if (isForbidden || bindings.size >= MOST_BINDINGS) return null;
  return new Map(bindings).set(prefix, namespace);
}
