import { issuedOr, type LineEmitter } from '../line-emitter.ts';
import type { FormatReader } from '../reader.ts';
import { isoMoment } from '../values/moments.ts';
import { childrenOf, textAt, type XmlElement } from '../xml/xml-element.ts';
import type { MessageEnd, XmlMessageReader } from '../xml/xml-messages.ts';
import { openXmlSession, reportUnreadable } from '../xml/xml-session.ts';
import { mapHouse } from './map.ts';
import { recogniseXfzb, XFZB_NAMESPACE, XFZB_ROOT } from './recognise.ts';

const HOUSE = 'IncludedHouseConsignment';
const shape = { root: XFZB_ROOT, line: HOUSE, namespace: XFZB_NAMESPACE };

/** IATA Cargo-XML house waybill, XFZB: a line is the house. */
export const xfzbReader: FormatReader = {
  id: 'cargo-xml-xfzb',
  title: 'IATA Cargo-XML house waybill XFZB',
  version: 1,
  recognise: recogniseXfzb,
  open: (options, sink) => openXmlSession(shape, options, sink, (emitter, root) => new XfzbReader(emitter, root)),
};

/** One message. */
class XfzbReader implements XmlMessageReader {
  readonly #parts = new Map<string, XmlElement>();

  constructor(
    private readonly emitter: LineEmitter,
    private readonly root: XmlElement,
  ) {}

  part(element: XmlElement): void {
    if (!this.#parts.has(element.name)) this.#parts.set(element.name, element);
  }

  end(end: MessageEnd): void {
    const master = this.#part('MasterConsignment');
    const houses = childrenOf(master, HOUSE);
    if (houses.length === 0) this.#missingHouse(end);
    for (const house of houses) this.#emit(house, master, end);
    this.emitter.message({
      place: this.root.place,
      type: 'XFZB',
      reference: textAt(this.#part('MessageHeaderDocument'), 'ID')?.text.trim() || null,
      role: 'declaration',
      profile: 'standard',
      answers: null,
      facts: [],
    });
  }

  #missingHouse(end: MessageEnd): void {
    const { place } = this.root;
    const draft = this.emitter.draft(place);
    if (draft === null) return;
    reportUnreadable(draft, this.#part('MasterConsignment')?.fault ?? null, end);
    if (draft.rejection === null) {
      const message = 'The house consignment is missing.';
      draft.report('field.required', place, { expected: `MasterConsignment/${HOUSE}`, message });
    }
    this.emitter.reject(draft, this.#billOf(null));
  }

  #emit(house: XmlElement, master: XmlElement | null, end: MessageEnd): void {
    const draft = this.emitter.draft(house.place);
    if (draft === null) return;
    reportUnreadable(draft, house.fault ?? master?.fault ?? null, end);
    if (draft.rejection !== null) return this.emitter.reject(draft, this.#billOf(house));
    const header = this.#part('MessageHeaderDocument');
    const business = this.#part('BusinessHeaderDocument');
    const { partner, receivedAt } = this.emitter.options;
    const { shipment, identity } = mapHouse(draft, { header, business, master }, house, partner);
    const issued = textAt(header, 'IssueDateTime');
    const stated = draft.moment('issuedAt', issued, isoMoment, 'ISO 8601');
    if (stated !== null && stated > receivedAt) draft.report('date.future', issued!.place, { value: issued!.text });
    this.emitter.shipment(draft, { identity, issuedAt: issuedOr(receivedAt, stated), shipment });
  }

  #billOf(house: XmlElement | null): string | null {
    return (textAt(house, 'ID') ?? textAt(this.#part('BusinessHeaderDocument'), 'ID'))?.text.trim() ?? null;
  }

  #part(name: string): XmlElement | null {
    return this.#parts.get(name) ?? null;
  }
}
