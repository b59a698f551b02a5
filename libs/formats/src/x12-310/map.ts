import type { Article, Conveyance, DeclarationFunction, Shipment } from '@watchpost/domain';
import type { DraftedShipment } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { eachOnce } from '../values/each-once.ts';
import { lookUp } from '../values/lookup.ts';
import { JoinedText, joinSited } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';
import { conveyanceOf } from '../values/shipment-parts.ts';
import { countryOf, readBill } from '../values/bill-number.ts';
import { containerIn } from '../x12/equipment.ts';
import type { X12Loop } from '../x12/loops.ts';
import { traceEnvelope, type X12Context } from '../x12/message.ts';
import { partyIn } from '../x12/parties.ts';
import { elementOf, type X12Segment } from '../x12/segment.ts';
import { arrivalAt, departureFrom, portsOf } from './ports.ts';

/** L502 holds 50 characters. */
const DESCRIPTION = { width: 50, oneFullPiece: 'cut' } as const;
/** L504 (element 23) of codes that are those of the Harmonized System. */
const harmonized = new Set(['H', 'J', 'B']);

/** B2A01 (element 353). */
const purposes: Readonly<Record<string, DeclarationFunction>> = {
  '00': 'original',
  '01': 'cancel',
  '03': 'cancel',
  '04': 'amend',
  '05': 'amend',
};

/** V109 (element 91). */
const modes: Readonly<Record<string, NonNullable<Conveyance['mode']>>> = {
  A: 'air',
  J: 'road',
  R: 'rail',
  W: 'inland-water',
};

/** The bill's number: N9 BM, else B303, else the invoice's, B302. */
export function billOf(message: X12Loop): Sited | null {
  const [reference] = message.all('N9').filter((n9) => n9.code(1) === 'BM');
  const b3 = message.first('B3');
  return reference?.at(2) ?? b3?.at(3) ?? b3?.at(2) ?? null;
}

/** An ocean freight receipt or invoice as the shipment it is for. */
export function mapFreightBill(draft: LineDraft, message: X12Loop, context: X12Context): DraftedShipment {
  traceEnvelope(draft, context);
  const b3 = message.first('B3');
  const { names, identity } = readBill(draft, billOf(message), {
    issuer: b3?.code(11) || context.sender || context.emitter.options.partner,
    site: (b3 ?? message.head).place,
    element: 'B3-03',
  });
  const consignor = partyIn(draft, 'consignor', message.inner('N1'));
  const consignee = partyIn(draft, 'consignee', message.inner('N1'));
  const ports = portsOf(message);
  const route = ports.route(draft);
  const parties = { consignor, consignee };
  const ladings = message.inner('L0').filter((lading) => lading.first('L5') !== null);
  const articles = ladings.map((lading, n) => articleOf(draft, lading, `articles.${n}`));
  const total = message.first('L3');
  const shipment: Shipment = {
    ...names,
    masterBill: null,
    receptacle: null,
    dispatch: null,
    containers: containersIn(draft, message),
    consignor,
    consignee,
    notify: partyIn(draft, 'notify', message.inner('N1')),
    pieces: piecesOf(draft, articles) ?? draft.number('pieces', elementOf(total, 11)),
    grossMassKg: massOf(draft, message, total),
    value: null,
    postage: null,
    category: null,
    articles,
    origin: onRoute(draft, 'origin', route, 0) ?? countryOf(draft, 'origin', parties),
    destination: onRoute(draft, 'destination', route, route.length - 1) ?? countryOf(draft, 'destination', parties),
    route,
    conveyance: mapConveyance(draft, message),
    portOfArrival: draft.text('portOfArrival', ports.discharge)?.toUpperCase() ?? null,
    postedAt: null,
    function: functionOf(draft, message.first('B2A')),
  };
  return { identity, issuedAt: context.issuedAt, shipment };
}

/** An L0 loop with its L5: pieces in L008 or L013, the mass in L004 net where L005 says so. */
function articleOf(draft: LineDraft, lading: X12Loop, field: string): Article {
  const { head } = lading;
  const l5 = lading.all('L5');
  const coded = l5.find((segment) => harmonized.has(segment.code(4)));
  const description = joinSited(
    l5.map((segment) => segment.at(2)),
    DESCRIPTION,
  );
  return {
    description: draft.text(`${field}.description`, description),
    hs: draft.hs(`${field}.hs`, coded?.at(3) ?? null),
    quantity: draft.number(`${field}.quantity`, head.at(8) ?? head.at(13)),
    netMassKg: head.code(5) === 'N' ? draft.massKg(`${field}.netMassKg`, head.at(4), head.at(11)) : null,
    value: null,
    origin: null,
    identifiers: [
      ...l5.flatMap((segment, n) => {
        const value = draft.text(`${field}.identifiers.${n}`, segment.at(6));
        return value === null ? [] : [{ scheme: 'MARKS', value }];
      }),
      ...lading.inner('H1').flatMap((hazard, n) => {
        const value =
          draft.text(`${field}.identifiers.undg${n}`, hazard.head.at(1))?.replace(/^(UN|NA) ?(?=\d)/, '') ?? null;
        return value === null ? [] : [{ scheme: 'UNDG', value }];
      }),
    ],
  };
}

function piecesOf(draft: LineDraft, articles: readonly Article[]): number | null {
  const counts = articles.map(({ quantity }) => quantity).filter((count) => count !== null);
  if (counts.length === 0) return null;
  draft.trace?.derived('pieces', '/articles');
  return counts.reduce((sum, count) => sum + count);
}

/** The country that the route has there, of which the goods' own is told. */
function onRoute(draft: LineDraft, field: string, route: readonly string[], at: number): string | null {
  if (route.length === 0) return null;
  draft.trace?.derived(field, `/route/${at}`);
  return route[at]!;
}

/** L301 where it is the gross mass, else the masses of L0 that are; the unit of L312, L011 or the whole bill's, B305. */
function massOf(draft: LineDraft, message: X12Loop, l3: X12Segment | null): number | null {
  const unit = message.first('B3')?.at(5) ?? null;
  if (l3?.at(1) && l3.code(2) !== 'N') return draft.massKg('grossMassKg', l3.at(1), l3.at(12) ?? unit);
  let total: number | null = null;
  for (const { head } of message.inner('L0')) {
    if (head.code(5) === 'N') continue;
    const mass = draft.massKg('grossMassKg', head.at(4), head.at(11) ?? unit);
    if (mass !== null) total = (total ?? 0) + mass;
  }
  return total;
}

/** N7 loops, and N9 with OC or EQ, each container once. */
function containersIn(draft: LineDraft, message: X12Loop): readonly string[] {
  const named = message.all('N9').filter((n9) => n9.code(1) === 'OC' || n9.code(1) === 'EQ');
  const units = [...message.inner('N7').map(({ head }) => containerIn(head, 1, 2, 18)), ...named.map((n9) => n9.at(2))];
  return eachOnce(draft, 'containers', units, (field, sited) => draft.container(field, sited));
}

function mapConveyance(draft: LineDraft, message: X12Loop): Conveyance | null {
  const v1 = message.first('V1');
  const vessel = v1?.at(2) ?? v1?.at(1) ?? null;
  const voyage = v1?.at(4) ?? null;
  const name = v1?.code(4) ?? '';
  const id =
    vessel && voyage && name !== '' ? new JoinedText(`${vessel.text} ${name}`, vessel, [vessel, voyage]) : vessel;
  return conveyanceOf({
    mode: modeOf(draft, v1),
    id: draft.text('conveyance.id', id),
    departs: departureFrom(draft, message),
    arrives: arrivalAt(draft, message),
  });
}

function modeOf(draft: LineDraft, v1: X12Segment | null): NonNullable<Conveyance['mode']> {
  const mode = lookUp(modes, v1?.code(9) ?? '');
  if (mode !== undefined) draft.trace?.stated('conveyance.mode', v1!.at(9));
  return mode ?? 'sea';
}

function functionOf(draft: LineDraft, b2a: X12Segment | null): DeclarationFunction {
  const code = b2a?.code(1) ?? '';
  const found = lookUp(purposes, code);
  if (found === undefined && code !== '')
    draft.report('code.function', b2a!.placeOf(1), { value: code, expected: '00, 01, 03, 04, 05' });
  if (found !== undefined) draft.trace?.stated('function', b2a!.at(1));
  return found ?? 'original';
}
