import type { Shipment } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingLog } from '../findings.ts';
import type { Sited } from '../values/sited.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { first } from '../xml/xml-path.ts';
import type { TotalsTable } from './message-kind.ts';

/** What a header says its lines add up to, held against what they do. */
export class MessageTotals {
  #packages = 0;
  #massKg = 0;

  constructor(
    private readonly log: FindingLog,
    private readonly table: TotalsTable,
  ) {}

  add({ pieces, grossMassKg }: Pick<Shipment, 'pieces' | 'grossMassKg'>): void {
    this.#packages += pieces ?? 0;
    this.#massKg += grossMassKg ?? 0;
  }

  check(root: XmlElement, lines: number): void {
    this.checkItems(root, lines);
    const { packages, mass } = this.table;
    // Bulk and unpacked goods state no number of packages, and a line need not state its mass.
    if (packages && this.#packages > 0) this.#compare('envelope.package-count', first(packages, root), this.#packages);
    if (mass && this.#massKg > 0)
      this.#compareMass(first(mass.amount, root), mass.unit && first(mass.unit, root), lines);
  }

  checkItems(root: XmlElement, lines: number): void {
    if (this.table.items) this.#compare('envelope.item-count', first(this.table.items, root), lines);
  }

  #compare(code: FindingCode, stated: Sited | null, actual: number): void {
    if (stated === null) return;
    const value = stated.text.trim();
    if (!/^\d+(\.0+)?$/.test(value)) this.log.report('number.form', null, stated.place, { value });
    else if (Number(value) !== actual) this.log.report(code, null, stated.place, { value, expected: String(actual) });
  }

  /** Masses are stated to the gram: a difference of that much for each line is rounding. */
  #compareMass(stated: Sited | null, unit: Sited | null, lines: number): void {
    const kilograms = unit === null || /^KGM?$/i.test(unit.text.trim());
    const total = Number(stated?.text ?? Number.NaN);
    if (stated === null || !kilograms || !(Math.abs(total - this.#massKg) > 0.001 * lines + 1e-9)) return;
    const expected = String(Number(this.#massKg.toFixed(3)));
    this.log.report('envelope.gross-mass', null, stated.place, { value: stated.text.trim(), expected });
  }
}
