import { z } from 'zod';

const moment = z.iso.datetime({ offset: true });

export const effectivenessQuery = z.object({
  from: moment.optional().describe('Alerts issued from then on; thirty days before `to` unless said.'),
  to: moment.optional().describe('Alerts issued before then; now unless said.'),
});

const outcome = z.object({
  group: z.string(),
  targeted: z.number().int(),
  acknowledged: z.number().int(),
  examined: z.number().int(),
  found: z.number().int().describe('Presumptive or confirmed, by the result that counts.'),
  confirmed: z.number().int(),
  withdrawn: z.number().int().describe('Cancelled, superseded or expired before they were examined.'),
  hitRate: z
    .object({ rate: z.number(), low: z.number(), high: z.number() })
    .nullable()
    .describe('found ÷ examined with its 95 % interval; null where nothing was examined.'),
});

export const effectivenessView = z.object({
  from: z.iso.datetime(),
  to: z.iso.datetime(),
  total: outcome,
  byMethod: z.array(outcome).describe('How the alerts were chosen; `random` is what chance finds.'),
  byRule: z.array(outcome).describe('Rule and version; an alert counts for each rule that spoke for it.'),
  byPort: z.array(outcome),
  byBand: z.array(outcome),
});
