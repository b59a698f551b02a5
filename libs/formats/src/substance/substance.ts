import { type Article, isInHs2022, type Party, type Shipment } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { strangeWord } from './goods-words.ts';
import { phoneFault } from './phones.ts';
import { placeholderIn } from './placeholder.ts';
import { postcodeFault } from './postcodes.ts';
import { isStopWord } from './stop-words.ts';

/**
 * Whether what is declared says something: names, addresses and descriptions that are placeholders, descriptions that are stop words, goods against their HS
 * code, postcodes and phones against their country. Every finding is a warning at the field: real partners send all of it.
 */
export function checkSubstance(draft: LineDraft, shipment: Shipment): void {
  if (shipment.function === 'cancel') return;
  checkParty(draft, 'consignor', shipment.consignor);
  checkParty(draft, 'consignee', shipment.consignee);
  checkParty(draft, 'notify', shipment.notify);
  for (const [at, article] of shipment.articles.entries()) checkArticle(draft, `articles.${at}`, article);
}

function checkParty(draft: LineDraft, field: string, party: Party | null): void {
  if (party === null) return;
  checkText(draft, `${field}.name`, party.name);
  const country = party.address?.country ?? null;
  checkText(draft, `${field}.address.lines.0`, party.address?.lines[0] ?? null);
  const postcode = party.address?.postcode ?? null;
  if (postcode !== null && country !== null) {
    const expected = postcodeFault(postcode, country);
    if (expected !== null) report(draft, 'substance.postcode', `${field}.address.postcode`, postcode, expected);
  }
  for (const [at, phone] of party.phones.entries()) {
    const fault = phoneFault(phone, country);
    const place = `${field}.phones.${at}`;
    if (fault?.kind === 'form') report(draft, 'substance.phone', place, phone, null);
    else if (fault)
      report(draft, 'substance.phone-country', place, phone, `a number of ${country}, not ${fault.country}`);
  }
}

function checkText(draft: LineDraft, field: string, text: string | null): void {
  if (text === null) return;
  const expected = placeholderIn(text);
  if (expected !== null) report(draft, 'substance.placeholder', field, text, expected);
}

function checkArticle(draft: LineDraft, field: string, { description, hs }: Article): void {
  if (hs !== null && !isInHs2022(hs)) report(draft, 'code.hs-unknown', `${field}.hs`, hs, null);
  if (description === null) return;
  const place = `${field}.description`;
  const expected = placeholderIn(description);
  if (expected !== null) return report(draft, 'substance.placeholder', place, description, expected);
  if (isStopWord(description)) return report(draft, 'substance.stop-word', place, description, null);
  const word = hs === null ? null : strangeWord(description, hs.slice(0, 2));
  if (word !== null) report(draft, 'substance.goods-against-hs', place, word, `goods of chapter ${hs!.slice(0, 2)}`);
}

type SubstanceCode = Extract<Parameters<LineDraft['report']>[0], `substance.${string}` | 'code.hs-unknown'>;

const report = (draft: LineDraft, code: SubstanceCode, field: string, value: string, expected: string | null): void =>
  draft.report(code, draft.placeOf(field), { value, expected });
