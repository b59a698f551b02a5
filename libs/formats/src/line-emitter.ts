import { lastMeant, type EpochMillis, type Place, type Shipment, type ShipmentIdentity } from '@watchpost/domain';
import { checkConsistency } from './consistency/consistency.ts';
import type { DocumentTally } from './document-tally.ts';
import { FindingLog } from './findings.ts';
import { lineValues } from './line-json.ts';
import { lineFrom, messageFrom, placeFrom } from './origin.ts';
import { FieldTrace } from './provenance/field-trace.ts';
import { fieldsOf } from './provenance/fields-of.ts';
import type { ReadLine, ReadMessage, ReadOptions, ReadSink } from './reader.ts';
import { checkSubstance } from './substance/substance.ts';
import { type ToldUnit, ToldUnits } from './units/told-units.ts';
import { saysTheSame, unitsOfManifest } from './units/units-of-manifest.ts';
import { LineDraft } from './values/line-draft.ts';
import { isEmptyShipment } from './values/shipment-parts.ts';

/** Items of a document that are remembered to notice one declared twice. */
const REMEMBERED_ITEMS = 100_000;
/** Facts of a message that are passed on. */
const FACTS = 1_000;

export interface DraftedShipment {
  readonly identity: ShipmentIdentity;
  readonly issuedAt: EpochMillis;
  readonly shipment: Shipment;
}

export interface DraftedTracking {
  readonly identity: ShipmentIdentity;
  readonly itemId: string;
  readonly event: string;
  readonly at: EpochMillis;
  readonly where: string | null;
}

/** The draft of a line, as the emitter gave it out. */
export type NumberedDraft = LineDraft & { readonly ordinal: number };

/** Gives lines their ordinals, keeps the counts, and passes on each line as soon as it is complete. */
export class LineEmitter {
  readonly log: FindingLog;
  readonly #tally: DocumentTally;
  /** The consignment of the open message that was told of its units last. */
  #manifested: Shipment | null = null;
  readonly #told = new ToldUnits();

  constructor(
    readonly options: ReadOptions,
    private readonly sink: ReadSink,
  ) {
    this.#tally = options.tally;
    this.log = new FindingLog((finding) => options.tally.found(finding, sink), options.tally, options.origin);
  }

  /** The next line; null once the document has had as many as are read of one. */
  draft(place: Place): NumberedDraft | null {
    const tally = this.#tally;
    if (tally.lines >= this.options.limits.lines) {
      if (!tally.isFull)
        this.log.report('document.too-many-lines', null, place, { expected: `${this.options.limits.lines}` });
      tally.isFull = true;
      return null;
    }
    tally.lines += 1;
    return this.#open(tally.lines, place) as NumberedDraft;
  }

  /** A message that has ended. One that is none of ours is refused here, by its name. */
  message(message: ReadMessage): void {
    this.#tally.messages += 1;
    this.#passOnUnits(message.type);
    const { role, facts, place, type } = message;
    if (role === 'declaration' || role === 'tracking') this.#tally.carriers += 1;
    if (role === 'unsupported') this.log.report('message.unsupported', null, place, { value: type });
    const told = facts.length <= FACTS ? message : { ...message, facts: facts.slice(0, FACTS) };
    const placed = messageFrom(this.options.origin, told);
    this.#tally.costs?.messageEnded(placed.place);
    this.sink.message(placed);
  }

  /** For what a message says once for all its lines: an error in it rejects none of them. */
  sharedDraft(place: Place): LineDraft {
    return this.#open(null, place);
  }

  #open(ordinal: number | null, place: Place): LineDraft {
    const { limits, fields } = this.options;
    const isAsked = fields === 'every' || (fields !== undefined && (ordinal === null || ordinal === fields));
    return new LineDraft(this.log, ordinal, place, limits.textLength, isAsked ? new FieldTrace() : null);
  }

  /** @param parties `unstated` in a message whose definition has no place for them */
  shipment(draft: NumberedDraft, drafted: DraftedShipment, parties: 'expected' | 'unstated' = 'expected'): void {
    this.#shipment(draft, drafted, parties);
  }

  /** A consignment of a manifest, or a master itself: what it says of its way holds for all that travels in the same units. */
  onManifest(draft: NumberedDraft, drafted: DraftedShipment, parties: 'expected' | 'unstated' = 'expected'): void {
    if (!this.#shipment(draft, drafted, parties)) return;
    const before = this.#manifested;
    this.#manifested = drafted.shipment;
    if (before !== null && saysTheSame(before, drafted.shipment)) return;
    for (const told of unitsOfManifest(drafted.shipment)) this.tell(draft.place, drafted.issuedAt, told);
  }

  /** Something that the open message says of a unit. */
  tell(place: Place, issuedAt: EpochMillis, told: ToldUnit): void {
    if (this.#told.isFull) this.#passOnUnits('part');
    this.#told.add(place, issuedAt, told);
  }

  /** @param type of the message, with its version */
  #passOnUnits(type: string): void {
    this.#manifested = null;
    const document = /^(?:ST )?[A-Z0-9]+/i.exec(type)?.[0] ?? type;
    for (const { place, ...gathered } of this.#told.take()) {
      this.#tally.units += 1;
      const from = placeFrom(this.options.origin, place);
      this.sink.unit({ ordinal: this.#tally.units, document, place: from, ...gathered });
    }
  }

  /** @returns whether what the line says counts: it was not rejected, and is not held */
  #shipment(draft: NumberedDraft, drafted: DraftedShipment, parties: 'expected' | 'unstated'): boolean {
    this.#noticeDuplicate(draft, drafted.identity);
    reportMissing(draft, drafted.shipment, parties);
    checkConsistency(draft, drafted.shipment);
    checkSubstance(draft, drafted.shipment);
    if (draft.rejection !== null) {
      this.reject(draft, drafted.shipment.itemId);
      return false;
    }
    const { ordinal, place, placeOf, quarantine } = draft;
    const { identity, issuedAt, shipment } = drafted;
    const line = {
      kind: 'shipment',
      ordinal,
      place,
      identity,
      issuedAt,
      shipment,
      quarantine,
      placeOf,
      fields: null,
    } as const;
    this.#pass(draft.trace === null ? line : { ...line, fields: fieldsOf(lineValues(line), draft.notes, draft.trace) });
    return quarantine === null;
  }

  tracking(draft: NumberedDraft, drafted: DraftedTracking): void {
    // There is nothing of it that an operator could release.
    draft.rejection ??= draft.quarantine;
    if (draft.rejection !== null) return this.reject(draft, drafted.itemId);
    const { ordinal, place } = draft;
    const line = { kind: 'tracking', ordinal, place, ...drafted, fields: null } as const;
    this.#pass(draft.trace === null ? line : { ...line, fields: fieldsOf(lineValues(line), draft.notes, draft.trace) });
  }

  /** Call only where the draft has a rejection. */
  reject(draft: NumberedDraft, itemId: string | null): void {
    this.#pass({
      kind: 'rejected',
      ordinal: draft.ordinal,
      place: draft.place,
      because: draft.rejection!,
      itemId,
    });
  }

  #pass(line: ReadLine): void {
    this.#tally.pass(lineFrom(this.options.origin, line), this.sink);
  }

  #noticeDuplicate(draft: LineDraft, { scheme, issuer, number }: ShipmentIdentity): void {
    const key = `${scheme} ${issuer} ${number}`;
    const { items } = this.#tally;
    if (items.has(key)) draft.report('id.duplicate', draft.place, { value: number });
    else if (items.size < REMEMBERED_ITEMS) items.add(key);
  }
}

/** What the assessment relies on. A cancellation need not repeat it. */
function reportMissing(draft: LineDraft, shipment: Shipment, parties: 'expected' | 'unstated'): void {
  if (shipment.function === 'cancel') return;
  if (isEmptyShipment(shipment)) return draft.report('line.empty', draft.place);
  const { conveyance } = shipment;
  if (
    conveyance?.departsAt &&
    conveyance.arrivesAt &&
    lastMeant(conveyance.arrivesAt, conveyance.arrivesPrecision) < conveyance.departsAt
  ) {
    draft.report('date.order', draft.placeOf('conveyance.arrives'));
  }
  const areExpected = parties === 'expected';
  if (areExpected && !shipment.consignor?.name)
    draft.report('field.missing', draft.place, { expected: 'consignor name' });
  if (areExpected && !shipment.consignee?.name)
    draft.report('field.missing', draft.place, { expected: 'consignee name' });
  if (!shipment.articles.some(({ description }) => description !== null)) {
    draft.report('field.missing', draft.place, { expected: 'description of the goods' });
  }
}

/** The document's issue time; the moment of receipt where it states none or one that lies after it. */
export function issuedOr(receivedAt: EpochMillis, stated: EpochMillis | null): EpochMillis {
  return stated === null || stated > receivedAt ? receivedAt : stated;
}
