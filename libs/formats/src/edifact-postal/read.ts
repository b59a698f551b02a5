import {
  conveyanceUnit,
  dispatchOf,
  receptacleUnit,
  unitNamed,
  type ShipmentIdentity,
  type Unit,
  type UnitItem,
  type UnitName,
} from '@watchpost/domain';
import { factsOf } from '../edifact-facts/facts.ts';
import { issuedAt, mapHeader, type DeclarationHeader } from '../edifact-cuscar/header.ts';
import { momentAt } from '../edifact/mapping/moments.ts';
import { checkTotals } from '../edifact/mapping/totals.ts';
import { mainTransport, mapConveyance, placeAt } from '../edifact/mapping/transport.ts';
import type {
  MessageContext,
  MessageDefinition,
  MessageMapper,
  MessageOutcome,
} from '../edifact/message-definition.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import type { NumberedDraft } from '../line-emitter.ts';
import type { MessageFact } from '../reader.ts';
import { mapItem } from './item.ts';
import { itemStructure, predesStructure } from './structure.ts';

const items = (type: string): MessageDefinition => ({
  type,
  profile: 'watchpost',
  structureOf: () => itemStructure,
  handedOver: new Set(['CNI']),
  open: (context) => new ItemMapper(context),
});

/** Item attributes from post to post, and from post to customs: a line is an item. */
export const itmatt = items('ITMATT');
export const cusitm = items('CUSITM');

/** Pre-advice of a dispatch: a line says that an item left with it. */
export const predes: MessageDefinition = {
  type: 'PREDES',
  profile: 'watchpost',
  structureOf: () => predesStructure,
  handedOver: new Set(['EQD', 'EQD/CNI']),
  open: (context) => new DispatchMapper(context),
};

class ItemMapper implements MessageMapper {
  #header: DeclarationHeader | null = null;
  #items = 0;

  constructor(private readonly context: MessageContext) {}

  group(group: SegmentGroup): void {
    const { emitter, begin } = this.context;
    const draft = emitter.draft((group.first ?? begin).place);
    if (draft === null) return;
    this.#items += 1;
    if (group.fault !== null) return rejectFor(draft, group, this.context);
    emitter.shipment(draft, mapItem(draft, group, this.#known(), emitter.options.partner));
  }

  end(end: 'complete' | 'broken'): MessageOutcome {
    const { root, emitter } = this.context;
    const totals = { items: this.#items, packages: 0, grossMassKg: 0 };
    if (end === 'complete')
      checkTotals(root.all('CNT'), totals, (code, place, details) => emitter.log.report(code, null, place, details));
    return { reference: this.#known().reference, role: 'declaration', answers: null, facts: [] };
  }

  #known(): DeclarationHeader {
    this.#header ??= mapHeader(this.context);
    return this.#header;
  }
}

/** Receptacles that are told of one dispatch. */
const RECEPTACLES = 900;

/** What holds for a dispatch as a whole. */
interface Dispatch {
  readonly unit: UnitName | null;
  readonly way: Pick<Unit, 'conveyance' | 'portOfArrival'>;
  readonly issuedAt: number;
}

/**
 * An item may be declared by its attributes before or after: what a dispatch says of it must not replace them, so it is tracking. What it says of the
 * dispatch and its receptacles holds for all that is in them.
 */
class DispatchMapper implements MessageMapper {
  readonly #receptacles: MessageFact[] = [];
  /** Items of the receptacle that is open. */
  #inside: UnitItem[] = [];
  #items = 0;
  #dispatch: Dispatch | null = null;

  constructor(private readonly context: MessageContext) {}

  group(group: SegmentGroup): void {
    if (group.rule.path === 'EQD') return this.#receptacle(group);
    const { emitter, begin } = this.context;
    const draft = emitter.draft((group.first ?? begin).place);
    if (draft === null) return;
    this.#items += 1;
    if (group.fault !== null) return rejectFor(draft, group, this.context);
    this.#leaves(draft, group);
  }

  end(): MessageOutcome {
    const { root, emitter, begin } = this.context;
    const { unit, way, issuedAt: at } = this.#known();
    const carrier = conveyanceUnit(way.conveyance);
    if (unit !== null) emitter.tell(begin.place, at, { ...unit, ...way, within: carrier === null ? [] : [carrier] });
    if (carrier !== null && way.conveyance!.arrivesAt !== null) emitter.tell(begin.place, at, { ...carrier, ...way });
    return {
      reference: root.one('BGM')?.value(2) || null,
      role: this.#items > 0 ? 'tracking' : 'conveyance',
      answers: null,
      facts: [...factsOf(root).slice(0, 100), ...this.#receptacles],
    };
  }

  #known(): Dispatch {
    if (this.#dispatch !== null) return this.#dispatch;
    const { root, emitter, header, begin } = this.context;
    const shared = emitter.sharedDraft(begin.place);
    this.#dispatch = {
      unit: unitNamed('DISPATCH', root.one('BGM')?.value(2) ?? null),
      way: {
        conveyance: mapConveyance(shared, mainTransport(root.groupsOf('TDT')), root.all('DTM')),
        portOfArrival: shared.text('portOfArrival', placeAt(root.all('LOC'), ['8', '11']))?.toUpperCase() ?? null,
      },
      issuedAt: issuedAt(shared, root.all('DTM'), emitter.options.receivedAt, header.prepared),
    };
    return this.#dispatch;
  }

  #receptacle({ trigger, fault }: SegmentGroup): void {
    const { emitter } = this.context;
    const items = this.#inside;
    this.#inside = [];
    if (fault !== null && fault.code !== 'line.incomplete')
      emitter.log.report(fault.code, null, fault.place, fault.details);
    const sited = trigger?.sited(2, 0) ?? null;
    if (sited === null) return;
    const value = emitter.sharedDraft(sited.place).receptacle('receptacle', sited);
    const unit = receptacleUnit(value);
    if (value === null || unit === null) return;
    if (this.#receptacles.length < RECEPTACLES)
      this.#receptacles.push({ name: 'receptacle', value, place: sited.place });
    const { unit: dispatch, way, issuedAt: at } = this.#known();
    const within = [dispatchOf(value) ?? dispatch, conveyanceUnit(way.conveyance)].filter((around) => around !== null);
    emitter.tell(sited.place, at, { ...unit, ...way, within, items });
  }

  #leaves(draft: NumberedDraft, group: SegmentGroup): void {
    const { emitter, root, header } = this.context;
    const number = draft.itemNumber('itemId', group.trigger?.sited(2, 0) ?? null);
    const at = momentAt(draft, 'at', root.all('DTM'), ['136', '133', '137'], header.prepared)?.at ?? null;
    if (number === null) draft.report('field.required', draft.place, { expected: 'CNI 1004, the item number' });
    if (at === null) draft.report('field.required', draft.place, { expected: 'DTM 136' });
    const identity: ShipmentIdentity = number?.s10
      ? { scheme: 'S10', issuer: number.country!, number: number.s10 }
      : { scheme: 'DOCUMENT', issuer: emitter.options.partner, number: number?.text ?? '' };
    const itemId = number?.text ?? '';
    if (draft.rejection === null) this.#inside.push({ itemId, identity });
    const where = draft.text('place', placeAt(root.all('LOC'), ['5', '9']));
    emitter.tracking(draft, { identity, itemId, event: 'EMC', at: at ?? 0, where });
  }
}

function rejectFor(draft: NumberedDraft, { fault }: SegmentGroup, { emitter }: MessageContext): void {
  draft.report(fault!.code, fault!.place, fault!.details);
  emitter.reject(draft, null);
}
