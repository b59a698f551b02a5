import { isCountry } from './countries.ts';

/** A UPU IMPC code: an international mail processing centre, `USJFKA`. */
export interface Impc {
  readonly code: string;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  /** UN/LOCODE place within the country. */
  readonly place: string;
  /** Tells centres of one place apart. */
  readonly centre: string;
}

const form = /^([A-Z]{2})([A-Z2-9]{3})([A-Z])$/;

/** null where the text is no IMPC code or its country does not exist. */
export function parseImpc(text: string): Impc | null {
  const parts = form.exec(text);
  if (!parts || !isCountry(parts[1]!)) return null;
  return { code: text, country: parts[1]!, place: parts[2]!, centre: parts[3]! };
}

export const isImpc = (text: string): boolean => parseImpc(text) !== null;
