import type { LineDraft } from '../values/line-draft.ts';
import type { ImpField } from './line.ts';

/** Shipment description code, pieces, weight: `T10K206`, and in manifests the pieces of the whole: `S4K80T10`. */
const form =
  /^\s*([TSPDM])\s*(\d+)(?:\s*([KL])\s*(\d+(?:\.\d+)?))?(?:\s*(?:MC|CF|CI|CC)\s*[\d.]+)?(?:\s*DG\d*)?(?:\s*T\s*(\d+))?\s*$/;
const mass = /^\s*([KL])\s*(\d+(?:\.\d+)?)/;

export interface ReadQuantity {
  readonly pieces: number | null;
  readonly grossMassKg: number | null;
  /** T the whole shipment, S, P, D, M a part of it. */
  readonly code: string;
  /** Pieces of the whole, where a part states them. */
  readonly total: string | null;
}

/** @param field what stands between the slants */
export function readQuantity(draft: LineDraft, field: ImpField | null): ReadQuantity {
  const nothing = { pieces: null, grossMassKg: null, code: 'T', total: null };
  if (field === null) return nothing;
  const text = field.text;
  const parts = form.exec(text);
  if (!parts) {
    draft.report('imp.quantity', field.place, { value: text, expected: 'T10K206.5' });
    return nothing;
  }
  const [, code, pieces, unit, weight, total] = parts;
  const within = (part: string, from: number): ImpField => {
    const at = text.indexOf(part, from);
    return field.part(at, at + part.length);
  };
  const count = within(pieces!, 0);
  const after = text.indexOf(pieces!) + pieces!.length;
  return {
    code: code!,
    pieces: draft.number('pieces', count),
    grossMassKg:
      weight === undefined ? null : draft.massKg('grossMassKg', within(weight, after + 1), within(unit!, after)),
    total: total ?? null,
  };
}

/** `K206.5`, `L455`. */
export function readMass(draft: LineDraft, field: ImpField | null): number | null {
  if (field === null) return null;
  const text = field.text;
  const parts = mass.exec(text);
  if (!parts) {
    draft.report('imp.quantity', field.place, { value: text, expected: 'K206.5' });
    return null;
  }
  const unitAt = text.indexOf(parts[1]!);
  const at = text.indexOf(parts[2]!, unitAt);
  return draft.massKg('grossMassKg', field.part(at, at + parts[2]!.length), field.part(unitAt, unitAt + 1));
}
