import type { z } from 'zod';
import type {
  currenciesSchema,
  descriptionsSchema,
  goodsSchema,
  hsGroupsSchema,
  lanesSchema,
  substancesSchema,
} from './list-schemas.ts';
import { fold } from '@watchpost/domain';
import { PhraseIndex } from './phrase-index.ts';

/** `hint`: words of the trade, no substance. */
export type SubstanceClass = 'controlled' | 'precursor' | 'adulterant' | 'hint';

/** What a phrase in a description stands for. */
export type GoodsMeaning =
  | { readonly kind: 'substance'; readonly name: string; readonly class: SubstanceClass }
  | { readonly kind: 'equipment'; readonly words: string }
  | { readonly kind: 'goods'; readonly words: string; readonly chapters: ReadonlySet<string> }
  | { readonly kind: 'vague' };

export interface HsGroup {
  readonly name: string;
  readonly title: string;
  /** Place in the list, 0 for the gravest. */
  readonly rank: number;
}

/** The lists of a scenario, ready to be asked. */
export interface ScenarioLists {
  readonly substances: {
    readonly byCas: ReadonlyMap<string, { readonly name: string; readonly class: SubstanceClass }>;
    /** Matches a word that ends like a family of substances. */
    readonly endings: RegExp;
  };
  readonly phrases: PhraseIndex<GoodsMeaning>;
  readonly vague: ReadonlySet<string>;
  readonly placeholders: ReadonlySet<string>;
  readonly hsGroups: { readonly names: readonly string[]; find(hs: string): HsGroup | undefined };
  readonly lanes: ReadonlyMap<string, 'high' | 'elevated'>;
  readonly usdPer: ReadonlyMap<string, number>;
}

/** Lists of a scenario's own, by name; conditions ask them by `listed`. */
export type ValueLists = ReadonlyMap<string, ReadonlySet<string>>;

export interface ListContents {
  readonly substances: z.output<typeof substancesSchema>;
  readonly descriptions: z.output<typeof descriptionsSchema>;
  readonly 'hs-groups': z.output<typeof hsGroupsSchema>;
  readonly lanes: z.output<typeof lanesSchema>;
  readonly goods: z.output<typeof goodsSchema>;
  readonly currencies: z.output<typeof currenciesSchema>;
}

export function compileLists(contents: ListContents): ScenarioLists {
  const { substances, descriptions, lanes, currencies } = contents;
  return {
    substances: {
      byCas: new Map(substances.substances.flatMap((each) => each.cas.map((number) => [number, each] as const))),
      endings: substances.endings.length === 0 ? /$^/ : new RegExp(`(?:${substances.endings.join('|')})$`),
    },
    phrases: indexPhrases(contents),
    vague: new Set(descriptions.vague.map(fold)),
    placeholders: new Set(descriptions.placeholders.map(fold)),
    hsGroups: compileHsGroups(contents['hs-groups']),
    lanes: new Map([
      ...lanes.elevated.map((country) => [country, 'elevated'] as const),
      ...lanes.high.map((country) => [country, 'high'] as const),
    ]),
    usdPer: new Map(Object.entries(currencies.usdPer)),
  };
}

function indexPhrases({ substances, descriptions, goods }: ListContents): PhraseIndex<GoodsMeaning> {
  const index = new PhraseIndex<GoodsMeaning>();
  for (const { name, class: found, synonyms } of substances.substances) {
    for (const phrase of [name, ...synonyms]) index.add(phrase, { kind: 'substance', name, class: found });
  }
  for (const hint of substances.hints) index.add(hint, { kind: 'substance', name: hint, class: 'hint' });
  for (const words of goods.equipment) index.add(words, { kind: 'equipment', words });
  for (const { words, chapters } of goods.goods) {
    const set = new Set(chapters);
    for (const each of words) index.add(each, { kind: 'goods', words: each, chapters: set });
  }
  for (const phrase of descriptions.vague) index.add(phrase, { kind: 'vague' });
  return index;
}

/** The longest code that the declared one begins with decides: a subheading goes before its heading. */
function compileHsGroups(content: z.output<typeof hsGroupsSchema>): ScenarioLists['hsGroups'] {
  const byCode = new Map<string, HsGroup>();
  content.groups.forEach(({ name, title, codes }, rank) => {
    for (const code of codes) byCode.set(code, { name, title, rank });
  });
  const lengths = [...new Set([...byCode.keys()].map((code) => code.length))].sort((a, b) => b - a);
  return {
    names: content.groups.map(({ name }) => name),
    find(hs) {
      for (const length of lengths) {
        const group = hs.length >= length ? byCode.get(hs.slice(0, length)) : undefined;
        if (group) return group;
      }
      return undefined;
    },
  };
}
