import type { EpochMillis } from '@watchpost/domain';
import { issuedOr, type LineEmitter } from '../line-emitter.ts';
import type { FormatReader } from '../reader.ts';
import type { Sited } from '../values/sited.ts';
import { textAt, type XmlElement } from '../xml/xml-element.ts';
import type { MessageEnd, XmlMessageReader } from '../xml/xml-messages.ts';
import { openXmlSession, reportUnreadable } from '../xml/xml-session.ts';
import { mapGoodsItem } from './map.ts';
import { issueTimeOf, mapMessage, type Ie315Message } from './message.ts';
import { IE315_NAMESPACE, IE315_ROOT, recogniseIe315 } from './recognise.ts';

/** What follows the items (itinerary, declarant, office of entry) holds for each of them, so a message's items wait for its end. */
const ITEMS_THAT_WAIT = 9_999;
const BYTES_THAT_WAIT = 6 * 1024 * 1024;

const ITEM = 'GOOITEGDS';
const shape = { root: IE315_ROOT, line: ITEM, namespace: IE315_NAMESPACE };

/** ICS1 entry summary declaration, IE315 (CC315A): a line is a goods item. */
export const ie315Reader: FormatReader = {
  id: 'ics-ie315',
  title: 'ICS1 entry summary declaration IE315 (CC315A)',
  version: 1,
  recognise: recogniseIe315,
  open: (options, sink) => openXmlSession(shape, options, sink, (emitter, root) => new Ie315Reader(emitter, root)),
};

/** Parts of a message that hold for all its items; whatever else stands in it is passed over. */
const kept = new Set(
  'HEAHEA TRACONCO1 TRACONCE1 NOTPAR670 ITI TRAREP PERLODSUMDEC CUSOFFFENT730 DatOfPreMES9 TimOfPreMES10 MesTypMES20'.split(
    ' ',
  ),
);
/** The itinerary is the longest list of them: 99. */
const KEPT_OF_A_KIND = 99;

/** One message. */
class Ie315Reader implements XmlMessageReader {
  readonly #header = new Map<string, XmlElement[]>();
  /** What holds for all items, once it was read. */
  #message: Ie315Message | null = null;
  #issuedAt: EpochMillis = 0;
  /** Items that wait for the end of their message. */
  #waiting: XmlElement[] = [];
  #count = 0;
  /** Items that could not be read: what the others add up to says nothing of the whole then. */
  #unreadable = 0;
  #packages = 0;
  #massKg = 0;

  constructor(
    private readonly emitter: LineEmitter,
    private readonly root: XmlElement,
  ) {}

  part(element: XmlElement): void {
    if (element.name === ITEM) return this.#item(element);
    if (!kept.has(element.name)) return;
    const { fault } = element;
    if (fault) this.emitter.log.report(fault.code, null, fault.place, fault.details);
    const known = this.#header.get(element.name);
    if (known === undefined) this.#header.set(element.name, [element]);
    else if (known.length < KEPT_OF_A_KIND) known.push(element);
  }

  end(end: MessageEnd): void {
    this.#passOn(end);
    if (end === 'complete') this.#checkEnvelope();
    this.emitter.message({
      place: this.root.place,
      type: IE315_ROOT,
      reference: textAt(this.#header.get('HEAHEA')?.[0] ?? null, 'RefNumHEA4')?.text.trim() || null,
      role: 'declaration',
      profile: 'standard',
      answers: null,
      facts: [],
    });
  }

  #item(element: XmlElement): void {
    this.#count += 1;
    if (this.#message !== null) return this.#emit(element, 'complete');
    const waitingBytes = element.offset - (this.#waiting[0]?.offset ?? element.offset);
    if (this.#waiting.length < ITEMS_THAT_WAIT && waitingBytes < BYTES_THAT_WAIT) {
      this.#waiting.push(element);
      return;
    }
    this.emitter.log.report('envelope.too-many-items', null, element.place, { expected: `${ITEMS_THAT_WAIT}` });
    this.#passOn('complete');
    this.#emit(element, 'complete');
  }

  /** A message that broke off says nothing for its items: what it lacks then is not the sender's omission. */
  #passOn(end: MessageEnd): void {
    if (end === 'complete' && this.#message === null) this.#readHeader();
    for (const item of this.#waiting) this.#emit(item, end);
    this.#waiting = [];
  }

  #readHeader(): void {
    const { log, options } = this.emitter;
    this.#message = mapMessage(this.emitter.sharedDraft(this.root.place), this.#header);
    const issued = issueTimeOf(this.#header);
    if (issued !== null && issued.at > options.receivedAt) log.report('date.future', null, issued.place);
    this.#issuedAt = issuedOr(options.receivedAt, issued?.at ?? null);
  }

  #emit(item: XmlElement, end: MessageEnd): void {
    const draft = this.emitter.draft(item.place);
    if (draft === null) return;
    reportUnreadable(draft, item.fault, end);
    if (draft.rejection !== null) {
      this.#unreadable += 1;
      return this.emitter.reject(draft, null);
    }
    const items = this.#count === 1 ? 'one' : 'several';
    const { shipment, identity } = mapGoodsItem(draft, item, this.#message!, this.emitter.options.partner, items);
    this.#packages += shipment.pieces ?? 0;
    this.#massKg += shipment.grossMassKg ?? 0;
    this.emitter.shipment(draft, { identity, issuedAt: this.#issuedAt, shipment });
  }

  #checkEnvelope(): void {
    const head = this.#header.get('HEAHEA')?.[0] ?? null;
    this.#compare('envelope.item-count', textAt(head, 'TotNumOfIteHEA305'), this.#count);
    if (this.#unreadable === 0) this.#checkSums(head);
    const [type] = this.#header.get('MesTypMES20') ?? [];
    if (type === undefined || type.text.trim() === IE315_ROOT) return;
    this.emitter.log.report('envelope.message-type', null, type.place, { value: type.text, expected: IE315_ROOT });
  }

  /** Bulk and unpacked goods state no number of packages, and an item need not state its mass. */
  #checkSums(head: XmlElement | null): void {
    if (this.#packages > 0) this.#compare('envelope.package-count', textAt(head, 'TotNumOfPacHEA306'), this.#packages);
    if (this.#massKg > 0) this.#compareMass(textAt(head, 'TotGroMasHEA307'));
  }

  #compare(code: 'envelope.item-count' | 'envelope.package-count', stated: Sited | null, actual: number): void {
    const { log } = this.emitter;
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
    this.emitter.log.report('envelope.gross-mass', null, stated.place, { value: stated.text.trim(), expected });
  }
}
