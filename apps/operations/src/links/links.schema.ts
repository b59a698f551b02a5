import { unitKinds, unitOfKey, type UnitName } from '@watchpost/domain';
import { type operationsStore, type unitsStore } from '@watchpost/persistence';
import { z } from 'zod';

const text = z.string().nullable();
const moment = z.iso.datetime();
const unitName = z.object({ kind: z.enum(unitKinds), number: z.string() });

export const linksQuery = z
  .object({
    item: z.string().min(1).max(70).optional().describe('Number of an item: S10, house bill, waybill.'),
    kind: z.enum(unitKinds).optional().describe('Kind of a unit, with its number.'),
    number: z.string().min(1).max(70).optional().describe('Number of a unit; a flight with its day: KE31 2026-11-20.'),
  })
  .refine(({ item, kind, number }) => (item === undefined) === (kind !== undefined && number !== undefined), {
    error: 'Ask for an item, or for a unit by kind and number.',
  });

const scan = z.object({ event: z.string(), at: moment, place: text, partner: z.string() });

const linkedUnit = unitName.extend({
  views: z
    .array(
      z.object({
        partner: z.string(),
        document: z.string().describe('Type of the message that said so.'),
        manifestId: z.uuid(),
        issuedAt: moment,
        within: z.array(unitName).describe('What it travels in.'),
        conveyance: text,
        departsAt: moment.nullable(),
        arrivesAt: moment.nullable(),
        portOfArrival: text,
      }),
    )
    .describe('What partners say of it, side by side.'),
  lastSeen: scan.nullable(),
  arrived: scan.nullable(),
  left: scan.nullable(),
});

const linkedAlert = z.object({
  alertId: z.uuid(),
  revision: z.number().int(),
  port: z.string(),
  state: z.string().describe('As it was issued: ISSUED, or how targeting ended it.'),
  shipmentId: z.uuid(),
  itemId: text,
});

export const linksView = z.object({
  units: z.array(linkedUnit).describe('The unit, or those that the item travels in, and what these travel in.'),
  holds: z.array(unitName).describe('Units that say they travel in the unit that was asked for.'),
  items: z
    .array(z.object({ shipmentId: z.uuid(), itemId: z.string() }))
    .describe('Items that partners say the unit holds.'),
  alerts: z.array(linkedAlert).describe('Alerts for the item, or for items in the unit.'),
});

const isoOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

const scanView = (seen: unitsStore.Scan | null) =>
  seen && { event: seen.event, at: new Date(seen.at).toISOString(), place: seen.place, partner: seen.partner };

export const namesOfKeys = (keys: readonly string[]): UnitName[] => keys.map(unitOfKey).filter((name) => name !== null);

export function viewOfUnit(key: string, { views, seen }: unitsStore.KnownUnit): z.input<typeof linkedUnit> {
  return {
    ...unitOfKey(key)!,
    views: views.map(({ partner, document, issuedAt, within, content }) => ({
      partner,
      document,
      manifestId: content.manifestId,
      issuedAt: new Date(issuedAt).toISOString(),
      within: namesOfKeys(within),
      conveyance: content.conveyance?.id ?? null,
      departsAt: isoOf(content.conveyance?.departsAt ?? null),
      arrivesAt: isoOf(content.conveyance?.arrivesAt ?? null),
      portOfArrival: content.portOfArrival,
    })),
    lastSeen: scanView(seen?.last ?? null),
    arrived: scanView(seen?.arrived ?? null),
    left: scanView(seen?.departed ?? null),
  };
}

export const viewOfAlert = ({ alertId, revision, port, state, shipmentId, itemId }: operationsStore.AlertLink) => ({
  alertId,
  revision,
  port,
  state,
  shipmentId,
  itemId,
});
