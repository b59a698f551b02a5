import type { Shipment } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import type { LineSource } from '../xml/line-plan.ts';
import type { Scope } from '../xml/scope.ts';
import type { Source } from '../xml/xml-path.ts';
import type { MassSource, ShipmentTable } from './shipment-table.ts';
import { mapFields, massAt, type MappedFields } from './shipment-mapper.ts';

/** What a message says once for all its lines. */
export type SharedFields = MappedFields;

export interface LineContext {
  readonly table: ShipmentTable<LineSource>;
  /** Mass of the whole message, for its only line. */
  readonly massOfOne: MassSource | undefined;
  readonly header: { readonly shared: LineDraft; readonly fields: SharedFields; readonly scope: Scope<Source> };
}

/** Fields that a message may state for all its lines. */
const inherited = [
  'receptacle',
  'dispatch',
  'consignor',
  'consignee',
  'notify',
  'value',
  'postage',
  'category',
  'origin',
  'destination',
  'conveyance',
  'portOfArrival',
  'postedAt',
] as const satisfies readonly (keyof MappedFields)[];

/** A line's own word; where it has none, the message's. Sent from and to: as stated, else as route and parties say. */
export function mapLine(
  draft: LineDraft,
  line: Scope<LineSource>,
  { table, massOfOne, header }: LineContext,
): Omit<Shipment, 'itemId' | 'itemIdKind' | 'masterBill' | 'function'> {
  const { shared, fields } = header;
  const own: { -readonly [K in keyof MappedFields]: MappedFields[K] } = mapFields(draft, line, table);
  for (const field of inherited) inherit(draft, own, header, field);
  for (const field of ['route', 'containers'] as const) {
    if (own[field].length > 0 || fields[field].length === 0) continue;
    own[field] = fields[field];
    draft.inherit(shared, field);
  }
  if (own.grossMassKg === null && massOfOne) {
    if (draft.trace !== null) draft.forget('grossMassKg');
    own.grossMassKg = massAt(draft, 'grossMassKg', header.scope, massOfOne);
  }
  own.origin ??= originOf(draft, own);
  own.destination ??= destinationOf(draft, own);
  return own;
}

function originOf(draft: LineDraft, { route, consignor }: MappedFields): string | null {
  draft.trace?.derived('origin', route.length > 0 ? '/route/0' : '/consignor/address/country');
  return route[0] ?? consignor?.address?.country ?? null;
}

function destinationOf(draft: LineDraft, { route, consignee }: MappedFields): string | null {
  const country = consignee?.address?.country ?? null;
  draft.trace?.derived('destination', country === null ? `/route/${route.length - 1}` : '/consignee/address/country');
  return country ?? route.at(-1) ?? null;
}

function inherit<K extends (typeof inherited)[number]>(
  draft: LineDraft,
  own: { -readonly [F in keyof MappedFields]: MappedFields[F] },
  { shared, fields }: LineContext['header'],
  field: K,
): void {
  if (own[field] !== null || fields[field] === null) return;
  // What the line says of it could not be read.
  if (draft.trace !== null) draft.forget(field);
  own[field] = fields[field];
  draft.inherit(shared, field);
}
