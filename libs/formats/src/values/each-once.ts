import type { LineDraft } from './line-draft.ts';
import type { Sited } from './sited.ts';

/** The values of a list, each once, in the order in which they come first. @param field of the list @param read one of them */
export function eachOnce(
  draft: LineDraft,
  field: string,
  sites: readonly (Sited | null)[],
  read: (field: string, sited: Sited | null) => string | null,
): readonly string[] {
  const found: string[] = [];
  for (const [at, sited] of sites.entries()) {
    const value = read(`${field}.${at}`, sited);
    if (value !== null && !found.includes(value)) found.push(value);
    else if (draft.trace !== null) draft.forget(`${field}.${at}`);
  }
  return found;
}
