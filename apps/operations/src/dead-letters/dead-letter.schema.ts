import { type operationsStore } from '@watchpost/persistence';
import { z } from 'zod';
import { pageOf, pageQuery } from '../paging/page.ts';
import { letterIdOf } from './parked-record.ts';

const filter = {
  topic: z.string().max(249).optional().describe('Topic it was read from.'),
  service: z.string().max(100).optional().describe('Service that could not handle it.'),
  code: z.string().max(100).optional(),
  stage: z.string().max(100).optional(),
  partner: z.string().max(100).optional(),
  manifestId: z.string().max(100).optional(),
};

export const deadLetterQuery = pageQuery.extend({
  ...filter,
  state: z
    .enum(['waiting', 'redriven', 'gone'])
    .optional()
    .describe('All unless said; gone: the log no longer has it.'),
});

export const MOST_REDRIVEN = 10_000;

export const redriveRequest = z
  .strictObject({
    ids: z.array(z.string().max(300)).min(1).max(MOST_REDRIVEN).optional().describe('These, redriven before or not.'),
    filter: z.strictObject(filter).optional().describe('Those that wait and agree with it; `{}` means all that wait.'),
    limit: z.number().int().min(1).max(MOST_REDRIVEN).default(MOST_REDRIVEN),
    dryRun: z.boolean().default(false).describe('Says what would be done, and does nothing.'),
  })
  .refine(({ ids, filter: by }) => (ids === undefined) !== (by === undefined), 'either ids or a filter');

export const redriveResult = z.object({
  redriveId: z.string().nullable().describe('Stands in the header wp_redrive; null after a dry run.'),
  dryRun: z.boolean(),
  selected: z.number().int(),
  redriven: z.number().int(),
  gone: z.array(z.string()).describe('Ids whose records the log no longer has.'),
  unknown: z.array(z.string()).describe('Ids that are no dead letters.'),
  byTopic: z.array(z.object({ topic: z.string(), count: z.number().int() })),
});

export const deadLetterView = z.object({
  id: z.string(),
  topic: z.string().describe('Topic it was read from.'),
  service: z.string(),
  code: z.string(),
  reason: z.string(),
  stage: z.string(),
  place: z.string().nullable(),
  partner: z.string().nullable(),
  manifestId: z.string().nullable(),
  ordinal: z.number().int().nullable(),
  attempts: z.number().int(),
  firstFailedAt: z.iso.datetime().nullable(),
  parkedAt: z.iso.datetime(),
  bytes: z.number().int(),
  redriveId: z.string().nullable(),
  redrivenAt: z.iso.datetime().nullable(),
  goneAt: z.iso.datetime().nullable().describe('When a redrive found that the log no longer has it.'),
});
export const deadLetterPage = pageOf(deadLetterView);

export const deadLetterDetail = deadLetterView.extend({
  record: z
    .object({
      key: z.string().nullable(),
      timestamp: z.iso.datetime(),
      headers: z.record(z.string(), z.string()),
      hex: z.string().describe('At most the first 4,096 bytes of the value.'),
      truncated: z.boolean(),
      event: z.unknown().describe('Decoded value; null where it cannot be decoded. Bytes are base64.'),
      undecodable: z.string().nullable().describe('Why it cannot be decoded.'),
    })
    .nullable()
    .describe('null where the log no longer has it.'),
});

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

export const viewOfLetter = (letter: operationsStore.DeadLetterEntity): z.input<typeof deadLetterView> => ({
  id: letterIdOf(letter),
  topic: letter.originTopic,
  service: letter.service,
  code: letter.code,
  reason: letter.reason,
  stage: letter.stage,
  place: letter.place,
  partner: letter.partner,
  manifestId: letter.manifestId,
  ordinal: letter.ordinal,
  attempts: letter.attempts,
  firstFailedAt: momentOf(letter.firstFailedAt),
  parkedAt: new Date(letter.parkedAt).toISOString(),
  bytes: letter.bytes,
  redriveId: letter.redriveId,
  redrivenAt: momentOf(letter.redrivenAt),
  goneAt: momentOf(letter.goneAt),
});
