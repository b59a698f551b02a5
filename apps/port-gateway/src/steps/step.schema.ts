import { portSteps } from '@watchpost/domain';
import { z } from 'zod';

/** A time as a port's clock has it, with its offset; kept in UTC. */
export const reportedMoment = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const reportable = portSteps.filter((step) => step !== 'DELIVERED');

export const newStep = z.strictObject({
  step: z.enum(reportable),
  at: reportedMoment.describe('When it was done.'),
  evidence: z
    .record(z.string().min(1).max(60), z.string().max(2_000))
    .refine((evidence) => Object.keys(evidence).length <= 30, 'at most 30 entries')
    .default({})
    .describe('Whatever shows it: bin, officer’s number, reference of a picture.'),
  revision: z.int().min(1).optional().describe('The revision it was done for; refused where a newer one has come.'),
});
