import { z } from 'zod';

const shortName = z.string().regex(/^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/, 'is no short name such as hs-family');
const condition = z.string().min(1);
const sentence = z.string().min(1);
/** Log-odds. Beyond ten one rule would drown all others. */
const weight = z.number().min(-10).max(10);

export const listKinds = ['substances', 'descriptions', 'hs-groups', 'lanes', 'goods', 'currencies'] as const;
export type ListKind = (typeof listKinds)[number];

const outcome = z.strictObject({
  outcome: shortName,
  when: condition,
  weight,
  text: sentence,
  /** Lifts the decision at least into this band; the score stays what it is. */
  atLeast: shortName.optional(),
});

const cannotDecide = z.strictObject({
  when: condition.optional(),
  weight: weight.default(0),
  text: sentence,
});

const rule = z.strictObject({
  id: shortName,
  version: z.int().positive(),
  title: sentence,
  /** Why the rule is there and where its weights come from. */
  why: sentence,
  needs: z.array(z.string()).min(1),
  value: z.string().optional(),
  outcomes: z.array(outcome).min(1),
  otherwise: z.strictObject({ outcome: shortName, weight: weight.default(0), text: sentence.optional() }),
  cannotDecide,
});

export const scenarioSchema = z.strictObject({
  scenario: shortName,
  version: z.int().positive(),
  title: sentence,
  description: sentence,
  /** Share of all items that deserve a look, before anything is known of one. */
  baseRate: z.number().gt(0).lt(1),
  lists: z.strictObject(
    Object.fromEntries(listKinds.map((kind) => [kind, z.string().min(1)])) as Record<ListKind, z.ZodString>,
  ),
  bands: z
    .array(
      z.strictObject({
        name: shortName,
        from: z.number().min(0).lt(1),
        recommendation: z.enum(['NONE', 'HOLD', 'RFI', 'RFS', 'DNL']),
      }),
    )
    .min(1),
  rules: z.array(rule).min(1),
});

export type ScenarioDocument = z.output<typeof scenarioSchema>;
export type RuleDocument = ScenarioDocument['rules'][number];
