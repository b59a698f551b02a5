import type { Sited } from '../values/sited.ts';
import type { XmlElement } from './xml-element.ts';
import { elements, every, first, type Source } from './xml-path.ts';

/** An element that a table is about, and what the sources of the table lead to from it. */
export interface Scope<S> {
  /** The text that a source leads to first; null where there is none, or only blanks. */
  first(source: S): Sited | null;
  /** All texts that a source leads to, in the order of its paths and the document. */
  every(source: S): readonly Sited[];
  /** The first of the elements themselves. Where there is none, a scope in which only that is found which stands beside it. */
  element(source: S): { readonly scope: Scope<S>; readonly isThere: boolean };
  elements(source: S): readonly Scope<S>[];
}

/** What holds for all lines of a message. */
export class HeaderScope implements Scope<Source> {
  constructor(
    private readonly of: XmlElement | null,
    private readonly root: XmlElement,
  ) {}

  first(source: Source): Sited | null {
    return first(source, this.of, this.root);
  }

  every(source: Source): readonly Sited[] {
    return every(source, this.of, this.root);
  }

  element(source: Source): { readonly scope: Scope<Source>; readonly isThere: boolean } {
    const [found] = this.of === null ? [] : elements(source, this.of);
    return { scope: new HeaderScope(found ?? null, this.root), isThere: found !== undefined };
  }

  elements(source: Source): readonly Scope<Source>[] {
    return this.of === null ? [] : elements(source, this.of).map((found) => new HeaderScope(found, this.root));
  }
}
