import type { Shipment } from '@watchpost/domain';
import { massOf, valueUsdOf } from '../features/worth.ts';
import type { CompiledScenario } from '../scenario/compile.ts';
import type { EntityTraits } from './entity-keys.ts';
import type { OtherView } from './knowledge.ts';

/** What is kept of one partner's view of an item, to set beside another's. */
export interface DeclaredView {
  /** Hashes of the folded names alone: one partner sends a postcode where another sends a city. */
  readonly consignorName: bigint | null;
  readonly consigneeName: bigint | null;
  readonly grossMassKg: number | null;
  /** US dollars; null where there is no value or its currency has no rate. */
  readonly valueUsd: number | null;
}

export const declaredViewOf = (shipment: Shipment, traits: EntityTraits, scenario: CompiledScenario): DeclaredView => ({
  consignorName: traits.consignorName,
  consigneeName: traits.consigneeName,
  grossMassKg: massOf(shipment),
  valueUsd: valueUsdOf(shipment, scenario.lists.usdPer),
});

/** Two scales differ by a few per cent, and two rates of exchange by more: only what is beyond that is a difference. */
const massTolerance = 0.1;
const valueTolerance = 0.25;

/** @param others views of the same item by other partners */
export function compareViews(own: DeclaredView, others: readonly DeclaredView[]): OtherView {
  if (others.length === 0) return 'none';
  if (others.some((other) => partiesDiffer(own, other))) return 'parties-differ';
  return others.some((other) => goodsDiffer(own, other)) ? 'goods-differ' : 'agrees';
}

const differ = (a: bigint | null, b: bigint | null): boolean => a !== null && b !== null && a !== b;

const partiesDiffer = (a: DeclaredView, b: DeclaredView): boolean =>
  differ(a.consignorName, b.consignorName) || differ(a.consigneeName, b.consigneeName);

const goodsDiffer = (a: DeclaredView, b: DeclaredView): boolean =>
  apart(a.grossMassKg, b.grossMassKg, massTolerance) || apart(a.valueUsd, b.valueUsd, valueTolerance);

function apart(a: number | null, b: number | null, tolerance: number): boolean {
  if (a === null || b === null) return false;
  return Math.abs(a - b) > tolerance * Math.max(a, b);
}
