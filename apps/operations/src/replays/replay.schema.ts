import { formats } from '@watchpost/formats';
import { z } from 'zod';
import { pageOf, pageQuery } from '../paging/page.ts';

const country = z.string().regex(/^[A-Z]{2}$/, { error: 'has to be two capital letters' });

export const replayScope = z
  .strictObject({
    from: z.iso.datetime({ offset: true }).optional().describe('Decided from then on; of reread: received.'),
    to: z.iso.datetime({ offset: true }).optional().describe('Decided before; of reread: received.'),
    partner: z.string().max(100).optional(),
    manifestId: z.uuid().optional(),
    origin: country.optional().describe('Lane: where the items come from.'),
    destination: country.optional().describe('Lane: where they go.'),
    band: z.string().max(100).optional().describe('Band of the decision as it was.'),
    recommendation: z.string().max(20).optional().describe('Recommendation of the decision as it was.'),
  })
  .refine(({ from, to }) => from === undefined || to === undefined || Date.parse(from) < Date.parse(to), {
    error: 'from has to lie before to',
  });

export const replayMode = z
  .enum(['rescore', 'reproduce', 'recompute', 'reread'])
  .describe(
    'rescore: by another scenario, with what was known at the time; reproduce: by the same one, byte for byte; recompute: what was known is folded anew from the log; reread: read again from the raw bytes.',
  );

const speed = {
  rate: z.number().int().min(1).max(1_000_000).nullable().default(null).describe('Shipments a second at most.'),
  share: z.number().min(0.01).max(64).nullable().default(null).describe('Of one core, at most.'),
};

const scenario = z
  .union([
    z
      .string()
      .regex(/^[a-z0-9][a-z0-9-]{0,62}(?:@\d{1,6})?$/, { error: 'has to be the name of a scenario' })
      .describe('One that ships, by its name; an earlier version that is kept, by name@version.'),
    z
      .strictObject({ files: z.record(z.string().max(100), z.string().max(2_000_000)) })
      .describe('Its texts, by file name.'),
  ])
  .default('fentanyl-mail');

const format = z
  .enum(formats.map(({ id }) => id))
  .nullable()
  .default(null)
  .describe('Of reread: what manifests are read as; as their senders named it unless said.');

const planned = { mode: replayMode, scope: replayScope.default({}), format, scenario, ...speed };

export const planRequest = z.strictObject(planned);

export const replayRequest = z.strictObject({
  ...planned,
  reason: z.string().min(1).max(500).describe('Why; stands in the audit log.'),
  dryRun: z.boolean().default(false).describe('Answers the plan, and starts nothing.'),
});

export const stepRequest = z.strictObject({ reason: z.string().min(1).max(500) });

const amount = z.object({
  count: z.number(),
  exact: z.boolean(),
  low: z.number().describe('Of an estimate: where it lies in 19 of 20 cases.'),
  high: z.number(),
});

export const replayPlan = z.object({
  mode: replayMode,
  scope: replayScope,
  scenario: z.string().describe('id@version.'),
  shipments: amount.describe('Decisions within the scope.'),
  records: z.number().int().describe('Records that are read for them.'),
  bytes: amount.describe('Bytes that are read for them.'),
  sampled: z.number().int().describe('Records that were looked at.'),
  log: z.object({
    holds: z.enum(['all', 'part', 'none']).describe('Of the time asked for.'),
    earliest: z.iso.datetime().nullable().describe('Oldest decision that it still has.'),
    retentionDays: z.number(),
    missingBefore: z.iso.datetime().nullable().describe('What is older has to be read again from the raw bytes.'),
  }),
  raw: z
    .object({
      manifests: z.number().int(),
      lines: z.number().int(),
      bytes: z.number().int(),
      earliest: z.iso.datetime().nullable().describe('Oldest manifest that is kept.'),
    })
    .nullable()
    .describe('What is kept as raw bytes: of reread the scope, else what of it the log no longer has.'),
  speed: z.object({
    perSecond: z.number(),
    basis: z.enum(['chosen', 'measured', 'assumed']).describe('measured: by the last replay of this kind.'),
  }),
  seconds: z.number(),
  notes: z.array(z.string()),
});

export const replayView = z.object({
  replayId: z.string(),
  mode: replayMode,
  state: z
    .enum(['waiting', 'running', 'interrupted', 'paused', 'done', 'aborted', 'failed'])
    .describe('interrupted: its worker is gone; it is taken up again by itself.'),
  scope: replayScope,
  format: z.string().nullable(),
  scenario: z.string(),
  rate: z.number().nullable(),
  share: z.number().nullable(),
  reason: z.string(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  endedAt: z.iso.datetime().nullable(),
  failure: z.string().nullable(),
  done: z.number().int(),
  total: z.number().int(),
  perSecond: z.number().nullable(),
  secondsLeft: z.number().nullable(),
  activeSeconds: z.number(),
});

export const replayPage = pageOf(replayView);

const decision = z.object({ band: z.string(), recommendation: z.string(), score: z.number() });
const reason = z.object({
  factor: z.string(),
  outcome: z.string(),
  value: z.string().nullable(),
  weight: z.number(),
  text: z.string(),
  rule: z.string(),
});

const whatCameOut = z
  .enum(['decision', 'bytes', 'reading', 'appeared', 'vanished'])
  .describe('reading: read otherwise, decided as before; appeared, vanished: rejected before, or now.');

export const replayChange = z.object({
  what: whatCameOut,
  eventId: z.string().describe('Id that the decision would have, were it published; the run is the replay.'),
  assessmentId: z.string().nullable(),
  shipmentId: z.string(),
  itemId: z.string().nullable(),
  partner: z.string(),
  manifestId: z.string(),
  ordinal: z.number().int(),
  partition: z.number().int(),
  offset: z.number().int(),
  old: decision.nullable(),
  new: decision.nullable(),
  rules: z
    .array(z.string())
    .describe('+rule outcome: it says so now; -rule outcome: no longer; ~rule outcome: with another weight'),
  reasons: z.object({ old: z.array(reason), new: z.array(reason) }).describe('Those that differ.'),
  fields: z.array(z.string()).describe('Of bytes that differ: the fields that do.'),
  reading: z
    .array(z.object({ field: z.string(), old: z.string().nullable(), new: z.string().nullable() }))
    .describe('Of a line that was read again: the fields that differ.'),
});

export const changeQuery = pageQuery.extend({
  what: whatCameOut.optional(),
  rule: z.string().max(200).optional().describe('A rule, or `+rule outcome`.'),
  oldBand: z.string().max(100).optional(),
  newBand: z.string().max(100).optional(),
});
export const changePage = pageOf(replayChange);

const counted = z.record(z.string(), z.number().int());
const ruleCounts = z.object({
  rule: z.string(),
  outcome: z.string(),
  now: z.number().int().describe('Lines where it says so now and did not.'),
  noLonger: z.number().int(),
  otherwise: z.number().int().describe('Lines where it says so as before, with another weight.'),
  inChanged: z.number().int().describe('Of all of them, lines whose decision changed.'),
});

export const replayDiff = z.object({
  replay: replayView,
  compared: z.number().int(),
  changed: z.number().int(),
  lines: counted.describe('What became of every line that was read.'),
  bands: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int() })),
  recommendations: z.array(z.object({ from: z.string(), to: z.string(), count: z.number().int() })),
  scores: z.object({
    moved: z.number().int(),
    meanShift: z.number(),
    largestShift: z.number(),
    groups: z.array(z.object({ from: z.number(), before: z.number().int(), after: z.number().int() })),
  }),
  rules: z.array(ruleCounts),
  undecided: counted.describe('Rules that could not decide now, with the lines.'),
  drift: z
    .array(
      z.object({
        feature: z.string(),
        compared: z.number().int(),
        differ: z.number().int(),
        meanDifference: z.number(),
        largestDifference: z.number(),
      }),
    )
    .describe('Values known now that are not those recorded; empty where nothing was folded anew.'),
  mismatchedFields: counted.describe('Of reproduce.'),
  readings: counted.describe('Of reread: lines that the log still has, by whether they are read the same.'),
  reading: counted.describe('Fields that come out otherwise; empty where nothing was read anew.'),
  readers: z
    .array(z.object({ from: z.string(), to: z.string(), count: z.number().int() }))
    .describe('Reader and version that lines were read by, and are read by now.'),
  found: counted.describe('Lines that came out otherwise, by how: as `what` of changes has it.'),
  kept: z.number().int().describe('How many of them are kept with what they came out as.'),
  examples: z.array(replayChange),
});
