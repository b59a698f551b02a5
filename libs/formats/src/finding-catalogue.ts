import type { CatalogueEntry } from './catalogue/catalogue-entry.ts';
import { consistency, identifiers, lines, substance, values } from './catalogue/declarations.ts';
import { characters, document, envelope, messages } from './catalogue/documents.ts';
import { csv, edifact, ics, imp, json, x12, xml } from './catalogue/syntaxes.ts';

export { type CatalogueEntry, type FindingClass, findingClasses } from './catalogue/catalogue-entry.ts';

/** Every code there is, with what it means. */
export const findingCatalogue = {
  ...document,
  ...characters,
  ...xml,
  ...ics,
  ...json,
  ...csv,
  ...x12,
  ...imp,
  ...edifact,
  ...messages,
  ...lines,
  ...values,
  ...identifiers,
  ...envelope,
  ...consistency,
  ...substance,
} satisfies Record<string, CatalogueEntry>;

export type FindingCode = keyof typeof findingCatalogue;
