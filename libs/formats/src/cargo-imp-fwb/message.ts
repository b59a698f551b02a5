import type { Conveyance, Shipment } from '@watchpost/domain';
import { customsInformation } from '../cargo-imp/customs-information.ts';
import { ImpGroups, reportMissingGroups } from '../cargo-imp/groups.ts';
import type { ImpField, ImpGroup, ImpLine } from '../cargo-imp/line.ts';
import {
  factOf,
  type ImpContext,
  type ImpMessageReader,
  type ImpMessageType,
  type ImpTold,
} from '../cargo-imp/message.ts';
import { IMP_MOMENT, momentNear } from '../cargo-imp/moments.ts';
import { readParty } from '../cargo-imp/parties.ts';
import { readQuantity } from '../cargo-imp/quantity.ts';
import { articlesOf, customsValue } from '../cargo-imp/values.ts';
import { consignmentIn, readWaybill, waybillLine } from '../cargo-imp/waybill.ts';
import type { MessageFact } from '../reader.ts';
import type { DraftedShipment } from '../line-emitter.ts';
import { countryOf, waybillIdentity } from '../values/bill-number.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { conveyanceOf } from '../values/shipment-parts.ts';

/** NG and NC hold 20 characters, filled or ended with a word. */
const NATURE = { width: 20, oneFullPiece: 'word' } as const;

const lines =
  'FLT RTG SHP NAM ADR LOC CNE AGT SSR NFY ACC CVD RTD OTH PPD COL CER ISU OSI CDC REF COR COI SII ARD SPH NOM SRI OPI OCI';

/** Air waybill data, FWB: a line is the waybill. */
export const airWaybill: ImpMessageType = {
  code: 'FWB',
  role: 'declaration',
  versions: ['9', '10', '11', '12', '13', '14', '15', '16', '17'],
  lines: new Set(lines.split(' ')),
  bare: waybillLine,
  open: (context) => new AirWaybillReader(context),
};

class AirWaybillReader implements ImpMessageReader {
  readonly #groups: ImpGroups;

  constructor(private readonly context: ImpContext) {
    this.#groups = new ImpGroups(context.emitter.options.limits.lineBytes);
  }

  line(line: ImpLine): void {
    this.#groups.add(line);
  }

  end(): ImpTold {
    const { emitter, head } = this.context;
    const groups = this.#groups;
    const consignment = consignmentLine(groups);
    const number = consignmentIn(consignment?.at(0) ?? null).number?.code ?? null;
    const draft = emitter.draft((consignment ?? head).place);
    if (draft !== null) {
      groups.unreadable(draft);
      if (draft.rejection === null) emitter.onManifest(draft, mapWaybill(draft, groups, this.context));
      else emitter.reject(draft, number);
    }
    reportMissingGroups(emitter, head, groups, ['RTG', 'SHP', 'CNE', 'CVD', 'RTD', 'ISU']);
    return { reference: number, answers: null, facts: factsOf(groups) };
  }
}

function factsOf(groups: ImpGroups): readonly MessageFact[] {
  const fields = (id: string) => groups.of(id)?.lines[0]?.fields ?? [];
  return [
    ...factOf('ISU date', fields('ISU')[0]),
    ...factOf('ISU place', fields('ISU')[1]),
    ...fields('RTG').flatMap((stop) => factOf('RTG', stop)),
    ...fields('SPH').flatMap((code) => factOf('SPH', code)),
    ...natureOf(groups.of('RTD'), 'NC').flatMap((field) => factOf('RTD NC consolidation', field)),
  ];
}

/** The line without an identifier. */
const consignmentLine = (groups: ImpGroups): ImpLine | null => groups.of('')?.lines[0] ?? null;

function mapWaybill(draft: LineDraft, groups: ImpGroups, { emitter, head }: ImpContext): DraftedShipment {
  const { receivedAt } = emitter.options;
  const line = consignmentLine(groups);
  const consignment = consignmentIn(line?.at(0) ?? null);
  const number = readWaybill(draft, 'itemId', consignment.number, line ?? head);
  const quantity = readQuantity(draft, line?.at(1) ?? null);
  const customs = customsInformation(groups.all.filter(({ id }) => id === 'OCI'));
  const consignor = readParty(draft, 'consignor', groups.of('SHP'), customs);
  const consignee = readParty(draft, 'consignee', groups.of('CNE'), customs);
  draft.trace?.derived('masterBill', '/ids/itemId');
  const rate = groups.of('RTD');
  const shipment: Shipment = {
    itemId: number,
    itemIdKind: number === null ? null : 'AWB',
    masterBill: number,
    receptacle: null,
    dispatch: null,
    containers: [],
    consignor,
    consignee,
    notify: readParty(draft, 'notify', groups.of('NFY'), customs),
    pieces: quantity.pieces,
    grossMassKg: quantity.grossMassKg,
    value: customsValue(draft, groups.of('CVD')),
    postage: null,
    category: null,
    articles: articlesOf(draft, [...natureOf(rate, 'NG'), ...natureOf(rate, 'NC')], NATURE, natureOf(rate, 'NH')),
    origin: countryOf(draft, 'origin', { consignor, consignee }),
    destination: countryOf(draft, 'destination', { consignor, consignee }),
    route: [],
    conveyance: flightOf(draft, groups.of('FLT'), receivedAt),
    portOfArrival: draft.text('portOfArrival', consignment.destination),
    postedAt: null,
    function: 'original',
  };
  return { identity: waybillIdentity(number ?? ''), issuedAt: receivedAt, shipment };
}

/** Fields behind NG, NC or NH, in whichever line of the rate description. */
function natureOf(rate: ImpGroup | null, code: 'NG' | 'NC' | 'NH'): readonly ImpField[] {
  return (rate?.lines ?? []).flatMap((line) => {
    const at = line.fields.findIndex((field) => field.code === code);
    const value = at < 0 ? null : line.at(at + 1);
    return value === null ? [] : [value];
  });
}

/** The last flight is the one that arrives. */
function flightOf(draft: LineDraft, flt: ImpGroup | null, receivedAt: number): Conveyance | null {
  const fields = (flt?.lines ?? []).flatMap((line) => line.fields).filter((field) => !field.isEmpty);
  const at = fields.findLastIndex(
    ({ code }) => /^[A-Z0-9]{2,3}\d{1,4}[A-Z]?$/.test(code) && /[A-Z]/.test(code.slice(0, 3)),
  );
  const day = fields[at + 1] ?? null;
  return conveyanceOf({
    mode: 'air',
    id: draft.text('conveyance.id', fields[at] ?? null),
    departs: at < 0 ? null : draft.moment('conveyance.departs', day, momentNear(receivedAt), IMP_MOMENT),
    arrives: null,
  });
}
