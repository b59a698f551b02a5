import { LineEmitter, issuedOr } from '../line-emitter.ts';
import type { FormatReader, ReadOptions, ReadSession, ReadSink, ReadSummary } from '../reader.ts';
import { isoMoment } from '../values/moments.ts';
import { childrenOf, textAt, type XmlElement } from '../xml/xml-element.ts';
import { XmlMessages, type XmlMessageHandler } from '../xml/xml-messages.ts';
import { mapHouse } from './map.ts';
import { recogniseXfzb, XFZB_NAMESPACE, XFZB_ROOT } from './recognise.ts';

/** IATA Cargo-XML house waybill, XFZB: a line is the house. */
export const xfzbReader: FormatReader = {
  id: 'cargo-xml-xfzb',
  title: 'IATA Cargo-XML house waybill XFZB',
  recognise: recogniseXfzb,
  open: (options, sink) => new XfzbSession(options, sink),
};

class XfzbSession implements ReadSession, XmlMessageHandler {
  readonly #emitter: LineEmitter;
  readonly #xml: XmlMessages;
  #parts = new Map<string, XmlElement>();
  #root: XmlElement | null = null;
  #bytes = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
    const shape = { root: XFZB_ROOT, namespace: XFZB_NAMESPACE };
    this.#xml = new XmlMessages(shape, this, this.#emitter.log, options.limits, options.charset);
  }

  push(chunk: Uint8Array): void {
    this.#bytes += chunk.length;
    this.#xml.push(chunk);
  }

  end(): ReadSummary {
    this.#xml.end();
    return this.#emitter.summary(this.#bytes);
  }

  begin(root: XmlElement): void {
    this.#emitter.messages += 1;
    this.#root = root;
    this.#parts = new Map();
  }

  part(element: XmlElement): void {
    if (!this.#parts.has(element.name)) this.#parts.set(element.name, element);
  }

  broken(element: XmlElement): void {
    this.part(element);
  }

  endMessage(end: 'complete' | 'broken'): void {
    const master = this.#parts.get('MasterConsignment') ?? null;
    const houses = childrenOf(master, 'IncludedHouseConsignment');
    if (houses.length === 0) return this.#missingHouse(end);
    for (const house of houses) this.#emit(house, master, end);
  }

  #missingHouse(end: 'complete' | 'broken'): void {
    const root = this.#root!;
    const draft = this.#emitter.draft(root.place);
    if (draft === null) return;
    const fault = this.#parts.get('MasterConsignment')?.fault;
    if (fault) draft.report(fault.code, fault.place, { expected: fault.expected });
    else if (end === 'complete')
      draft.report('field.required', root.place, {
        expected: 'MasterConsignment/IncludedHouseConsignment',
        message: 'The house consignment is missing.',
      });
    else draft.report('line.incomplete', root.place);
    this.#emitter.reject(draft, textAt(this.#parts.get('BusinessHeaderDocument') ?? null, 'ID')?.text.trim() ?? null);
  }

  #emit(house: XmlElement, master: XmlElement | null, end: 'complete' | 'broken'): void {
    const draft = this.#emitter.draft(house.place);
    if (draft === null) return;
    const fault = master?.fault;
    if (fault) draft.report(fault.code, fault.place, { expected: fault.expected });
    if (end === 'broken') draft.report('line.incomplete', house.place);
    const header = this.#parts.get('MessageHeaderDocument') ?? null;
    const business = this.#parts.get('BusinessHeaderDocument') ?? null;
    const { partner, receivedAt } = this.#emitter.options;
    const { shipment, identity } = mapHouse(draft, { header, business, master }, house, partner);
    const issued = textAt(header, 'IssueDateTime');
    const stated = draft.moment('issuedAt', issued, isoMoment, 'ISO 8601');
    if (stated !== null && stated > receivedAt) draft.report('date.future', issued!.place, { value: issued!.text });
    this.#emitter.shipment(draft, { identity, issuedAt: issuedOr(receivedAt, stated), shipment });
  }
}
