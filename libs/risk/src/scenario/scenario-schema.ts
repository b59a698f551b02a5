import { z } from 'zod';
import type { Recommendation } from '@watchpost/domain';

const shortName = z
  .string()
  .regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'is no short name such as hs-family')
  .describe('Small letters, digits and hyphens: `hs-family`.');
const condition = z.string().min(1).describe('In CEL, over the features under `needs`.');
const sentence = z.string().min(1).describe('In words; `{feature}` stands for its value.');
/** Beyond ten one rule would drown all others. */
const weight = z.number().min(-10).max(10).describe('Log-odds.');
const version = z.int().positive().describe('Counts up with every change: decisions name it.');
const title = z.string().min(1);
const needs = z
  .array(z.string())
  .min(1)
  .describe('Features that are read; where one has no value, it cannot be decided by them.');

export const listKinds = ['substances', 'descriptions', 'hs-groups', 'lanes', 'goods', 'currencies'] as const;
export type ListKind = (typeof listKinds)[number];

const file = z.string().min(1).describe('File in the folder of the scenario.');
const lists = z.strictObject({
  ...(Object.fromEntries(listKinds.map((kind) => [kind, file])) as Record<ListKind, typeof file>),
  values: z
    .record(shortName, file)
    .default({})
    .describe('Lists of values of your own, by the name under which conditions ask them: `listed("name", feature)`.'),
});

const recommendations = ['NONE', 'HOLD', 'RFI', 'RFS', 'DNL'] as const satisfies readonly Recommendation[];
const bands = z
  .array(
    z.strictObject({
      name: shortName,
      from: z.number().min(0).lt(1).describe('Lowest score of the band; the first begins at 0.'),
      recommendation: z.enum(recommendations),
    }),
  )
  .min(1)
  .describe('From the lowest.');

const atLeast = shortName
  .optional()
  .describe('Lifts the decision at least into this band; the score stays what it is.');

const outcome = z.strictObject({ outcome: shortName, when: condition, weight, text: sentence, atLeast });

const rule = z.strictObject({
  id: shortName,
  version,
  title,
  why: z.string().min(1).describe('Why the rule is there and where its weights come from.'),
  needs,
  value: z.string().optional().describe('The feature that a reason gives as its value; the first need unless said.'),
  outcomes: z.array(outcome).min(1).describe('The first one whose condition holds is the answer.'),
  otherwise: z
    .strictObject({ outcome: shortName, weight: weight.default(0), text: sentence })
    .describe(
      'The answer where none of the conditions holds. Where it weighs nothing it is not kept with the decision.',
    ),
  cannotDecide: z
    .strictObject({
      weight: weight.default(0),
      text: sentence,
      causes: z
        .array(z.strictObject({ when: condition, text: sentence }))
        .default([])
        .describe('Why it cannot be decided although all needs have values.'),
    })
    .describe('The answer where a need has no value, a cause holds, or the rule fails.'),
});

const blocked = z.strictObject({
  id: shortName,
  version,
  title,
  why: z.string().min(1).describe('Where the entry comes from.'),
  needs,
  when: condition,
  band: shortName.describe('The band of what is blocked.'),
  text: sentence,
});

const day = z.iso.date();

const override = z.strictObject({
  id: shortName,
  version,
  title,
  why: z.string().min(1).describe('Why it is there.'),
  owner: z.string({ error: 'an override needs an owner who answers for it' }).min(1),
  from: day.describe('First day, in UTC.'),
  until: z.iso
    .date({ error: 'an override needs an end: its last day, such as 2026-12-31' })
    .describe('Last day, in UTC.'),
  needs,
  when: condition.describe('Its scope, in CEL.'),
  band: shortName.describe('The band it puts what is in its scope into, up or down.'),
  text: sentence,
});

const head = {
  scenario: shortName,
  version,
  title,
  description: z.string().min(1),
  baseRate: z.number().gt(0).lt(1).describe('Share of all items that deserve a look, before anything is known of one.'),
};

/** The form in which scenarios are written. */
export const scenarioSchema = z.strictObject({
  form: z.literal(2).describe('Of this text.'),
  ...head,
  lists,
  bands,
  blockList: z
    .array(blocked)
    .default([])
    .describe('Decides first; the first entry that holds does. Nothing overrides it.'),
  overrides: z.array(override).default([]).describe('Decide next, while they last; the first one that holds does.'),
  rules: z.array(rule).min(1).describe('Decide what is left by the sum of their weights.'),
});

/** As scenarios were written before there were forms. */
export const firstForm = z
  .strictObject({
    ...head,
    lists,
    bands,
    rules: z
      .array(
        rule.extend({
          otherwise: z.strictObject({ outcome: shortName, weight: weight.default(0), text: sentence.optional() }),
          cannotDecide: z.strictObject({
            when: condition.optional(),
            weight: weight.default(0),
            text: sentence,
          }),
        }),
      )
      .min(1),
  })
  .transform(({ rules, ...rest }) => ({
    ...rest,
    blockList: [],
    overrides: [],
    rules: rules.map(({ otherwise: { text, ...otherwise }, cannotDecide: { when, ...cannotDecide }, ...each }) => ({
      ...each,
      otherwise: { ...otherwise, text: text ?? null, isKept: text !== undefined },
      cannotDecide: { ...cannotDecide, causes: when === undefined ? [] : [{ when, text: cannotDecide.text }] },
    })),
  }));

export const secondForm = scenarioSchema.transform(({ form: _, rules, ...rest }) => ({
  ...rest,
  rules: rules.map(({ otherwise, ...each }) => ({
    ...each,
    otherwise: { ...otherwise, text: otherwise.text as string | null, isKept: otherwise.weight !== 0 },
  })),
}));

/** A scenario, whichever form it was written in. */
export type ScenarioDocument = z.output<typeof secondForm>;
export type RuleDocument = ScenarioDocument['rules'][number];
export type BlockedDocument = ScenarioDocument['blockList'][number];
export type OverrideDocument = ScenarioDocument['overrides'][number];
