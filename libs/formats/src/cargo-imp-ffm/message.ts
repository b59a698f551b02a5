import type { Conveyance, Shipment } from '@watchpost/domain';
import { ImpGroups, reportDamage } from '../cargo-imp/groups.ts';
import type { ImpField, ImpLine } from '../cargo-imp/line.ts';
import {
  factOf,
  type ImpContext,
  type ImpMessageReader,
  type ImpMessageType,
  type ImpTold,
} from '../cargo-imp/message.ts';
import { IMP_MOMENT, momentNear } from '../cargo-imp/moments.ts';
import { readQuantity } from '../cargo-imp/quantity.ts';
import { consignmentIn, readWaybill, waybillLine } from '../cargo-imp/waybill.ts';
import type { MessageFact } from '../reader.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { articlesOf } from '../cargo-imp/values.ts';
import { conveyanceOf } from '../values/shipment-parts.ts';

/** The description of a waybill in a manifest. */
const NATURE = { width: 15, oneFullPiece: 'word' } as const;
/** Aircraft and points of unloading that are told as facts. */
const FACTS = 100;

const lines = 'ULD DIM OCI OSI COR SCI CAR LAST CONT'.split(' ');

/** Flight manifest, FFM: a line is an air waybill, or the part of one, that is on the flight. */
export const flightManifest: ImpMessageType = {
  code: 'FFM',
  role: 'declaration',
  versions: ['5', '6', '7', '8'],
  lines: new Set(lines),
  // A waybill, the flight, a point of unloading, the end.
  bare: /^(\d{3}-?\d{8}|\d{1,2}\/[A-Z0-9]{2,3}\d|[A-Z]{3}(\/|$)|LAST$|CONT$)/,
  open: (context) => new ManifestReader(context),
};

/** What the lines of a manifest are on. */
interface Flight {
  readonly id: ImpField | null;
  readonly date: ImpField | null;
  readonly origin: ImpField | null;
}

class ManifestReader implements ImpMessageReader {
  #flight: Flight = { id: null, date: null, origin: null };
  #unloading: ImpLine | null = null;
  #uld: ImpField | null = null;
  /** What holds for all that is unloaded there; an error in it rejects none of it. */
  #shared: { readonly draft: LineDraft; readonly conveyance: Conveyance | null; readonly port: string | null } | null =
    null;
  #waybill: ImpGroups | null = null;
  #waybills = 0;
  #state: 'open' | 'ended' = 'open';
  readonly #facts: MessageFact[] = [];

  constructor(private readonly context: ImpContext) {}

  line(line: ImpLine): void {
    if (waybillLine.test(line.text)) return this.#takeWaybill(line);
    if (/^\d{1,2}\//.test(line.text)) return this.#takeFlight(line);
    if (/^(LAST|CONT)$/.test(line.text)) this.#state = 'ended';
    else if (line.id === 'ULD') this.#takeUld(line);
    else if (line.id !== '' && !lines.includes(line.id)) this.#takeUnloading(line);
    else if (this.#waybill) this.#waybill.add(line);
    else reportDamage(this.context.emitter, line);
  }

  end(): ImpTold {
    this.#emit();
    const { emitter, head } = this.context;
    const { log } = emitter;
    const { id, date, origin } = this.#flight;
    if (id === null) log.report('message.structure', null, head.place, { expected: 'flight' });
    if (this.#unloading === null) log.report('message.structure', null, head.place, { expected: 'point of unloading' });
    if (this.#state === 'open') log.report('envelope.missing', null, head.place, { expected: 'LAST or CONT' });
    return {
      reference: id && `${id.code}/${date?.code ?? ''}`,
      answers: null,
      facts: [
        ...factOf('flight', id),
        ...factOf('date', date),
        ...factOf('airport of loading', origin),
        ...this.#facts,
        { name: 'air waybills', value: `${this.#waybills}`, place: head.place },
      ],
    };
  }

  #takeFlight(line: ImpLine): void {
    this.#emit();
    reportDamage(this.context.emitter, line);
    // A line without identifier: the number of the page is its first field.
    this.#shared = null;
    this.#flight = { id: line.at(1), date: line.at(2), origin: line.at(3) };
    if (this.#facts.length < FACTS) this.#facts.push(...factOf('aircraft', line.at(4)));
  }

  #takeUnloading(line: ImpLine): void {
    this.#emit();
    reportDamage(this.context.emitter, line);
    this.#unloading = line;
    this.#shared = null;
    this.#uld = null;
    if (this.#facts.length < FACTS)
      this.#facts.push({ name: 'point of unloading', value: line.text, place: line.place });
  }

  #takeUld(line: ImpLine): void {
    this.#emit();
    reportDamage(this.context.emitter, line);
    this.#uld = line.at(0);
  }

  #takeWaybill(line: ImpLine): void {
    this.#emit();
    this.#waybill = new ImpGroups(this.context.emitter.options.limits.lineBytes);
    this.#waybill.add(line);
  }

  #emit(): void {
    const waybill = this.#waybill;
    if (waybill === null) return;
    this.#waybill = null;
    this.#waybills += 1;
    const { emitter } = this.context;
    const line = waybill.all[0]?.lines[0] ?? this.context.head;
    const draft = emitter.draft(line.place);
    if (draft === null) return;
    waybill.unreadable(draft);
    if (draft.rejection !== null) return emitter.reject(draft, consignmentIn(line.at(0)).number?.code ?? null);
    const shipment = this.#map(draft, line);
    const { receivedAt, partner } = emitter.options;
    const { id, date } = this.#flight;
    const on = [id?.code ?? '', date?.code.slice(0, 5) ?? '', shipment.itemId ?? '', this.#uld?.code ?? ''];
    const identity = { scheme: 'DOCUMENT', issuer: partner, number: on.join('/') } as const;
    emitter.onManifest(draft, { identity, issuedAt: receivedAt, shipment }, 'unstated');
  }

  #map(draft: LineDraft, line: ImpLine): Shipment {
    const consignment = consignmentIn(line.at(0));
    const number = readWaybill(draft, 'itemId', consignment.number, line);
    const { pieces, grossMassKg } = readQuantity(draft, line.at(1));
    const shared = (this.#shared ??= this.#readShared(line));
    draft.inherit(shared.draft, '');
    draft.trace?.derived('masterBill', '/ids/itemId');
    return {
      itemId: number,
      itemIdKind: number === null ? null : 'AWB',
      masterBill: number,
      receptacle: draft.text('receptacle', this.#uld),
      dispatch: null,
      containers: [],
      consignor: null,
      consignee: null,
      notify: null,
      pieces,
      grossMassKg,
      value: null,
      postage: null,
      category: null,
      articles: articlesOf(draft, [line.at(2)], NATURE, []),
      origin: null,
      destination: null,
      route: [],
      conveyance: shared.conveyance,
      portOfArrival: shared.port ?? draft.text('portOfArrival', consignment.destination),
      postedAt: null,
      function: 'original',
    };
  }

  #readShared(line: ImpLine) {
    const { emitter } = this.context;
    const near = momentNear(emitter.options.receivedAt);
    const draft = emitter.sharedDraft((this.#unloading ?? line).place);
    const arrival = this.#unloading?.fields.find(({ code }) => /^\d/.test(code)) ?? null;
    const conveyance = conveyanceOf({
      mode: 'air',
      id: draft.text('conveyance.id', this.#flight.id),
      departs: draft.moment('conveyance.departs', this.#flight.date, near, IMP_MOMENT),
      arrives: draft.moment('conveyance.arrives', arrival, near, IMP_MOMENT),
    });
    return { draft, conveyance, port: draft.text('portOfArrival', this.#unloading?.part(0, 3) ?? null) };
  }
}
