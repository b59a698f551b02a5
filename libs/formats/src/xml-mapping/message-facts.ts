import type { MessageFact } from '../reader.ts';
import { lookUp } from '../values/lookup.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { at, elements, every } from '../xml/xml-path.ts';
import type { FactGroup, FactSource } from './message-kind.ts';

/** A fact says a code or a sentence, no document. */
const FACT_LENGTH = 500;

/** `name: path` each. */
export const facts = (sources: Readonly<Record<string, string>>): readonly FactSource[] =>
  Object.entries(sources).map(([name, paths]) => ({ name, source: at(paths) }));

/** Facts that belong together, for each element of a path. */
export const factGroup = (name: string, paths: string, inner: Readonly<Record<string, string>>): FactGroup => ({
  name,
  source: at(paths),
  facts: facts(inner),
});

/** What a message says beside its lines, each fact with its place. */
export function factsOf(root: XmlElement, sources: readonly (FactSource | FactGroup)[]): readonly MessageFact[] {
  return sources.flatMap((source) => {
    if (!('facts' in source)) return told(source.name, source, root);
    return elements(source.source, root).flatMap((element, n) =>
      source.facts.flatMap((fact) => told(`${source.name}.${n + 1}.${fact.name}`, fact, element)),
    );
  });
}

const told = (name: string, { source, codes = {} }: FactSource, element: XmlElement): readonly MessageFact[] =>
  every(source, element).map((sited) => {
    const value = folded(sited.text);
    return { name, value: lookUp(codes, value) ?? value, place: sited.place };
  });

export const folded = (text: string): string => text.trim().replace(/\s+/g, ' ').slice(0, FACT_LENGTH).toWellFormed();
