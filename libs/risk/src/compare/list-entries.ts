import type { ListContents } from '../lists/lists.ts';
import type { ListKind } from '../scenario/scenario-schema.ts';

/** What a list says, entry by entry: name of the entry, and the rest of it in words. */
export type ListEntries = ReadonlyMap<string, string>;

type Writers = { readonly [K in ListKind]: (content: ListContents[K]) => Iterable<readonly [string, string]> };

const writers: Writers = {
  substances: ({ substances, endings, hints }) => [
    ...substances.map(({ name, class: found, cas, synonyms }) => {
      const numbers = cas.length === 0 ? '' : `, CAS ${cas.join(', ')}`;
      return [name, `${found}${numbers}${synonyms.length === 0 ? '' : `, also ${synonyms.join(', ')}`}`] as const;
    }),
    ...endings.map((ending) => [`-${ending}`, 'an ending'] as const),
    ...hints.map((hint) => [hint, 'words of the trade'] as const),
  ],
  descriptions: ({ vague, placeholders }) => [
    ...vague.map((phrase) => [phrase, 'vague'] as const),
    ...placeholders.map((phrase) => [phrase, 'a placeholder'] as const),
  ],
  'hs-groups': ({ groups }) =>
    groups.flatMap(({ name, codes }, rank) => codes.map((code) => [code, `${name}, place ${rank + 1}`] as const)),
  lanes: ({ high, elevated }) => [
    ...high.map((country) => [country, 'high'] as const),
    ...elevated.map((country) => [country, 'elevated'] as const),
  ],
  goods: ({ goods, equipment }) => [
    ...goods.flatMap(({ words, chapters }) => words.map((each) => [each, `chapters ${chapters.join(', ')}`] as const)),
    ...equipment.map((words) => [words, 'equipment'] as const),
  ],
  currencies: ({ usdPer }) => Object.entries(usdPer).map(([currency, rate]) => [currency, `${rate} USD`] as const),
};

/** An entry that stands there twice keeps both. */
export function entriesOf<K extends ListKind>(kind: K, content: ListContents[K]): ListEntries {
  return gathered(writers[kind](content));
}

export const valueEntries = (values: readonly string[]): ListEntries =>
  gathered(values.map((value) => [value, 'listed'] as const));

function gathered(entries: Iterable<readonly [string, string]>): ListEntries {
  const all = new Map<string, string>();
  for (const [name, words] of entries) {
    const known = all.get(name);
    all.set(name, known === undefined ? words : `${known}; ${words}`);
  }
  return all;
}

/** In words: what came, what went, what is otherwise. */
export function entryChanges(before: ListEntries, after: ListEntries): readonly string[] {
  const come = [...after].filter(([name]) => !before.has(name)).map(([name, words]) => `${name} is new (${words})`);
  const gone = [...before].filter(([name]) => !after.has(name)).map(([name, words]) => `${name} is gone (${words})`);
  const otherwise = [...after].flatMap(([name, words]) => {
    const old = before.get(name);
    return old === undefined || old === words ? [] : [`${name}: ${words} instead of ${old}`];
  });
  return [...come, ...gone, ...otherwise];
}
