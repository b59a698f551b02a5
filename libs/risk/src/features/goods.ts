import type { Article, Shipment } from '@watchpost/domain';
import { casNumbersIn } from '../lists/cas-number.ts';
import type { GoodsMeaning, ScenarioLists, SubstanceClass } from '../lists/lists.ts';
import { fold } from '@watchpost/domain';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';

export const goodsFeatures = {
  hs_group: {
    type: 'text',
    description:
      'Group of the list `hs-groups` of the first article whose HS code is on it; `other` where none is. The list is in order of concern.',
  },
  hs_code: {
    type: 'text',
    description: 'The HS code that `hs_group` was taken from; the first one declared where none is on the list.',
  },
  cas_class: {
    type: 'text',
    values: ['controlled', 'precursor', 'adulterant', 'unlisted', 'none'],
    description:
      'Class of the most serious CAS number (with a valid check digit) in a description or an identifier; `unlisted` where it is on no list.',
  },
  cas_number: { type: 'text', description: 'That CAS number; empty where there is none.' },
  substance_class: {
    type: 'text',
    values: ['controlled', 'precursor', 'adulterant', 'hint', 'none'],
    description:
      'Class of the most serious substance named in a description, by name, synonym or ending; `hint` for words of the trade such as research chemical.',
  },
  substance_name: { type: 'text', description: 'The substance or the words found; empty where there are none.' },
  equipment_words: {
    type: 'text',
    description: 'Words for pill presses, dies and imprints found in a description; empty where there are none.',
  },
  description_quality: {
    type: 'text',
    values: ['placeholder', 'vague', 'partly-vague', 'specific'],
    description:
      'Of the worst description: `placeholder` where it says nothing at all (digits, XXX, TBD), `vague` where it is nothing but a phrase of the list, `partly-vague` where it contains one.',
  },
  description: {
    type: 'text',
    description: 'The description that `description_quality` judged, cut at 60 characters.',
  },
  goods_against_hs: {
    type: 'text',
    values: ['agrees', 'differs', 'differs-chemical', 'unknown'],
    description:
      'Whether the words of the descriptions belong to the HS chapters declared with them; `differs-chemical` where everyday goods are declared in a chapter of chemicals; `unknown` where the words are on no list.',
  },
  goods_words: { type: 'text', description: 'The words `goods_against_hs` went by; empty where there are none.' },
} as const satisfies Record<string, FeatureDefinition>;

export type GoodsFeatures = FeaturesOf<typeof goodsFeatures>;

const classOrder: Readonly<Record<SubstanceClass | 'unlisted' | 'none', number>> = {
  controlled: 5,
  precursor: 4,
  adulterant: 3,
  hint: 2,
  unlisted: 1,
  none: 0,
};
const qualityOrder = { placeholder: 3, vague: 2, 'partly-vague': 1, specific: 0 } as const;

const digitsForCas = /\p{Nd}\P{Nd}{0,3}\p{Nd}{2}\P{Nd}{0,3}\p{Nd}/u;
const sameCharacterOnly = /^(\S)\1{2,}$/;
const lettersInside = /\p{L}{2}/u;
const fileName = /^\.?\w{0,12}\.(?:pdf|docx?|xlsx?|jpe?g|png|txt)$/i;
const chemicalChapters: ReadonlySet<string> = new Set(['28', '29', '38']);
const shownLength = 60;

/** Reads what is said about the goods, in one pass over the words of each description. */
export function readGoods(out: GoodsFeatures, shipment: Shipment, lists: ScenarioLists): void {
  readHs(out, shipment.articles, lists);
  let described = false;
  for (const article of shipment.articles) {
    readCas(out, article, lists);
    if (article.description === null) continue;
    if (!described) beginDescriptions(out);
    described = true;
    readDescription(out, article.description, article.hs, lists);
  }
}

function beginDescriptions(out: GoodsFeatures): void {
  out.cas_class ??= 'none';
  out.cas_number ??= '';
  out.substance_class = 'none';
  out.substance_name = '';
  out.equipment_words = '';
  out.description_quality = null;
}

function readHs(out: GoodsFeatures, articles: readonly Article[], lists: ScenarioLists): void {
  let best = Number.POSITIVE_INFINITY;
  for (const { hs } of articles) {
    if (hs === null) continue;
    const group = lists.hsGroups.find(hs);
    const rank = group?.rank ?? Number.MAX_SAFE_INTEGER;
    if (rank >= best) continue;
    best = rank;
    out.hs_group = group?.name ?? 'other';
    out.hs_code = hs;
  }
}

function readCas(out: GoodsFeatures, article: Article, lists: ScenarioLists): void {
  for (const { scheme, value } of article.identifiers) if (scheme === 'CAS') takeCas(out, value, lists);
  const text = article.description;
  if (text === null || !digitsForCas.test(text)) return;
  for (const number of casNumbersIn(text, (each) => lists.substances.byCas.has(each))) takeCas(out, number, lists);
}

function takeCas(out: GoodsFeatures, number: string, lists: ScenarioLists): void {
  const found = lists.substances.byCas.get(number)?.class ?? 'unlisted';
  if (classOrder[found] <= classOrder[out.cas_class ?? 'none']) return;
  out.cas_class = found === 'hint' ? 'unlisted' : found;
  out.cas_number = number;
}

function readDescription(out: GoodsFeatures, description: string, hs: string | null, lists: ScenarioLists): void {
  const folded = fold(description);
  const words = folded === '' ? [] : folded.split(' ');
  let partlyVague = false;
  let chapters: ReadonlySet<string> | null = null;
  let goods = '';
  lists.phrases.find(words, (meaning: GoodsMeaning) => {
    if (meaning.kind === 'substance') takeSubstance(out, meaning.class, meaning.name);
    else if (meaning.kind === 'equipment') out.equipment_words = meaning.words;
    else if (meaning.kind === 'vague') partlyVague = true;
    else if (hs === null || chapters === null || meaning.chapters.has(hs.slice(0, 2))) {
      chapters = meaning.chapters;
      goods = meaning.words;
    }
  });
  for (const word of words) {
    if (word.length > 8 && lists.substances.endings.test(word)) takeSubstance(out, 'controlled', word);
  }
  takeQuality(out, qualityOf(description, folded, partlyVague, lists), description);
  if (hs !== null) takeAgreement(out, hs, chapters, goods);
}

function takeSubstance(out: GoodsFeatures, found: SubstanceClass, name: string): void {
  if (classOrder[found] <= classOrder[out.substance_class ?? 'none']) return;
  out.substance_class = found;
  out.substance_name = name;
}

type Quality = keyof typeof qualityOrder;

function qualityOf(description: string, folded: string, partlyVague: boolean, lists: ScenarioLists): Quality {
  if (lists.placeholders.has(folded)) return 'placeholder';
  if (!lettersInside.test(description)) return 'placeholder';
  if (sameCharacterOnly.test(folded) || fileName.test(description.trim())) return 'placeholder';
  if (lists.vague.has(folded)) return 'vague';
  return partlyVague ? 'partly-vague' : 'specific';
}

function takeQuality(out: GoodsFeatures, quality: Quality, description: string): void {
  if (out.description_quality !== null && qualityOrder[quality] <= qualityOrder[out.description_quality]) return;
  out.description_quality = quality;
  out.description = description.length <= shownLength ? description : `${description.slice(0, shownLength)}…`;
}

const agreementOrder = { 'differs-chemical': 3, differs: 2, agrees: 1, unknown: 0 } as const;

function takeAgreement(out: GoodsFeatures, hs: string, chapters: ReadonlySet<string> | null, goods: string): void {
  const found = agreementOf(hs.slice(0, 2), chapters);
  const known = out.goods_against_hs;
  if (known !== null && agreementOrder[found] <= agreementOrder[known]) return;
  out.goods_against_hs = found;
  out.goods_words = goods;
}

function agreementOf(chapter: string, chapters: ReadonlySet<string> | null): keyof typeof agreementOrder {
  if (chapters === null) return 'unknown';
  if (chapters.has(chapter)) return 'agrees';
  return chemicalChapters.has(chapter) ? 'differs-chemical' : 'differs';
}
