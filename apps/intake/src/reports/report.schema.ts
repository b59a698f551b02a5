import { z } from 'zod';
import { pageOf, pageQuery } from '../paging/cursor.ts';

const moment = z.iso.datetime();

export const outcomeCounts = z.object({
  ASSESSED: z.int(),
  RECORDED: z.int().describe('Tracking events and cancellations.'),
  REJECTED: z.int(),
  SUPERSEDED: z.int().describe('A newer version had come first.'),
  DEAD: z.int().describe('Parked; may still be turned into one of the others.'),
  PENDING: z.int(),
});

export const findingCounts = z.object({ error: z.int(), warning: z.int(), info: z.int() });

export const manifestStatus = z.object({
  manifestId: z.uuid(),
  status: z
    .enum(['received', 'processing', 'complete', 'dead'])
    .describe(
      'received: kept; processing: being read, or lines are still open; complete: every line has ended; dead: the reader failed as a whole, and operators know.',
    ),
  testMode: z.boolean(),
  receivedAt: moment,
  size: z.int(),
  digest: z.string(),
  format: z.string().nullable().describe('As recognised; `unknown` where nothing could be read; null before that.'),
  confidence: z.number().nullable(),
  messages: z.int().nullable(),
  lines: z.int().nullable().describe('null until all of it was read.'),
  outcomes: outcomeCounts,
  findings: findingCounts,
  processedAt: moment.nullable(),
  completedAt: moment.nullable(),
  dead: z.object({ code: z.string(), reason: z.string() }).nullable(),
  links: z.record(z.string(), z.string()),
});

export const place = z.object({
  offset: z.int().describe('Bytes from the start, after content coding was removed.'),
  row: z.int().nullable(),
  segment: z.string().nullable(),
  path: z.string().nullable(),
});

export const manifestLine = z.object({
  ordinal: z.int().describe('From 1.'),
  lineId: z.uuid(),
  state: z.enum(['ASSESSED', 'RECORDED', 'REJECTED', 'SUPERSEDED', 'DEAD', 'PENDING']),
  shipmentId: z.uuid().nullable(),
  itemId: z.string().nullable(),
  code: z.string().nullable().describe('Finding that rejected it, or for which it waits in quarantine (DEAD).'),
  place,
});

export const manifestFinding = z.object({
  severity: z.enum(['error', 'warning', 'info']),
  code: z.string(),
  line: z.int().nullable(),
  place: place.nullable(),
  message: z.string(),
  value: z.string().nullable(),
  expected: z.string().nullable(),
});

export const manifestQuality = z.object({
  score: z
    .number()
    .nullable()
    .describe(
      'From 0 to 100, the mean worth of its lines: each kind of warning takes a fifth of a line, an error all of it. null where there are none, and until all was read.',
    ),
  lines: z.int().nullable().describe('null until all of it was read.'),
  raise: z
    .array(
      z.object({
        code: z.string(),
        lines: z.int().describe('Lines that have it.'),
        gain: z.number().describe('Points that the score would gain without it.'),
        example: manifestFinding.describe('The first of them.'),
      }),
    )
    .describe('What would raise the score most comes first; at most ten.'),
});

export const manifestQuery = pageQuery.extend({
  digest: z
    .string()
    .regex(/^[0-9a-f]{64}$/)
    .optional()
    .describe(
      'SHA-256 of bytes: only what they are as sent without an Idempotency-Key. Sent so once more, they get its answer again.',
    ),
});
export const manifestPage = pageOf(manifestStatus.omit({ outcomes: true }));
export const linePage = pageOf(manifestLine);
export const findingPage = pageOf(manifestFinding);

export const acknowledgement = z.object({
  acknowledgement: manifestStatus.omit({ links: true, confidence: true }).extend({
    partner: z.string(),
    lines: z.array(
      manifestLine.omit({ code: true }).extend({
        findings: z.array(manifestFinding).describe('Of a line that was rejected, or waits in quarantine.'),
      }),
    ),
  }),
  signature: z
    .string()
    .describe(
      'Compact JWS, type acknowledgement+jws: {iss, manifestId, sha256 of the acknowledgement as it stands here, at}.',
    ),
});

export type ManifestStatus = z.output<typeof manifestStatus>;
export type ManifestSummary = Omit<ManifestStatus, 'outcomes'>;
export type ManifestLine = z.output<typeof manifestLine>;
export type ManifestQuality = z.output<typeof manifestQuality>;
export type ManifestFinding = z.output<typeof manifestFinding>;
