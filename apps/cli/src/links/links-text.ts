import { type UnitName } from '@watchpost/domain';

interface Sighting {
  readonly event: string;
  readonly at: string;
  readonly place: string | null;
  readonly partner: string;
}

/** As `GET /v1/links` answers. */
export interface Links {
  readonly units: readonly (UnitName & {
    readonly views: readonly {
      readonly partner: string;
      readonly document: string;
      readonly within: readonly UnitName[];
      readonly conveyance: string | null;
      readonly departsAt: string | null;
      readonly arrivesAt: string | null;
      readonly portOfArrival: string | null;
    }[];
    readonly lastSeen: Sighting | null;
  })[];
  readonly holds: readonly UnitName[];
  readonly items: readonly { readonly shipmentId: string; readonly itemId: string }[];
  readonly alerts: readonly {
    readonly alertId: string;
    readonly port: string;
    readonly state: string;
    readonly itemId: string | null;
  }[];
}

/** For people: each unit with what each partner says of it and where it was seen last, then what it holds, and alerts. */
export function linksText({ units, holds, items, alerts }: Links): string {
  const rows = units.flatMap((unit) => [
    nameText(unit),
    ...unit.views.map((view) => `  ${view.partner} by ${view.document}: ${saidText(view)}`),
    ...(unit.lastSeen === null ? [] : [`  seen: ${sightingText(unit.lastSeen)}`]),
  ]);
  return [
    ...rows,
    ...holds.map((unit) => `holds ${nameText(unit)}`),
    ...items.map(({ itemId }) => `holds item ${itemId}`),
    ...alerts.map(({ alertId, port, state, itemId }) => `alert ${alertId} at ${port}, ${state}, item ${itemId ?? '-'}`),
  ].join('\n');
}

const nameText = ({ kind, number }: UnitName): string => `${kind} ${number}`;

function saidText({
  conveyance,
  departsAt,
  arrivesAt,
  portOfArrival,
  within,
}: Links['units'][number]['views'][number]): string {
  const said = [
    conveyance === null ? null : `on ${conveyance}`,
    departsAt === null ? null : `from ${departsAt}`,
    arrivesAt === null ? null : `arrives ${arrivesAt}`,
    portOfArrival === null ? null : `at ${portOfArrival}`,
    within.length === 0 ? null : `in ${within.map(nameText).join(', ')}`,
  ].filter((part) => part !== null);
  return said.length === 0 ? 'nothing more' : said.join(', ');
}

const sightingText = ({ event, at, place, partner }: Sighting): string =>
  [event, place, at, `told by ${partner}`].filter((part) => part !== null).join(', ');
