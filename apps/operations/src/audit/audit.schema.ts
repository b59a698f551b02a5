import { z } from 'zod';
import { pageOf, pageQuery } from '../paging/page.ts';

export const auditQuery = pageQuery.extend({
  subject: z.string().max(200).optional(),
  action: z.string().max(100).optional(),
  who: z.string().max(200).optional(),
});

export const auditEntryView = z.object({
  position: z.number().int(),
  at: z.iso.datetime(),
  who: z.string(),
  action: z.string(),
  subject: z.string(),
  detail: z.record(z.string(), z.unknown()),
});

export const auditPage = pageOf(auditEntryView);
