import { z } from 'zod';

const day = z.iso.date();
const score = z.number().nullable();

/** What is asked for, at every door that tells of quality. */
export const qualityQuery = z.object({
  from: day.optional().describe('The first day (UTC) of receipt; with the day `to`, thirty days unless said.'),
  to: day.optional().describe('The last day; today unless said.'),
  testMode: z.stringbool().default(false).describe('Of what was sent in test mode, and not of the rest.'),
});

/** Quality of what a partner sent over some days, as it is told. */
export const qualityView = z.object({
  partner: z.string(),
  testMode: z.boolean(),
  from: day,
  to: day,
  manifests: z.int(),
  lines: z.int(),
  score: score.describe(
    'From 0 to 100, the mean worth of its lines: each kind of warning takes a fifth of a line, an error all of it. null where there are none.',
  ),
  days: z
    .array(z.object({ day, manifests: z.int(), lines: z.int(), score }))
    .readonly()
    .describe('Days on which something came, in order.'),
  raise: z
    .array(
      z.object({
        code: z.string(),
        meaning: z.string().nullable(),
        mend: z.string().nullable().describe('What to do.'),
        lines: z.int().describe('Lines that have it.'),
        gain: z.number().describe('Points that the score would gain without it.'),
      }),
    )
    .readonly()
    .describe('What would raise the score most comes first; at most ten.'),
});
