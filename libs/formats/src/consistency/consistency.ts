import { lastMeant, type Shipment } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';

/** Masses are rounded where they are written, to grams or to tenths of a kilogram: what the articles may weigh beyond the item. */
const MASS_SLACK = 1.02;
const MASS_SLACK_KG = 0.1;
/** Values are converted and rounded: what their sum may differ from the total. */
const VALUE_SLACK = 0.01;
const VALUE_SLACK_AMOUNT = 1;

/** Whether the parts of a line add up to what it says of the whole. */
export function checkConsistency(draft: LineDraft, shipment: Shipment): void {
  if (shipment.function === 'cancel') return;
  checkMass(draft, shipment);
  checkValue(draft, shipment);
  const { postedAt, conveyance } = shipment;
  if (
    postedAt !== null &&
    conveyance?.arrivesAt &&
    postedAt > lastMeant(conveyance.arrivesAt, conveyance.arrivesPrecision)
  ) {
    draft.report('date.posted-late', draft.placeOf('postedAt') ?? draft.placeOf('posted'));
  }
}

function checkMass(draft: LineDraft, { grossMassKg, articles }: Shipment): void {
  if (grossMassKg === null) return;
  let net = 0;
  for (const { netMassKg } of articles) net += netMassKg ?? 0;
  if (net <= grossMassKg * MASS_SLACK + MASS_SLACK_KG) return;
  draft.report('consistency.mass', draft.placeOf('grossMassKg'), {
    value: `${grossMassKg} kg`,
    expected: `at least ${Number(net.toPrecision(6))} kg`,
  });
}

function checkValue(draft: LineDraft, { value, articles }: Shipment): void {
  if (value === null || articles.length === 0) return;
  let sum = 0;
  for (const article of articles) {
    if (article.value === null || article.value.currency !== value.currency) return;
    sum += Number(article.value.amount);
  }
  const total = Number(value.amount);
  if (Math.abs(sum - total) <= total * VALUE_SLACK + VALUE_SLACK_AMOUNT) return;
  draft.report('consistency.value', draft.placeOf('value'), {
    value: value.amount,
    expected: `${Number(sum.toPrecision(12))}`,
  });
}
