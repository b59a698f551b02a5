import type { Assessment } from '@watchpost/risk';
import type { ReadLine } from '@watchpost/formats';

/** The object that `score --json` prints after a shipment's own. */
export const assessmentJson = (
  line: number,
  { score, band, recommendation, ruling, reasons, scenario }: Assessment,
) => ({
  type: 'assessment',
  line,
  score,
  band,
  recommendation,
  ...(ruling && { ruling }),
  reasons: reasons.map(({ value, ...reason }) => (value === null ? reason : { ...reason, value })),
  scenario,
});

const signed = (weight: number): string => `${weight < 0 ? '−' : '+'}${Math.abs(weight).toFixed(1)}`;

/** A shipment for people: what it is, what was decided, and each reason that weighs. */
export function assessmentText(line: ReadLine & { readonly kind: 'shipment' }, assessment: Assessment): string {
  const { score, band, recommendation, ruling, reasons } = assessment;
  const head = `line ${line.ordinal}  ${line.shipment.itemId ?? 'without number'}  ${score.toFixed(3)} ${band}  ${recommendation}`;
  const ruled = ruling === null ? [] : rulingText(assessment);
  const weighing = reasons
    .filter(({ weight }) => weight !== 0)
    .map(({ weight, text }) => `  ${signed(weight)}  ${text}`);
  const undecided = reasons.filter(({ outcome }) => outcome === 'cannot-decide').map(({ factor }) => factor);
  const last = undecided.length === 0 ? [] : [`  cannot decide: ${undecided.join(', ')}`];
  return [head, ...ruled, ...weighing, ...last].join('\n');
}

const kinds = { block: 'block list', override: 'override' } as const;

/** What decided in the place of the rules, and what they came to. */
function rulingText({ ruling, reasons: [first] }: Assessment): readonly string[] {
  const { kind, rule, band, recommendation } = ruling!;
  return [`  ${kinds[kind]} ${rule}: ${first!.text}`, `  the rules came to ${band}, ${recommendation}`];
}
