import { parseReading, type WrittenReading } from '@watchpost/formats';
import { type operationsStore } from '@watchpost/persistence';
import { z } from 'zod';
import { keyView, shortName, viewOfKey } from '../keys/key.schema.ts';
import { pageOf } from '../paging/page.ts';

export const countryCode = z.string().regex(/^[A-Z]{2}$/, 'an ISO 3166-1 alpha-2 code');

/** Faults at their places below the one member that is given: its name is the first step of each pointer. */
function tellFaults(written: WrittenReading, context: z.RefinementCtx): void {
  const answer = parseReading(written);
  if (answer.kind === 'valid') return;
  for (const { pointer, message } of answer.faults)
    context.addIssue({ code: 'custom', message, path: stepsOf(pointer).slice(1) });
}

/** The steps of a JSON pointer (RFC 6901). */
const stepsOf = (pointer: string): string[] =>
  pointer
    .split('/')
    .slice(1)
    .map((step) => step.replaceAll('~1', '/').replaceAll('~0', '~'));

const settings = {
  name: z.string().trim().min(1).max(200),
  country: countryCode.nullable(),
  active: z.boolean().describe('An inactive partner is refused.'),
  testMode: z.boolean().describe('What it sends is read, scored and accounted for, and reaches no port.'),
  formatHint: z
    .string()
    .regex(/^[a-z0-9-]{2,40}$/)
    .nullable()
    .describe('Format to try first; recognition by content otherwise.'),
  mapping: z
    .record(z.string(), z.unknown())
    .nullable()
    .superRefine((mapping, context) => tellFaults({ mapping, findingCosts: null }, context))
    .describe('How its tables are read, by schemas/table-mapping.schema.json; at most 64 KiB. Null: by their header.'),
  findingCosts: z
    .record(z.string(), z.unknown())
    .nullable()
    .superRefine((findingCosts, context) => tellFaults({ mapping: null, findingCosts }, context))
    .describe(
      'What findings cost its lines: from class (envelope, syntax, structure, code, consistency, substance) or code to reject, quarantine or warn; the code wins. See docs/findings.md.',
    ),
  requestsPerMinute: z.number().int().min(1).max(1_000_000),
  bytesPerMinute: z.number().int().min(1024).max(1_000_000_000_000),
};

export const newPartner = z.strictObject({
  partner: shortName,
  name: settings.name,
  country: settings.country.default(null),
  active: settings.active.default(true),
  testMode: settings.testMode.default(false),
  formatHint: settings.formatHint.default(null),
  mapping: settings.mapping.default(null),
  findingCosts: settings.findingCosts.default(null),
  requestsPerMinute: settings.requestsPerMinute.default(600),
  bytesPerMinute: settings.bytesPerMinute.default(1024 * 1024 * 1024),
});

/** What is not given stays as it is. */
export const partnerChange = z
  .strictObject(settings)
  .partial()
  .refine((change) => Object.keys(change).length > 0, 'at least one setting');

export const partnerView = z.object({
  partner: z.string(),
  version: z.number().int(),
  ...settings,
  changedAt: z.iso.datetime(),
  changedBy: z.string(),
});
export const partnerPage = pageOf(partnerView);
export const partnerWithKeys = partnerView.extend({ keys: z.array(keyView) });

export const viewOfPartner = (partner: operationsStore.PartnerEntity): z.input<typeof partnerView> => ({
  ...partner,
  mapping: partner.mapping as Record<string, unknown> | null,
  findingCosts: partner.findingCosts as Record<string, unknown> | null,
  changedAt: new Date(partner.changedAt).toISOString(),
});

export const viewWithKeys = (
  partner: operationsStore.PartnerEntity,
  keys: readonly operationsStore.AccessKeyEntity[],
): z.input<typeof partnerWithKeys> => ({ ...viewOfPartner(partner), keys: keys.map(viewOfKey) });
