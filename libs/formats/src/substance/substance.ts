import { type Article, isInHs2022, type Party, type Shipment } from '@watchpost/domain';
import { articleFields } from '../values/field-names.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { type PartyField, partyPaths } from '../values/party-paths.ts';
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
  const { consignor, consignee, notify, articles } = shipment;
  if (consignor !== null) checkParty(draft, 'consignor', consignor);
  if (consignee !== null) checkParty(draft, 'consignee', consignee);
  if (notify !== null) checkParty(draft, 'notify', notify);
  for (let n = 0; n < articles.length; n++) checkArticle(draft, n, articles[n]!);
}

function checkParty(draft: LineDraft, field: PartyField, { name, address, phones }: Party): void {
  const paths = partyPaths[field];
  if (name !== null) checkText(draft, paths.name, name);
  const country = address?.country ?? null;
  const line = address?.lines[0];
  if (line !== undefined) checkText(draft, paths.firstLine, line);
  const postcode = address?.postcode ?? null;
  if (postcode !== null && country !== null) {
    const expected = postcodeFault(postcode, country);
    if (expected !== null) report(draft, 'substance.postcode', paths.postcode, postcode, expected);
  }
  for (let at = 0; at < phones.length; at++) checkPhone(draft, paths.phones, at, phones[at]!, country);
}

function checkPhone(draft: LineDraft, field: string, at: number, phone: string, country: string | null): void {
  const fault = phoneFault(phone, country);
  if (fault === null) return;
  const place = `${field}.${at}`;
  if (fault.kind === 'form') return report(draft, 'substance.phone', place, phone, null);
  report(draft, 'substance.phone-country', place, phone, `a number of ${country}, not ${fault.country}`);
}

function checkText(draft: LineDraft, field: string, text: string): void {
  const expected = placeholderIn(text);
  if (expected !== null) report(draft, 'substance.placeholder', field, text, expected);
}

function checkArticle(draft: LineDraft, n: number, { description, hs }: Article): void {
  if (hs !== null && !isInHs2022(hs)) report(draft, 'code.hs-unknown', articleFields(n).hs, hs, null);
  if (description === null) return;
  const place = articleFields(n).description;
  const expected = placeholderIn(description);
  if (expected !== null) return report(draft, 'substance.placeholder', place, description, expected);
  if (isStopWord(description)) return report(draft, 'substance.stop-word', place, description, null);
  const word = hs === null ? null : strangeWord(description, hs.slice(0, 2));
  if (word !== null) report(draft, 'substance.goods-against-hs', place, word, `goods of chapter ${hs!.slice(0, 2)}`);
}

type SubstanceCode = Extract<Parameters<LineDraft['report']>[0], `substance.${string}` | 'code.hs-unknown'>;

const report = (draft: LineDraft, code: SubstanceCode, field: string, value: string, expected: string | null): void =>
  draft.report(code, draft.placeOf(field), { value, expected });
