import { z } from 'zod';

export const flowQuery = z.object({
  window: z.coerce.number().int().min(10).max(3600).default(60).describe('Seconds over which rates are taken.'),
});

export const flowView = z.object({
  at: z.iso.datetime(),
  windowSeconds: z.number(),
  stages: z
    .array(
      z.object({
        stage: z
          .string()
          .describe('manifests, normalized, assessed, band, alerted, selected, progressed or inspected.'),
        detail: z.string().describe('Outcome, band, state, method or step.'),
        total: z.number().int().describe('Since the beginning.'),
        perSecond: z.number(),
      }),
    )
    .describe('What was counted, by stage.'),
  lag: z
    .array(
      z.object({
        service: z.string(),
        topic: z.string(),
        records: z.number().int(),
        oldestSeconds: z.number().nullable(),
      }),
    )
    .nullable()
    .describe('How far each service is behind; null where the broker cannot be asked.'),
  deadLetters: z.array(
    z.object({
      topic: z.string(),
      service: z.string(),
      code: z.string(),
      stage: z.string(),
      waiting: z.number().int(),
      oldestAt: z.iso.datetime(),
    }),
  ),
});
