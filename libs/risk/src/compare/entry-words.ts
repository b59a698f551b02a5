import type { BlockedDocument, OverrideDocument, RuleDocument } from '../scenario/scenario-schema.ts';

/** `weighs 1.8 instead of 1.2`; nothing where they are alike. */
function instead(
  what: string,
  before: unknown,
  after: unknown,
  shown = (value: unknown): string => String(value),
): string[] {
  return before === after ? [] : [`${what} ${shown(after)} instead of ${shown(before)}`];
}

const quoted = (value: unknown): string => `“${String(value)}”`;
const code = (value: unknown): string => `\`${String(value)}\``;

function listWords(what: string, before: readonly string[], after: readonly string[]): string[] {
  const come = after.filter((each) => !before.includes(each));
  const gone = before.filter((each) => !after.includes(each));
  return [
    ...(come.length > 0 ? [`${what} ${come.join(', ')}`] : []),
    ...(gone.length > 0 ? [`no longer ${what} ${gone.join(', ')}`] : []),
  ];
}

type Outcome = RuleDocument['outcomes'][number];

/** What of a rule decides otherwise, or is told otherwise; its title and its why are neither. */
export function ruleWords(before: RuleDocument, after: RuleDocument): readonly string[] {
  return [
    ...listWords('needs', before.needs, after.needs),
    ...instead('gives as its value', before.value ?? before.needs[0], after.value ?? after.needs[0]),
    ...outcomesWords(before.outcomes, after.outcomes),
    ...otherwiseWords(before.otherwise, after.otherwise),
    ...cannotDecideWords(before.cannotDecide, after.cannotDecide),
  ];
}

function outcomesWords(before: readonly Outcome[], after: readonly Outcome[]): string[] {
  const [old, now] = [byName(before), byName(after)];
  const come = after.filter(({ outcome }) => !old.has(outcome));
  const gone = before.filter(({ outcome }) => !now.has(outcome));
  const kept = after.filter(({ outcome }) => old.has(outcome));
  const order = kept.map(({ outcome }) => outcome);
  const orderBefore = before.map(({ outcome }) => outcome).filter((outcome) => now.has(outcome));
  return [
    ...come.map(({ outcome, weight, when }) => `${outcome} is a new outcome, weight ${weight}, when ${code(when)}`),
    ...gone.map(({ outcome, weight }) => `the outcome ${outcome} (weight ${weight}) is gone`),
    ...kept.flatMap((each) => outcomeWords(old.get(each.outcome)!, each)),
    ...instead('outcomes are tried in the order', orderBefore.join(', '), order.join(', ')),
  ];
}

const byName = (outcomes: readonly Outcome[]): ReadonlyMap<string, Outcome> =>
  new Map(outcomes.map((each) => [each.outcome, each]));

function outcomeWords(before: Outcome, after: Outcome): string[] {
  const { outcome } = after;
  return [
    ...instead(`${outcome} weighs`, before.weight, after.weight),
    ...instead(`${outcome} holds when`, before.when, after.when, code),
    ...instead(`${outcome} lifts to`, before.atLeast ?? 'no band', after.atLeast ?? 'no band'),
    ...instead(`${outcome} says`, before.text, after.text, quoted),
  ];
}

function otherwiseWords(before: RuleDocument['otherwise'], after: RuleDocument['otherwise']): string[] {
  const { outcome } = after;
  return [
    ...instead('otherwise it answers', before.outcome, outcome),
    ...instead(`${outcome} weighs`, before.weight, after.weight),
    ...instead(`${outcome} says`, before.text ?? 'nothing', after.text ?? 'nothing', quoted),
    ...instead(`${outcome} is`, keptWords(before.isKept), keptWords(after.isKept)),
  ];
}

const keptWords = (isKept: boolean): string => (isKept ? 'kept with decisions' : 'not kept with decisions');

function cannotDecideWords(before: RuleDocument['cannotDecide'], after: RuleDocument['cannotDecide']): string[] {
  const causes = ({ causes: all }: RuleDocument['cannotDecide']): readonly string[] =>
    all.map(({ when }) => code(when));
  const told = new Map(before.causes.map(({ when, text }) => [when, text]));
  return [
    ...instead('cannot decide weighs', before.weight, after.weight),
    ...instead('cannot decide says', before.text, after.text, quoted),
    ...listWords('cannot decide when', causes(before), causes(after)),
    ...after.causes.flatMap(({ when, text }) =>
      instead(`cannot decide when ${code(when)} says`, told.get(when) ?? text, text, quoted),
    ),
  ];
}

/** Of an entry of the block list. */
export function blockedWords(before: BlockedDocument, after: BlockedDocument): readonly string[] {
  return [
    ...listWords('needs', before.needs, after.needs),
    ...instead('holds when', before.when, after.when, code),
    ...instead('leads to the band', before.band, after.band),
    ...instead('says', before.text, after.text, quoted),
  ];
}

export function overrideWords(before: OverrideDocument, after: OverrideDocument): readonly string[] {
  return [
    ...blockedWords(before, after),
    ...instead('is owned by', before.owner, after.owner),
    ...instead('begins on', before.from, after.from),
    ...instead('ends on', before.until, after.until),
  ];
}
