import type { Conveyance, DeclarationFunction, Shipment } from '@watchpost/domain';
import type { DraftedShipment } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { eachOnce } from '../values/each-once.ts';
import { lookUp } from '../values/lookup.ts';
import { conveyanceOf } from '../values/shipment-parts.ts';
import { JoinedText } from '../values/joined-text.ts';
import type { Sited } from '../values/sited.ts';
import { countryOf, readBill } from '../values/bill-number.ts';
import { containerIn } from '../x12/equipment.ts';
import type { X12Loop } from '../x12/loops.ts';
import { traceEnvelope, type X12Context } from '../x12/message.ts';
import { momentIn, X12_MOMENT, x12Moment } from '../x12/moments.ts';
import { partyIn } from '../x12/parties.ts';
import { elementOf, type X12Segment } from '../x12/segment.ts';
import { articlesIn } from './goods.ts';

/** M1002 (element 91). */
const modes: Readonly<Record<string, NonNullable<Conveyance['mode']>>> = {
  O: 'sea',
  S: 'sea',
  VE: 'sea',
  W: 'inland-water',
  A: 'air',
  AE: 'air',
  J: 'road',
  H: 'road',
  M: 'road',
  R: 'rail',
};

/** M13-03, and M10-09 of the whole manifest: what becomes of the bill. */
const amendments: Readonly<Record<string, DeclarationFunction>> = {
  A: 'original',
  C: 'amend',
  R: 'amend',
  D: 'cancel',
};

/** The bill's number: of M11, of M13 where the bill is only named. */
export const billOf = (line: X12Loop): { readonly segment: X12Segment; readonly n: number } | null => {
  const m11 = line.first('M11');
  if (m11?.at(1)) return { segment: m11, n: 1 };
  const m13 = line.first('M13');
  return m13?.at(4) ? { segment: m13, n: 4 } : null;
};

/** What a manifest says once for all bills of a port. */
export interface PortOfManifest {
  readonly head: X12Segment;
  readonly shared: LineDraft;
  readonly conveyance: Conveyance | null;
  readonly portOfArrival: string | null;
}

/** P4 within its M10; an error in it rejects none of the bills. */
export function mapPort(shared: LineDraft, { head, parent }: X12Loop): PortOfManifest {
  return {
    head,
    shared,
    conveyance: mapConveyance(shared, parent?.first('M10') ?? null, head),
    portOfArrival: shared.text('portOfArrival', head.at(1))?.toUpperCase() ?? null,
  };
}

/** A bill of lading of a customs manifest: an LX loop within its P4 and M10. */
export function mapBill(draft: LineDraft, line: X12Loop, port: PortOfManifest, context: X12Context): DraftedShipment {
  const { emitter, issuedAt } = context;
  traceEnvelope(draft, context);
  const manifest = line.parent?.parent?.first('M10') ?? null;
  draft.inherit(port.shared, '');
  const m11 = line.first('M11');
  const m13 = line.first('M13');
  const bill = billOf(line);
  const { names, identity } = readBill(draft, bill && bill.segment.at(bill.n), {
    issuer: issuerOf(m11, m13, manifest) || emitter.options.partner,
    site: (m11 ?? line.head).place,
    element: 'M11-01',
  });
  const consignor = partyIn(draft, 'consignor', line.loops);
  const consignee = partyIn(draft, 'consignee', line.loops);
  const shipment: Shipment = {
    ...names,
    masterBill: draft.text('masterBill', elementOf(m11, 11)),
    receptacle: null,
    dispatch: null,
    containers: containersIn(draft, line),
    consignor,
    consignee,
    notify: partyIn(draft, 'notify', line.loops),
    pieces: draft.number('pieces', elementOf(m11, 3)),
    grossMassKg: draft.massKg('grossMassKg', elementOf(m11, 5), elementOf(m11, 6)),
    value: null,
    postage: null,
    category: null,
    articles: articlesIn(draft, line),
    origin: countryOf(draft, 'origin', { consignor, consignee }),
    destination: countryOf(draft, 'destination', { consignor, consignee }),
    route: [],
    conveyance: port.conveyance,
    portOfArrival: port.portOfArrival,
    postedAt: null,
    function: functionOf(draft, m13, manifest),
  };
  if (m11 !== null) checkSums(draft, shipment, m11);
  return { identity, issuedAt, shipment };
}

/** The carrier that issued the bill, by its alpha code: M1112, M1309, M1001. */
const issuerOf = (m11: X12Segment | null, m13: X12Segment | null, m10: X12Segment | null): string =>
  m11?.code(12) || m13?.code(9) || m10?.code(1) || '';

/** VID02 and VID03, each container once. */
function containersIn(draft: LineDraft, line: X12Loop): readonly string[] {
  const equipment = line.inner('VID');
  if (equipment.length === 0) return [];
  const numbers = equipment.map(({ head }) => containerIn(head, 2, 3, null));
  return eachOnce(draft, 'containers', numbers, (field, sited) => draft.container(field, sited));
}

function mapConveyance(shared: LineDraft, m10: X12Segment | null, p4: X12Segment): Conveyance | null {
  return conveyanceOf({
    mode: m10 && modeOf(shared, m10),
    id: m10 && shared.text('conveyance.id', vesselOf(m10)),
    departs: null,
    arrives: shared.moment('conveyance.arrives', momentIn(p4, 2, 5), x12Moment, X12_MOMENT),
  });
}

function modeOf(draft: LineDraft, m10: X12Segment): Conveyance['mode'] {
  const code = m10.code(2);
  const mode = lookUp(modes, code) ?? null;
  draft.trace?.stated('conveyance.mode', m10.at(2));
  if (mode === null && code !== '') draft.report('code.mode', m10.placeOf(2), { value: code });
  return mode;
}

/** Name of the vessel, or its number, and the voyage. */
function vesselOf(m10: X12Segment): Sited | null {
  const vessel = m10.at(5) ?? m10.at(4);
  const voyage = m10.at(6);
  if (vessel === null || voyage === null) return vessel ?? voyage;
  return new JoinedText(`${vessel.text} ${voyage.text}`, vessel, [vessel, voyage]);
}

/** As M13 says of the bill; where it has none, as M10-09 says of the whole manifest. */
function functionOf(draft: LineDraft, m13: X12Segment | null, m10: X12Segment | null): DeclarationFunction {
  if (m13 === null) {
    const ofAll = lookUp(amendments, m10?.code(9) ?? '');
    if (ofAll !== undefined) draft.trace?.stated('function', m10!.at(9));
    return ofAll ?? 'original';
  }
  const code = m13.code(3);
  const found = lookUp(amendments, code);
  if (found === undefined && code !== '')
    draft.report('code.function', m13.placeOf(3), { value: code, expected: 'A, C, D, R' });
  if (found !== undefined) draft.trace?.stated('function', m13.at(3));
  return found ?? 'amend';
}

/** Rounded kilograms and pounds do not add up to the last digit. */
const TOLERANCE = 0.01;

/** What the bill states of the whole against what its goods add up to, where all of them state it. */
function checkSums(draft: LineDraft, { pieces, grossMassKg, articles }: Shipment, m11: X12Segment): void {
  const count = sumOf(articles.map(({ quantity }) => quantity));
  if (pieces !== null && count !== null && count !== pieces)
    draft.report('envelope.package-count', m11.placeOf(3), { value: `${pieces}`, expected: `${count}` });
  const mass = sumOf(articles.map(({ netMassKg }) => netMassKg));
  if (grossMassKg !== null && mass !== null && Math.abs(mass - grossMassKg) > grossMassKg * TOLERANCE)
    draft.report('envelope.gross-mass', m11.placeOf(5), {
      value: `${grossMassKg}`,
      expected: `${Number(mass.toPrecision(9))}`,
    });
}

const sumOf = (values: readonly (number | null)[]): number | null =>
  values.length === 0 || values.includes(null) ? null : values.reduce<number>((sum, value) => sum + value!, 0);
