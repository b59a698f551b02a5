import type { EpochMillis } from '@watchpost/domain';
import { LineEmitter, issuedOr } from '../line-emitter.ts';
import type { FormatReader, ReadOptions, ReadSession, ReadSink, ReadSummary } from '../reader.ts';
import type { Sited } from '../values/sited.ts';
import { textAt, type XmlElement } from '../xml/xml-element.ts';
import { XmlMessages, type XmlMessageHandler } from '../xml/xml-messages.ts';
import { issueTimeOf, mapGoodsItem, mapMessage, type Ie315Message } from './map.ts';
import { IE315_NAMESPACE, IE315_ROOT, recogniseIe315 } from './recognise.ts';

/** What follows the items (itinerary, declarant, office of entry) holds for each of them, so a message's items wait for its end. */
const ITEMS_THAT_WAIT = 9_999;
const BYTES_THAT_WAIT = 6 * 1024 * 1024;

/** ICS1 entry summary declaration, IE315 (CC315A): a line is a goods item. */
export const ie315Reader: FormatReader = {
  id: 'ics-ie315',
  title: 'ICS1 entry summary declaration IE315 (CC315A)',
  recognise: recogniseIe315,
  open: (options, sink) => new Ie315Session(options, sink),
};

/** Parts of a message that hold for all its items; whatever else stands in it is passed over. */
const kept = new Set(
  'HEAHEA TRACONCO1 TRACONCE1 NOTPAR670 ITI TRAREP PERLODSUMDEC CUSOFFFENT730 DatOfPreMES9 TimOfPreMES10 MesTypMES20'.split(
    ' ',
  ),
);
/** The itinerary is the longest list of them: 99. */
const KEPT_OF_A_KIND = 99;

class Ie315Session implements ReadSession, XmlMessageHandler {
  readonly #emitter: LineEmitter;
  readonly #xml: XmlMessages;
  #header = new Map<string, XmlElement[]>();
  #root: XmlElement | null = null;
  /** What holds for all items, once it was read. */
  #message: Ie315Message | null = null;
  #issuedAt: EpochMillis = 0;
  /** Items that wait for the end of their message. */
  #waiting: XmlElement[] = [];
  #flowing = false;
  #count = 0;
  #packages = 0;
  #massKg = 0;
  #bytes = 0;

  constructor(options: ReadOptions, sink: ReadSink) {
    this.#emitter = new LineEmitter(options, sink);
    const shape = { root: IE315_ROOT, namespace: IE315_NAMESPACE };
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
    this.#root = root;
    this.#message = null;
    this.#emitter.messages += 1;
    this.#header = new Map();
    this.#waiting = [];
    this.#flowing = false;
    this.#count = 0;
    this.#packages = 0;
    this.#massKg = 0;
  }

  part(element: XmlElement): void {
    if (element.name === 'GOOITEGDS') return this.#item(element);
    if (!kept.has(element.name)) return;
    const { fault } = element;
    if (fault) this.#emitter.log.report(fault.code, null, fault.place, { expected: fault.expected });
    const known = this.#header.get(element.name);
    if (known === undefined) this.#header.set(element.name, [element]);
    else if (known.length < KEPT_OF_A_KIND) known.push(element);
  }

  broken(element: XmlElement): void {
    if (element.name === 'GOOITEGDS') this.#item(element);
  }

  endMessage(end: 'complete' | 'broken'): void {
    this.#flush(end);
    if (end === 'complete') this.#checkEnvelope();
  }

  #item(element: XmlElement): void {
    this.#count += 1;
    const waitingBytes = element.offset - (this.#waiting[0]?.offset ?? element.offset);
    if (!this.#flowing && this.#waiting.length < ITEMS_THAT_WAIT && waitingBytes < BYTES_THAT_WAIT) {
      this.#waiting.push(element);
      return;
    }
    if (!this.#flowing) {
      this.#emitter.log.report('envelope.too-many-items', null, element.place, { expected: `${ITEMS_THAT_WAIT}` });
      this.#flush('complete');
      this.#flowing = true;
    }
    this.#emit(element, 'complete');
  }

  #flush(end: 'complete' | 'broken'): void {
    const { log, options } = this.#emitter;
    this.#message = mapMessage(this.#emitter.sharedDraft(this.#root!.place), this.#header);
    const issued = issueTimeOf(this.#header);
    if (issued !== null && issued.at > options.receivedAt) log.report('date.future', null, issued.place);
    this.#issuedAt = issuedOr(options.receivedAt, issued?.at ?? null);
    for (const item of this.#waiting) this.#emit(item, end);
    this.#waiting = [];
  }

  #emit(item: XmlElement, end: 'complete' | 'broken'): void {
    const draft = this.#emitter.draft(item.place);
    if (draft === null) return;
    const { fault } = item;
    if (fault) draft.report(fault.code, fault.place, { expected: fault.expected });
    if (end === 'broken') draft.report('line.incomplete', item.place);
    if (draft.rejection !== null) return this.#emitter.reject(draft, null);
    const items = this.#count === 1 ? 'one' : 'several';
    const { shipment, identity } = mapGoodsItem(draft, item, this.#message!, this.#emitter.options.partner, items);
    this.#packages += shipment.pieces ?? 0;
    this.#massKg += shipment.grossMassKg ?? 0;
    this.#emitter.shipment(draft, { identity, issuedAt: this.#issuedAt, shipment });
  }

  #checkEnvelope(): void {
    const head = this.#header.get('HEAHEA')?.[0] ?? null;
    this.#compare('envelope.item-count', textAt(head, 'TotNumOfIteHEA305'), this.#count);
    // Bulk and unpacked goods state no number of packages, and an item need not state its mass.
    if (this.#packages > 0) this.#compare('envelope.package-count', textAt(head, 'TotNumOfPacHEA306'), this.#packages);
    if (this.#massKg > 0) this.#compareMass(textAt(head, 'TotGroMasHEA307'));
    const [type] = this.#header.get('MesTypMES20') ?? [];
    if (type === undefined || type.text.trim() === IE315_ROOT) return;
    this.#emitter.log.report('envelope.message-type', null, type.place, { value: type.text, expected: IE315_ROOT });
  }

  #compare(code: 'envelope.item-count' | 'envelope.package-count', stated: Sited | null, actual: number): void {
    const { log } = this.#emitter;
    if (stated === null) return;
    if (!/^\s*\d+\s*$/.test(stated.text)) log.report('number.form', null, stated.place, { value: stated.text });
    else if (Number(stated.text) !== actual) {
      log.report(code, null, stated.place, { value: stated.text.trim(), expected: String(actual) });
    }
  }

  /** Masses are stated to the gram: a difference of that much for each item is rounding. */
  #compareMass(stated: Sited | null): void {
    const total = Number(stated?.text ?? Number.NaN);
    if (stated === null || !(Math.abs(total - this.#massKg) > 0.001 * this.#count + 1e-9)) return;
    const expected = String(Number(this.#massKg.toFixed(3)));
    this.#emitter.log.report('envelope.gross-mass', null, stated.place, { value: stated.text.trim(), expected });
  }
}
