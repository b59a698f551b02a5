import type { Article, Money } from '@watchpost/domain';
import { joinSited } from '../values/joined-text.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { PieceWidth } from '../values/text-pieces.ts';
import type { Sited } from '../values/sited.ts';
import type { ImpField, ImpGroup } from './line.ts';
import { noArticle } from '../values/shipment-parts.ts';

/** No value declared, no customs value, no insurance. */
const none = new Set(['NVD', 'NCV', 'XXX', '']);

/** CVD: currency first; values for carriage, customs and insurance last. */
export function customsValue(draft: LineDraft, cvd: ImpGroup | null): Money | null {
  const line = cvd?.lines[0];
  if (!line || line.fields.length < 4) return null;
  const customs = line.at(line.fields.length - 2);
  return customs === null || none.has(customs.code) ? null : draft.money('value', customs, line.at(0));
}

/** The description and the first tariff code are one article; each further code is one more, for nothing says what it is of. */
export function articlesOf(
  draft: LineDraft,
  pieces: readonly (Sited | null)[],
  width: PieceWidth,
  codes: readonly ImpField[],
): readonly Article[] {
  const description = draft.text('articles.0.description', joinSited(pieces, width));
  const hs = codes.map((code, n) => draft.hs(`articles.${n}.hs`, code));
  if (description === null && hs.length === 0) return [];
  return [{ ...noArticle, description, hs: hs[0] ?? null }, ...hs.slice(1).map((code) => ({ ...noArticle, hs: code }))];
}
