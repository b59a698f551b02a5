import type { FindingCode } from '../../finding-catalogue.ts';
import type { FindingDetails } from '../../findings.ts';
import type { Place } from '@watchpost/domain';
import type { Segment } from '../segment.ts';

/** What lines add up to. */
export interface Totals {
  readonly items: number;
  readonly packages: number;
  /** Kilograms. */
  readonly grossMassKg: number;
}

type Report = (code: FindingCode, place: Place, details: FindingDetails) => void;

const numberOf = (text: string): number => Number(text.includes(',') ? text.replace(',', '.') : text);

/** Kilograms in the units in which totals are stated (6411); none stated is kilograms. */
const kilograms: Readonly<Record<string, number>> = { '': 1, KGM: 1, GRM: 0.001, LBR: 0.45359237, TNE: 1000 };

/**
 * CNT against what there is (data element 6069: 10 consignments, 11 packages, 8 pieces, 7 gross weight). A sum of nothing is no sum: not every
 * line states its packages and mass.
 */
export function checkTotals(counts: readonly Segment[], totals: Totals, report: Report): void {
  for (const segment of counts) {
    const stated = segment.sited(1, 1);
    if (stated === null) continue;
    const compare = (code: FindingCode, actual: number, tolerance: number, factor = 1): void => {
      const value = numberOf(stated.text) * factor;
      if (Number.isNaN(value)) return report('number.form', stated.place, { value: stated.text });
      if (Math.abs(value - actual) <= tolerance) return;
      report(code, stated.place, { value: stated.text, expected: String(Number(actual.toFixed(3))) });
    };
    const kind = segment.value(1, 0);
    if (kind === '10') compare('envelope.item-count', totals.items, 0);
    if ((kind === '11' || kind === '8') && totals.packages > 0) compare('envelope.package-count', totals.packages, 0);
    const factor = kilograms[segment.value(1, 2)];
    // Masses are stated to the gram: that much for each line is rounding.
    if (kind === '7' && totals.grossMassKg > 0 && factor !== undefined)
      compare('envelope.gross-mass', totals.grossMassKg, 0.001 * Math.max(1, totals.items) + 1e-9, factor);
  }
}
