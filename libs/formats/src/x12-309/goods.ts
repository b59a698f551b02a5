import type { Article, Identifier } from '@watchpost/domain';
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
  return gather(line.inner('N10')).map((goods, n) => articleOf(draft, goods, `articles.${n}`));
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

function articleOf(draft: LineDraft, { first, more }: Goods, field: string): Article {
  const { head } = first;
  const isHarmonized = harmonized.has(head.code(4));
  return {
    description: draft.text(`${field}.description`, descriptionOf([first, ...more])),
    hs: isHarmonized ? draft.hs(`${field}.hs`, head.at(5)) : null,
    quantity: draft.number(`${field}.quantity`, head.at(1)),
    netMassKg: draft.massKg(`${field}.netMassKg`, head.at(8), head.at(7)),
    value: draft.money(`${field}.value`, head.at(6), head.at(13)),
    origin: draft.country(`${field}.origin`, head.at(11)),
    identifiers: [...marksOf(draft, field, [first, ...more]), ...hazardsOf(draft, field, first)],
  };
}

function descriptionOf(loops: readonly X12Loop[]): Sited | null {
  return joinSited(
    loops.map(({ head }) => head.at(2)),
    DESCRIPTION,
  );
}

/** N1003: marks and numbers on the packages. */
const marksOf = (draft: LineDraft, field: string, loops: readonly X12Loop[]): readonly Identifier[] =>
  loops.flatMap(({ head }, n) => {
    const value = draft.text(`${field}.identifiers.${n}`, head.at(3));
    return value === null ? [] : [{ scheme: 'MARKS', value }];
  });

/** H101: number of the UN list of dangerous goods, with or without UN before it. */
const hazardsOf = (draft: LineDraft, field: string, goods: X12Loop): readonly Identifier[] =>
  goods.inner('H1').flatMap(({ head }) => {
    const value = draft.text(`${field}.dangerous`, head.at(1))?.replace(/^(UN|NA) ?(?=\d)/, '') ?? null;
    return value === null ? [] : [{ scheme: 'UNDG', value }];
  });
