import { dispositions, inspectionMethods, inspectionOutcomes, isCas } from '@watchpost/domain';
import { z } from 'zod';
import { inspectionView } from '../alerts/alert.schema.ts';
import { reportedMoment } from '../steps/step.schema.ts';

const words = (longest: number) => z.string().trim().min(1).max(longest).nullable().default(null);

const methodReading = z.strictObject({
  method: z.enum(inspectionMethods),
  device: words(200).describe('Maker and model.'),
  serial: words(100),
  library: words(200).describe('Name and version of the device’s library: what it does not hold it cannot name.'),
  reading: words(2_000).describe('What the device showed, as it showed it.'),
  throughPackaging: z.boolean().nullable().default(null),
});

const identification = z.strictObject({
  substance: z.string().trim().min(1).max(200),
  cas: z
    .string()
    .refine(isCas, 'is no CAS number: its form or check digit is wrong')
    .nullable()
    .default(null)
    .describe('CAS registry number with its check digit, 437-38-7.'),
  score: z.number().min(0).max(1).nullable().default(null).describe('How sure the device was, 0 to 1.'),
});

const observed = z.strictObject({
  description: words(2_000),
  hs: z
    .string()
    .regex(/^\d{4,10}$/u, 'is no HS code: 4 to 10 digits')
    .nullable()
    .default(null),
  netMassKg: z.number().positive().max(1_000_000).nullable().default(null),
  count: z.number().nonnegative().max(1_000_000_000).nullable().default(null),
  form: z.enum(['powder', 'tablet', 'liquid', 'equipment', 'other']).nullable().default(null),
});

export const newInspection = z
  .strictObject({
    at: reportedMoment.optional().describe('When it ended; `endedAt` means the same.'),
    endedAt: reportedMoment.optional(),
    startedAt: reportedMoment.nullable().default(null),
    outcome: z.enum(inspectionOutcomes).describe('A negative reading is not a clearance.'),
    disposition: z.enum(dispositions).nullable().default(null).describe('Moves the alert on.'),
    methods: z.array(methodReading).min(1).max(9),
    identifications: z.array(identification).max(50).default([]),
    observed: observed.nullable().default(null),
    laboratoryCase: words(100),
    corrects: z.uuid().nullable().default(null).describe('The result that this one supersedes.'),
    revision: z.int().min(1).optional(),
  })
  .refine(({ at, endedAt }) => (at === undefined) !== (endedAt === undefined), {
    path: ['at'],
    message: 'say when it ended: at or endedAt, one of them',
  })
  .refine(({ at, endedAt, startedAt }) => startedAt === null || startedAt <= (at ?? endedAt ?? startedAt), {
    path: ['startedAt'],
    message: 'lies after the end',
  })
  .refine(({ outcome, identifications }) => outcome !== 'CONFIRMED' || identifications.length > 0, {
    path: ['identifications'],
    message: 'a confirmed result names what was confirmed',
  });
export type NewInspection = z.output<typeof newInspection>;

export const reportedInspection = inspectionView.extend({
  alertId: z.uuid(),
  state: z.string().describe('Where the alert stands now.'),
  possible: z.array(z.string()),
});
export type ReportedInspection = z.output<typeof reportedInspection>;
