import { z } from 'zod';

const moment = z.iso.datetime();
const given = z.iso.datetime({ offset: true });

export const archiveScope = z.object({
  from: given.optional().describe('Received from then on.'),
  to: given.optional().describe('Received before.'),
  partner: z.string().max(100).optional(),
  manifestId: z.uuid().optional(),
});

export const archiveQuery = archiveScope.extend({
  fromSequence: z.coerce
    .number()
    .int()
    .min(0)
    .default(0)
    .describe('Where the list goes on: `next` of the page before.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100),
});

export const archiveSummary = z.object({
  manifests: z.int(),
  lines: z.int().describe('As they were counted when they were read.'),
  bytes: z.int(),
  firstSequence: z.int().nullable(),
  lastSequence: z.int().nullable(),
  earliest: moment.nullable().describe('Oldest manifest that is still kept, whatever the scope.'),
});

export const archivePage = z.object({
  items: z.array(
    z.object({
      manifestId: z.uuid(),
      sequence: z.int().describe('Order in which they were taken.'),
      partner: z.string(),
      testMode: z.boolean(),
      formatHint: z.string().nullable(),
      readingId: z.string().nullable().describe('Settings it was read by, below; null where its partner had none.'),
      contentType: z.string().nullable(),
      receivedAt: moment,
      completedAt: moment.nullable().describe('When every line had its outcome.'),
      size: z.int(),
      digest: z.string(),
      format: z.string().nullable(),
      lines: z.int().nullable().describe('null where its reader failed.'),
    }),
  ),
  readings: z
    .record(z.string(), z.string())
    .describe('Settings that manifests of this page were read by: JSON, by id.'),
  next: z.int().nullable(),
});

export const recordedLines = z.object({
  items: z.array(
    z.object({
      ordinal: z.int().describe('From 1.'),
      outcome: z.enum(['DECLARED', 'RECORDED', 'REJECTED']).describe('What its reader made of it.'),
      state: z.enum(['ASSESSED', 'RECORDED', 'REJECTED', 'SUPERSEDED', 'DEAD', 'PENDING']),
      shipmentId: z.uuid().nullable(),
      itemId: z.string().nullable(),
      code: z.string().nullable().describe('Finding that rejected it, or held it in quarantine.'),
      reader: z.string().nullable().describe('Reader and its version, as csv@1.'),
    }),
  ),
  next: z.string().nullable(),
});

export type ArchiveSummary = z.output<typeof archiveSummary>;
export type ArchivePage = z.output<typeof archivePage>;
export type RecordedLines = z.output<typeof recordedLines>;
