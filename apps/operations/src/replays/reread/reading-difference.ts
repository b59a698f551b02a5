import type { Shipment } from '@watchpost/domain';

/** A field that is read otherwise; texts, clipped. */
export interface FieldDifference {
  /** Path as in `consignor.address.postcode`, `articles.0.hs`. */
  readonly field: string;
  readonly old: string | null;
  readonly new: string | null;
}

/** What of a line is compared: the shipment, and what it is known by. */
export interface Reading {
  readonly shipmentId: string;
  readonly issuedAt: number;
  readonly shipment: Shipment;
}

const LONGEST_TEXT = 200;

/** Every field that two readings of the same line differ in, in the order of the shipment's fields. */
export function readingDifference(before: Reading, after: Reading): readonly FieldDifference[] {
  const differences: FieldDifference[] = [];
  compare('shipmentId', before.shipmentId, after.shipmentId, differences);
  compare('issuedAt', before.issuedAt, after.issuedAt, differences);
  for (const field of Object.keys(after.shipment) as (keyof Shipment)[])
    compare(field, before.shipment[field], after.shipment[field], differences);
  return differences;
}

/** The field without places in lists, so that `articles.0.hs` and `articles.3.hs` count as one. */
export const fieldName = (field: string): string => field.replaceAll(/\.\d+(?=\.|$)/g, '');

type Part = unknown;

function compare(path: string, before: Part, after: Part, into: FieldDifference[]): void {
  if (before === after) return;
  if (!isCompound(before) && !isCompound(after)) {
    into.push({ field: path, old: textOf(before), new: textOf(after) });
    return;
  }
  const [old, now] = [membersOf(before), membersOf(after)];
  for (const name of new Set([...Object.keys(old), ...Object.keys(now)]))
    compare(`${path}.${name}`, old[name] ?? null, now[name] ?? null, into);
}

const isCompound = (part: Part): part is object => typeof part === 'object' && part !== null;

/** What is not there has no members: each member of the other one is a difference. */
const membersOf = (part: Part): Readonly<Record<string, Part>> =>
  isCompound(part) ? (part as Readonly<Record<string, Part>>) : {};

function textOf(part: Part): string | null {
  if (part === null || part === undefined) return null;
  const text = String(part);
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT - 1).toWellFormed()}…`;
}
