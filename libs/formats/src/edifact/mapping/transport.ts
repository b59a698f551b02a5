import { isCountry, type Conveyance } from '@watchpost/domain';
import type { LineDraft } from '../../values/line-draft.ts';
import { lookUp } from '../../values/lookup.ts';
import { conveyanceOf, stated } from '../../values/shipment-parts.ts';
import type { Sited } from '../../values/sited.ts';
import type { Segment } from '../segment.ts';
import type { SegmentGroup } from '../structure/segment-group.ts';
import { momentAt } from './moments.ts';
import { transportModes } from '../../values/transport-modes.ts';

/** Several modes in turn, pipelines, and modes that are not known: none that is named here. */
const modesWithoutName: ReadonlySet<string> = new Set(['0', '6', '7', '9']);

/** What a place is to the goods (data element 3227), the best first. */
export const placeRoles = {
  originCountry: ['35', '27', '199'],
  destinationCountry: ['28', '36'],
  loading: ['76', '9', '88', '5'],
  transhipment: ['13'],
  discharge: ['11', '65', '7', '8', '20'],
  arrival: ['60', '61', '24', '41', '22', '11', '65', '8'],
  routing: ['92'],
} as const;

const portsPassed = [placeRoles.loading.slice(0, 2), placeRoles.transhipment, placeRoles.discharge.slice(0, 2)];

const departures = ['186', '136', '133', '189'];
const arrivals = ['178', '132', '232', '252'];

/** The stages of transport, main carriage first (data element 8051: 20 main carriage, 1 inland, 10 before it, 30 after it). */
export function mainTransport(groups: readonly SegmentGroup[]): SegmentGroup | null {
  for (const stage of ['20', '12', '11', '1', '30', '10'])
    for (const group of groups) if (group.trigger?.qualifier === stage) return group;
  return groups[0] ?? null;
}

/** TDT with the DTM beside it. @param dates moments that stand elsewhere, for a TDT without its own */
export function mapConveyance(
  draft: LineDraft,
  transport: SegmentGroup | null,
  dates: readonly Segment[],
): Conveyance | null {
  const own = transport === null ? [] : transport.all('DTM').concat(transport.groups.flatMap((at) => at.all('DTM')));
  const departs = momentAt(draft, 'conveyance.departs', [...own, ...dates], departures);
  const arrives = momentAt(draft, 'conveyance.arrives', [...own, ...dates], arrivals);
  const segment = transport?.trigger ?? null;
  const mode = segment === null ? null : mapMode(draft, segment);
  const id = segment === null ? null : draft.text('conveyance.id', nameOfMeans(segment, mode));
  return conveyanceOf({ mode, id, departs, arrives });
}

function mapMode(draft: LineDraft, segment: Segment): Conveyance['mode'] {
  const stated = segment.sited(3);
  if (stated === null) return null;
  draft.trace?.stated('conveyance.mode', stated);
  const code = stated.text.trim();
  const mode = lookUp(transportModes, code) ?? null;
  if (mode === null && !modesWithoutName.has(code))
    draft.report('code.mode', stated.place, { value: code, expected: '1 to 9' });
  return mode;
}

/** A flight goes by its number (8028); a vessel by its name (8212), a vehicle by its registration (8213). */
const nameOfMeans = (segment: Segment, mode: Conveyance['mode']): Sited | null =>
  (mode === 'air' ? segment.sited(2) : null) ?? segment.sited(8, 3) ?? segment.sited(8, 0) ?? segment.sited(2);

/** Where the code of the first stated of some places stands. @param places LOC segments */
export function placeAt(places: readonly Segment[], roles: readonly string[]): Sited | null {
  if (places.length === 0) return null;
  for (const role of roles)
    for (const segment of places) if (segment.qualifier === role) return segment.sited(2, 0) ?? segment.sited(2, 3);
  return null;
}

/** Country of a place: of a country code itself, else the first two letters of a UN/LOCODE or IMPC code. */
export function countryAt(
  draft: LineDraft,
  field: string,
  places: readonly Segment[],
  roles: { readonly countries: readonly string[]; readonly places: readonly string[] },
): string | null {
  const country = placeAt(places, roles.countries);
  if (country !== null && country.text.trim().length === 2) return draft.country(field, country);
  const place = country ?? placeAt(places, roles.places);
  const code = countryOfPlace(place?.text ?? '');
  if (code !== null) draft.note(field, place!);
  return code;
}

const placeCode = /^[A-Z]{2}[A-Z2-9]{3}[A-Z]?$/;

/** null where the code is of another kind: customs offices and terminals have codes that begin with any letters. */
function countryOfPlace(text: string): string | null {
  if (text === '') return null;
  const code = placeCode.test(text) ? text : text.trim().toUpperCase();
  if (!placeCode.test(code)) return null;
  const country = code.slice(0, 2);
  return isCountry(country) ? country : null;
}

function countryPassed(draft: LineDraft, at: number, sited: Sited): string | null {
  const country = countryOfPlace(sited.text);
  if (country === null) return draft.country(`route.${at}`, sited);
  if (draft.trace !== null) draft.note(`route.${at}`, sited);
  return country;
}

/** Countries in the order the goods pass them: the stated route, else the ports of loading, transhipment and discharge. */
export function mapRoute(draft: LineDraft, places: readonly Segment[]): readonly string[] {
  if (places.length === 0) return [];
  if (places.some((segment) => segment.qualifier === placeRoles.routing[0])) {
    const routing = places.filter((segment) => segment.qualifier === placeRoles.routing[0]);
    const countries = routing.flatMap((segment) => segment.sited(2) ?? []);
    return stated(countries.map((sited, at) => countryPassed(draft, at, sited)));
  }
  const route: string[] = [];
  for (const roles of portsPassed) {
    const place = placeAt(places, roles);
    const country = countryOfPlace(place?.text ?? '');
    if (country === null || country === route.at(-1)) continue;
    if (draft.trace !== null) draft.note(`route.${route.length}`, place!);
    route.push(country);
  }
  return route;
}
