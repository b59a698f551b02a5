import type { Article, Identifier } from '@watchpost/domain';
import { type ArticleFields, articleFields } from '../values/field-names.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { Sited } from '../values/sited.ts';
import { joinSited } from '../values/joined-text.ts';
import type { X12Loop } from '../x12/loops.ts';

/** N1002 holds 45 characters; longer descriptions go on in the next N10. */
const DESCRIPTION = { width: 45, oneFullPiece: 'cut' } as const;

/** N1004 (element 23) of codes that are those of the Harmonized System. */
const harmonized = new Set(['H', 'J', 'B']);

/** One article, of one N10 or of several that its description goes over. */
interface Goods {
  readonly first: X12Loop;
  readonly more: X12Loop[];
}

/** N10 loops of a bill as articles. */
export function articlesIn(draft: LineDraft, line: X12Loop): readonly Article[] {
  return gather(line.inner('N10')).map((goods, n) => articleOf(draft, goods, articleFields(n)));
}

function gather(loops: readonly X12Loop[]): readonly Goods[] {
  const gathered: Goods[] = [];
  for (const loop of loops) {
    const open = gathered.at(-1);
    if (open && goesOn(open, loop)) open.more.push(loop);
    else gathered.push({ first: loop, more: [] });
  }
  return gathered;
}

/** Nothing but text: it belongs to what stands before it, in the same equipment. */
function goesOn({ first, more }: Goods, { head, parent }: X12Loop): boolean {
  if (parent !== first.parent || head.code(2) === '') return false;
  if ([5, 6, 8].some((n) => head.code(n) !== '')) return false;
  const before = (more.at(-1) ?? first).head;
  const isFull = (before.at(2)?.text.length ?? 0) >= DESCRIPTION.width;
  const quantity = head.code(1);
  return quantity === '' || (isFull && (Number(quantity) === 0 || quantity === first.head.code(1)));
}

function articleOf(draft: LineDraft, { first, more }: Goods, fields: ArticleFields): Article {
  const { head } = first;
  const isHarmonized = harmonized.has(head.code(4));
  return {
    description: draft.text(fields.description, descriptionOf(first, more)),
    hs: isHarmonized ? draft.hs(fields.hs, head.at(5)) : null,
    quantity: draft.number(fields.quantity, head.at(1)),
    netMassKg: draft.massKg(fields.netMassKg, head.at(8), head.at(7)),
    value: draft.money(fields.value, head.at(6), head.at(13)),
    origin: draft.country(fields.origin, head.at(11)),
    identifiers: identifiersOf(draft, fields.identifiers, first, more),
  };
}

function descriptionOf({ head }: X12Loop, more: readonly X12Loop[]): Sited | null {
  if (more.length === 0) return head.at(2);
  return joinSited([head.at(2), ...more.map((loop) => loop.head.at(2))], DESCRIPTION);
}

/** N1003: marks and numbers on the packages. H101: number of the UN list of dangerous goods, with or without UN before it. */
function identifiersOf(
  draft: LineDraft,
  field: (n: number) => string,
  first: X12Loop,
  more: readonly X12Loop[],
): readonly Identifier[] {
  const found: Identifier[] = [];
  const add = (scheme: string, value: string | null): void => {
    if (value !== null) found.push({ scheme, value });
  };
  add('MARKS', draft.text(field(0), first.head.at(3)));
  for (const { head } of more) add('MARKS', draft.text(field(found.length), head.at(3)));
  for (const { head } of first.loops) {
    const number = head.tag === 'H1' ? draft.text(field(found.length), head.at(1)) : null;
    add('UNDG', number?.replace(/^(UN|NA) ?(?=\d)/, '') ?? null);
  }
  return found;
}
