import { operationsStore } from '@watchpost/persistence';
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
  key: z.string().max(2000).optional().describe("The record's key."),
  state: z
    .enum(['open', 'waiting', 'redriven', 'healed', 'dead-again', 'superseded', 'discarded', 'gone'])
    .optional()
    .describe('All unless said. open: waiting or redriven; gone: the log no longer has it.'),
});

export const MOST_REDRIVEN = 10_000;

export const redriveRequest = z
  .strictObject({
    ids: z.array(z.string().max(300)).min(1).max(MOST_REDRIVEN).optional().describe('These, redriven before or not.'),
    filter: z.strictObject(filter).optional().describe('Those that wait and agree with it; `{}` means all that wait.'),
    limit: z.number().int().min(1).max(MOST_REDRIVEN).default(MOST_REDRIVEN),
    rate: z.number().min(0.1).max(100_000).optional().describe('Records a second; sent in the background, then.'),
    reason: z.string().min(1).max(1000).optional().describe('Why; kept in the audit log.'),
    dryRun: z.boolean().default(false).describe('Says what would be done, and does nothing.'),
  })
  .refine(({ ids, filter: by }) => (ids === undefined) !== (by === undefined), 'either ids or a filter');

export const redriveResult = z.object({
  redriveId: z.string().nullable().describe('Stands in the header wp_redrive; null after a dry run.'),
  dryRun: z.boolean(),
  selected: z.number().int(),
  redriven: z.number().int(),
  sending: z.boolean().describe('The rest is being sent in the background.'),
  gone: z.array(z.string()).describe('Ids whose records the log no longer has.'),
  leftOut: z.number().int().describe('Selected by the filter, and closed or sent by somebody else before their turn.'),
  unknown: z.array(z.string()).describe('Ids that are no dead letters.'),
  byTopic: z.array(z.object({ topic: z.string(), count: z.number().int() })),
});

export const discardRequest = z
  .strictObject({
    ids: z.array(z.string().max(300)).min(1).max(MOST_REDRIVEN).optional(),
    filter: z.strictObject(filter).optional().describe('Those that are open and agree with it.'),
    limit: z.number().int().min(1).max(MOST_REDRIVEN).default(MOST_REDRIVEN),
    reason: z.string().min(1).max(1000).describe('Why; kept in the audit log.'),
    dryRun: z.boolean().default(false),
  })
  .refine(({ ids, filter: by }) => (ids === undefined) !== (by === undefined), 'either ids or a filter');

export const discardResult = z.object({
  dryRun: z.boolean(),
  selected: z.number().int(),
  discarded: z.number().int(),
  unknown: z.array(z.string()),
});

export const mendRequest = z.strictObject({
  event: z.record(z.string(), z.unknown()).describe('The event as it should have been; its ids as they were.'),
  reason: z.string().min(1).max(1000).describe('Why; kept in the audit log.'),
  dryRun: z.boolean().default(false),
});

export const mendResult = z.object({
  redriveId: z.string().nullable().describe('null after a dry run.'),
  dryRun: z.boolean(),
  id: z.string(),
  topic: z.string(),
  changed: z.array(z.string()).nullable().describe('JSON pointers; null where the original cannot be decoded.'),
  version: z.record(z.string(), z.unknown()).nullable().describe('Version under which it is sent.'),
});

export const redriveView = z.object({
  redriveId: z.string(),
  kind: z.enum(['redriven', 'mended']),
  at: z.iso.datetime(),
  who: z.string(),
  reason: z.string().nullable(),
  rate: z.number().nullable(),
  state: z.enum(['sending', 'sent', 'interrupted']),
  selected: z.number().int(),
  sent: z.number().int(),
  fates: z.record(z.string(), z.number().int()).describe('What became of them: redriven (not known yet), healed, …'),
  outcomes: z.record(z.string(), z.number().int()).describe('How their lines ended.'),
});

const filterQuery = z.object(filter);
export const groupQuery = filterQuery.extend({
  state: deadLetterQuery.shape.state,
  limit: z.coerce.number().int().min(1).max(500).default(100),
});

export const groupList = z.object({
  items: z.array(
    z.object({
      topic: z.string(),
      service: z.string(),
      code: z.string(),
      stage: z.string(),
      partner: z.string().nullable(),
      letters: z.number().int(),
      waiting: z.number().int(),
      redriven: z.number().int(),
      closed: z.number().int(),
      firstAt: z.iso.datetime(),
      lastAt: z.iso.datetime(),
      example: z.string().describe('Id of the last one.'),
      reason: z.string().describe('What the last one says.'),
    }),
  ),
});

export const keyQuery = pageQuery.extend({ key: z.string().max(2000).optional() });

const wentAhead = z
  .object({
    partner: z.string().nullable(),
    manifestId: z.string(),
    ordinal: z.number().int(),
    outcome: z.string(),
  })
  .nullable()
  .describe('The last line of the same shipment that went ahead and does not close it.');

export const keyPage = pageOf(
  z.object({
    topic: z.string(),
    service: z.string(),
    key: z.string(),
    shipmentId: z.string().nullable(),
    partners: z.array(z.string()),
    waiting: z.number().int(),
    redriven: z.number().int(),
    oldestAt: z.iso.datetime(),
    letters: z.array(z.string()).describe('Ids of those that are open, in the order in which they were parked.'),
    ahead: wentAhead,
    superseded: z.number().int().describe('Letters of this key that a later version has closed.'),
  }),
);

export const deadLetterView = z.object({
  id: z.string(),
  state: z.string(),
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
  closedAt: z.iso.datetime().nullable(),
  closedBy: z.string().nullable().describe('What closed it: an operator, a line, the dead letter it came back as.'),
  outcome: z.string().nullable().describe('How its line ended.'),
  key: z.string().nullable(),
  shipmentId: z.string().nullable(),
  ahead: wentAhead,
});
export const deadLetterPage = pageOf(deadLetterView);

export const deadLetterDetail = deadLetterView.extend({
  record: z
    .object({
      key: z.string().nullable(),
      timestamp: z.iso.datetime(),
      headers: z.record(z.string(), z.string()),
      base64: z.string().describe('The whole value.'),
      writerSchema: z
        .object({
          id: z.number().int(),
          known: z.boolean(),
          name: z.string().nullable(),
          version: z.number().nullable(),
        })
        .nullable()
        .describe('Schema it was written with; null where the value is not framed.'),
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
  state: operationsStore.stateOfLetter(letter),
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
  closedAt: momentOf(letter.closedAt),
  closedBy: letter.closedBy,
  outcome: letter.outcome,
  key: letter.key,
  shipmentId: letter.shipmentId,
  ahead: letter.ahead,
});
