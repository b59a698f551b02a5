import { z } from 'zod';
import { isCas } from '@watchpost/domain';

/** What every list begins with: which edition it is, and where its content comes from. */
const header = { version: z.iso.date(), source: z.string().min(1) };

const country = z.string().regex(/^[A-Z]{2}$/, 'is no ISO 3166-1 alpha-2 code');
const cas = z
  .string()
  .regex(/^\d{2,7}-\d{2}-\d$/, 'is no CAS number')
  .refine(isCas, 'has a wrong check digit');
const phrases = z.array(z.string().min(1)).min(1);

export const substancesSchema = z.strictObject({
  list: z.literal('substances'),
  ...header,
  substances: z
    .array(
      z.strictObject({
        name: z.string().min(1),
        class: z.enum(['controlled', 'precursor', 'adulterant']),
        cas: z.array(cas).default([]),
        synonyms: z.array(z.string().min(2)).default([]),
        basis: z.string().min(1).optional(),
      }),
    )
    .min(1),
  endings: z.array(z.string().regex(/^[a-z]{5,}$/, 'is no ending of five or more lower-case letters')).default([]),
  hints: z.array(z.string().min(3)).default([]),
});

export const descriptionsSchema = z.strictObject({
  list: z.literal('descriptions'),
  ...header,
  vague: phrases,
  placeholders: phrases,
});

export const hsGroupsSchema = z.strictObject({
  list: z.literal('hs-groups'),
  ...header,
  groups: z
    .array(
      z.strictObject({
        name: z.string().regex(/^[a-z][a-z-]*$/),
        title: z.string().min(1),
        codes: z.array(z.string().regex(/^\d{4,10}$/, 'is no HS code of 4 to 10 digits')).min(1),
      }),
    )
    .min(1),
});

export const lanesSchema = z.strictObject({
  list: z.literal('lanes'),
  ...header,
  high: z.array(country),
  elevated: z.array(country),
});

export const goodsSchema = z.strictObject({
  list: z.literal('goods'),
  ...header,
  goods: z.array(z.strictObject({ words: phrases, chapters: z.array(z.string().regex(/^\d{2}$/)).min(1) })).min(1),
  equipment: z.array(z.string().min(3)).default([]),
});

export const currenciesSchema = z.strictObject({
  list: z.literal('currencies'),
  ...header,
  usdPer: z.record(z.string().regex(/^[A-Z]{3}$/), z.number().positive()),
});

export const valuesSchema = z.strictObject({
  list: z.literal('values'),
  ...header,
  values: z.array(z.string().min(1)).min(1),
});

/** The lists that features are read with. */
export const listSchemas = {
  substances: substancesSchema,
  descriptions: descriptionsSchema,
  'hs-groups': hsGroupsSchema,
  lanes: lanesSchema,
  goods: goodsSchema,
  currencies: currenciesSchema,
} as const;
