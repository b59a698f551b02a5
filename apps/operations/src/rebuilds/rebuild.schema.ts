import { z } from 'zod';
import { pageOf } from '../paging/page.ts';

/** Tables that can be made anew, and the service that owns each and does the work. */
export const rebuildable: Readonly<Record<string, string>> = {
  entity_days: 'scorer',
  flow_counts: 'operations',
};

/** What is asked for, and how the owner is told of it. */
export const rebuildActions = { plan: 'PLAN', compare: 'COMPARE', swap: 'SWAP' } as const;

export const rebuildRequest = z.strictObject({
  table: z
    .string()
    .max(63)
    .describe(`One of ${Object.keys(rebuildable).join(', ')}.`),
  action: z
    .enum(['plan', 'compare', 'swap'])
    .describe('plan: how much it is; compare: make it, say how they differ, throw it away; swap: put it in place.'),
  rowsPerSecond: z
    .number()
    .int()
    .min(1)
    .max(1_000_000)
    .optional()
    .describe('Rows of the source that are read a second.'),
  reason: z.string().min(1).max(1000).describe('Why; kept in the audit log.'),
});

export const abortRequest = z.strictObject({ reason: z.string().min(1).max(1000) });

export const rebuildView = z.object({
  rebuildId: z.string(),
  table: z.string(),
  service: z.string(),
  action: z.string(),
  state: z.enum(['requested', 'running', 'planned', 'compared', 'swapped', 'aborted', 'failed']),
  phase: z.string().nullable(),
  done: z.number(),
  total: z.number().describe('Rows of the source, an estimate; slices while folding.'),
  bytes: z.number().nullable().describe('Size of the source.'),
  secondsLeft: z.number().nullable(),
  drift: z
    .object({
      rows: z.number(),
      differing: z.number(),
      missing: z.number().describe('The live table lacked them.'),
      surplus: z.number().describe('Only the live table had them.'),
      largest: z.number(),
      sum: z.number(),
      examples: z.array(z.string()),
    })
    .nullable()
    .describe('How the live table differed from the one made anew, both as of one moment.'),
  message: z.string().nullable(),
  rowsPerSecond: z.number().nullable(),
  requestedBy: z.string(),
  reason: z.string(),
  requestedAt: z.string(),
  updatedAt: z.string(),
});

export const rebuildPage = pageOf(rebuildView);
