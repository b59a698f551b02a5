import { z } from 'zod';
import { manifestFinding, manifestLine, place } from '../reports/report.schema.ts';

const sentPart = z.object({ sent: z.string(), place: place.partial() });

const lineField = z.object({
  field: z.string().describe('JSON pointer into `line`: /articles/0/netMassKg.'),
  from: z
    .string()
    .optional()
    .describe(
      'Where the document does not state it: a JSON pointer to what it was worked out from, or message, mapping, partner, receipt, default.',
    ),
  sent: z.string().optional().describe('The text as it was sent; several parts with a line feed between them.'),
  place: place.partial().optional().describe('Of the first part.'),
  parts: z.array(sentPart).optional().describe('Every part, where there are several.'),
  unit: sentPart.optional().describe('Unit of a mass, currency of an amount.'),
  precision: z.enum(['year', 'month', 'day', 'hour', 'minute', 'second']).optional(),
  assumed: z
    .array(z.enum(['year', 'month', 'zone']))
    .optional()
    .describe('What the document leaves open of a moment.'),
  folded: z.string().optional().describe('The text as matching compares it.'),
});

export const lineAgain = z.object({
  manifestId: z.uuid(),
  ordinal: z.int(),
  format: z.string(),
  reader: z.string().describe('The reader of now and its version, as csv@1.'),
  recorded: manifestLine
    .extend({ reader: z.string().nullable().describe('The reader that read it then; null where it was not kept.') })
    .nullable()
    .describe('How it was read when the manifest came, and what became of it; null until it was.'),
  line: z
    .looseObject({ type: z.enum(['shipment', 'tracking']), fields: z.array(lineField) })
    .nullable()
    .describe('In the shape of Watchpost JSON, with where every value comes from; null where it is rejected.'),
  findings: z.array(manifestFinding).describe('Of this line.'),
});

export type LineAgain = z.output<typeof lineAgain>;

/** Ordinals begin at 1. */
export const lineOrdinal = z.coerce.number().int().min(1).max(100_000_000);
