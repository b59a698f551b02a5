import type { Shipment } from '@watchpost/domain';
import { customsInformation } from '../cargo-imp/customs-information.ts';
import { ImpGroups, reportDamage } from '../cargo-imp/groups.ts';
import type { ImpField, ImpLine } from '../cargo-imp/line.ts';
import {
  factOf,
  type ImpContext,
  type ImpMessageReader,
  type ImpMessageType,
  type ImpTold,
} from '../cargo-imp/message.ts';
import { readParty } from '../cargo-imp/parties.ts';
import { readMass, readQuantity } from '../cargo-imp/quantity.ts';
import { articlesOf, customsValue } from '../cargo-imp/values.ts';
import { consignmentIn, readWaybill } from '../cargo-imp/waybill.ts';
import type { DraftedShipment } from '../line-emitter.ts';
import { countryOf, readBill } from '../values/bill-number.ts';
import type { LineDraft } from '../values/line-draft.ts';

/** TXT holds 65 characters, filled in the middle of a word. */
const TEXT = { width: 65, oneFullPiece: 'cut' } as const;

/** House waybills of an air waybill, FHL: a line is a house, from its HBS to the next. */
export const houseWaybills: ImpMessageType = {
  code: 'FHL',
  role: 'declaration',
  versions: ['2', '3', '4', '5'],
  lines: new Set('MBI HBS TXT HTS OCI SHP NAM ADR LOC CNE CVD NFY AGT OSI SPH'.split(' ')),
  bare: /^(?!)/,
  open: (context) => new HouseReader(context),
};

class HouseReader implements ImpMessageReader {
  #master: ImpLine | null = null;
  #house: ImpGroups | null = null;
  #pieces: number | null = 0;

  constructor(private readonly context: ImpContext) {}

  line(line: ImpLine): void {
    if (line.id === 'MBI') return this.#takeMaster(line);
    if (line.id === 'HBS') {
      this.#emit();
      this.#house = new ImpGroups(this.context.emitter.options.limits.lineBytes);
    }
    if (this.#house) this.#house.add(line);
    else this.#misplaced(line);
  }

  end(): ImpTold {
    this.#emit();
    const { emitter, head } = this.context;
    if (this.#master === null) this.#missing(head, 'MBI');
    this.#checkPieces();
    const consignment = consignmentIn(this.#master?.at(0) ?? null);
    if (this.#pieces === 0) emitter.log.report('message.structure', null, head.place, { expected: 'HBS' });
    return {
      reference: consignment.number?.code ?? null,
      answers: null,
      facts: [
        ...factOf('MBI origin', consignment.origin),
        ...factOf('MBI destination', consignment.destination),
        ...factOf('MBI pieces and weight', this.#master?.at(1)),
      ],
    };
  }

  #takeMaster(line: ImpLine): void {
    this.#emit();
    reportDamage(this.context.emitter, line);
    this.#master = line;
  }

  #emit(): void {
    const house = this.#house;
    if (house === null) return;
    this.#house = null;
    const { emitter } = this.context;
    const hbs = house.of('HBS')?.lines[0] ?? this.context.head;
    const draft = emitter.draft(hbs.place);
    if (draft === null) return;
    house.unreadable(draft);
    if (draft.rejection !== null) {
      this.#pieces = null;
      return emitter.reject(draft, hbs.at(0)?.code ?? null);
    }
    const drafted = mapHouse(draft, house, hbs, this.#master, this.context);
    const { pieces } = drafted.shipment;
    this.#pieces = this.#pieces === null || pieces === null ? null : this.#pieces + pieces;
    emitter.shipment(draft, drafted);
  }

  /** A message may list some of the houses only: more pieces than the master has is what cannot be. */
  #checkPieces(): void {
    const stated = this.#master?.at(1) ?? null;
    const total = /^[TSPDM](\d+)/.exec(stated?.code ?? '')?.[1];
    if (stated === null || total === undefined || this.#pieces === null || this.#pieces <= Number(total)) return;
    const details = { value: total, expected: `${this.#pieces}` };
    this.context.emitter.log.report('envelope.package-count', null, stated.place, details);
  }

  #misplaced(line: ImpLine): void {
    const { log } = this.context.emitter;
    reportDamage(this.context.emitter, line);
    const message = 'The line stands before the first house; it was passed over.';
    log.reportOnce('message.structure', `early ${line.path}`, line.place, { value: line.text, message });
  }

  #missing(line: ImpLine, expected: string): void {
    const message = 'A line that the message demands is missing.';
    this.context.emitter.log.report('message.structure', null, line.place, { expected, message });
  }
}

function mapHouse(
  draft: LineDraft,
  house: ImpGroups,
  hbs: ImpLine,
  master: ImpLine | null,
  { emitter }: ImpContext,
): DraftedShipment {
  const { partner, receivedAt } = emitter.options;
  const { names, identity } = readBill(draft, hbs.at(0), { issuer: partner, site: hbs.place, element: 'HBS' });
  const consignment = consignmentIn(master?.at(0) ?? null);
  const customs = customsInformation(house.all.filter(({ id }) => id === 'OCI'));
  const consignor = readParty(draft, 'consignor', house.of('SHP'), customs);
  const consignee = readParty(draft, 'consignee', house.of('CNE'), customs);
  const tariff = (house.of('HTS')?.lines ?? []).flatMap((line) => line.fields).filter((field) => !field.isEmpty);
  const shipment: Shipment = {
    ...names,
    masterBill: master === null ? null : readWaybill(draft, 'masterBill', consignment.number, master),
    receptacle: null,
    dispatch: null,
    containers: [],
    consignor,
    consignee,
    notify: readParty(draft, 'notify', house.of('NFY'), customs),
    ...quantityOf(draft, hbs),
    value: customsValue(draft, house.of('CVD')),
    postage: null,
    category: null,
    articles: articlesOf(draft, descriptionOf(house, hbs), TEXT, tariff),
    origin: countryOf(draft, 'origin', { consignor, consignee }),
    destination: countryOf(draft, 'destination', { consignor, consignee }),
    route: [],
    conveyance: null,
    portOfArrival: draft.text('portOfArrival', consignment.destination),
    postedAt: null,
    function: 'original',
  };
  return { identity, issuedAt: receivedAt, shipment };
}

/** Pieces and weight are fields of their own, `/4/K50`; some write them together, `/T4K50`. */
function quantityOf(
  draft: LineDraft,
  hbs: ImpLine,
): { readonly pieces: number | null; readonly grossMassKg: number | null } {
  const pieces = hbs.at(2);
  if (/^[TSPDM]/.test(pieces?.code ?? '')) {
    const together = readQuantity(draft, pieces);
    return { pieces: together.pieces, grossMassKg: together.grossMassKg };
  }
  return { pieces: draft.number('pieces', pieces), grossMassKg: readMass(draft, hbs.at(3)) };
}

/** TXT says it in full; the manifest description of HBS is short, and stands for it where there is no TXT. */
function descriptionOf(house: ImpGroups, hbs: ImpLine): readonly (ImpField | null)[] {
  const text = house.of('TXT');
  if (text === null) return [hbs.at(5)];
  return text.lines.map((line) => (line.fields.length < 2 ? line.at(0) : wholeOf(line)));
}

/** A slant in free text is one of its signs. */
const wholeOf = (line: ImpLine): ImpField => line.part(line.id.length + 1, line.text.length);
