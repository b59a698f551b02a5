import type { LineDraft } from '../values/line-draft.ts';
import type { ImpField, ImpLine } from './line.ts';

/** Number, airport of departure, airport of destination: `157-12345675DOHYYZ`. */
const consignment = /^\s*(\d{3}-?\s?\d{8})\s*([A-Z]{3})?\s*([A-Z]{3})?/;

/** A line that begins with an air waybill. */
export const waybillLine = /^\d{3}-?\d{8}/;

export interface Consignment {
  readonly number: ImpField | null;
  readonly origin: ImpField | null;
  readonly destination: ImpField | null;
}

/** @param field of the line that states the air waybill */
export function consignmentIn(field: ImpField | null): Consignment {
  const parts = field === null ? null : consignment.exec(field.code);
  if (!parts || field === null) return { number: field, origin: null, destination: null };
  const lead = field.text.length - field.text.trimStart().length;
  const partOf = (text: string | undefined, from: number): ImpField | null => {
    if (text === undefined) return null;
    const at = lead + field.code.indexOf(text, from);
    return field.part(at, at + text.length);
  };
  const length = parts[1]!.length;
  return {
    number: partOf(parts[1], 0),
    origin: partOf(parts[2], length),
    destination: partOf(parts[3], length + 3),
  };
}

/** The air waybill's number in the form that all formats share; the first three digits are the airline that issued it. */
export function readWaybill(draft: LineDraft, name: 'itemId' | 'masterBill', number: ImpField | null, line: ImpLine) {
  const text = draft.airWaybill(name, number);
  if (text === null)
    draft.report('field.required', line.place, {
      expected: 'air waybill',
      message: 'The air waybill number is missing.',
    });
  return text;
}
