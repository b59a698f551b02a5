import type { Money, Shipment } from '@watchpost/domain';
import type { ScenarioLists } from '../lists/lists.ts';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';

export const worthFeatures = {
  gross_mass_kg: {
    type: 'number',
    unit: 'kg',
    description: 'Gross mass as declared, else the sum of the net masses of all articles.',
  },
  value_usd: {
    type: 'number',
    unit: 'USD',
    description:
      'Declared value, else the sum of the values of all articles, at the rates of the list `currencies`; not known for a currency without a rate.',
  },
  value_per_kg: {
    type: 'number',
    unit: 'USD/kg',
    description: '`value_usd` by `gross_mass_kg`; not known where the mass is not above zero.',
  },
  value_shape: {
    type: 'text',
    values: ['absent', 'zero', 'round', 'plain'],
    description: 'How the value is written: `round` for whole tens from 10 on, in the currency it was declared in.',
  },
} as const satisfies Record<string, FeatureDefinition>;

export type WorthFeatures = FeaturesOf<typeof worthFeatures>;

export function readWorth(out: WorthFeatures, shipment: Shipment, lists: ScenarioLists): void {
  out.gross_mass_kg = massOf(shipment);
  const value = declaredValueOf(shipment);
  out.value_shape = shapeOf(value?.amount ?? null);
  out.value_usd = usdOf(value, lists.usdPer);
  if (out.value_usd === null || out.gross_mass_kg === null || out.gross_mass_kg <= 0) return;
  out.value_per_kg = out.value_usd / out.gross_mass_kg;
}

/** Kilograms; null where no mass is declared. */
export function massOf(shipment: Shipment): number | null {
  if (shipment.grossMassKg !== null) return finite(shipment.grossMassKg);
  let sum = 0;
  for (const { netMassKg } of shipment.articles) {
    if (netMassKg === null) return null;
    sum += netMassKg;
  }
  return shipment.articles.length === 0 ? null : finite(sum);
}

interface DeclaredValue {
  readonly amount: number;
  readonly currency: string | null;
}

/** The sum of the articles stands in only where all of them state a value in one currency. */
function declaredValueOf(shipment: Shipment): DeclaredValue | null {
  if (shipment.value !== null) return parse(shipment.value);
  let sum = 0;
  let currency: string | null = null;
  for (const [at, { value }] of shipment.articles.entries()) {
    if (value === null || (at > 0 && value.currency !== currency)) return null;
    currency = value.currency;
    const parsed = parse(value);
    if (parsed === null) return null;
    sum += parsed.amount;
  }
  return shipment.articles.length === 0 ? null : { amount: sum, currency };
}

function parse(money: Money): DeclaredValue | null {
  const amount = finite(Number(money.amount));
  return amount === null || amount < 0 ? null : { amount, currency: money.currency };
}

const usdOf = (value: DeclaredValue | null, usdPer: ReadonlyMap<string, number>): number | null => {
  const rate = value?.currency ? usdPer.get(value.currency) : undefined;
  return value === null || rate === undefined ? null : finite(value.amount * rate);
};

/** US dollars; null where there is no value or its currency has no rate. */
export const valueUsdOf = (shipment: Shipment, usdPer: ReadonlyMap<string, number>): number | null =>
  usdOf(declaredValueOf(shipment), usdPer);

function shapeOf(amount: number | null): 'absent' | 'zero' | 'round' | 'plain' {
  if (amount === null) return 'absent';
  if (amount === 0) return 'zero';
  return amount >= 10 && amount % 10 === 0 ? 'round' : 'plain';
}

const finite = (n: number): number | null => (Number.isFinite(n) ? n : null);
