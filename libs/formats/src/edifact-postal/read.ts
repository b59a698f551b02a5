import { factsOf } from '../edifact-facts/facts.ts';
import { mapHeader, type DeclarationHeader } from '../edifact-cuscar/header.ts';
import { momentAt } from '../edifact/mapping/moments.ts';
import { checkTotals } from '../edifact/mapping/totals.ts';
import { placeAt } from '../edifact/mapping/transport.ts';
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

/** An item may be declared by its attributes before or after: what a dispatch says of it must not replace them, so it is tracking. */
class DispatchMapper implements MessageMapper {
  readonly #receptacles: MessageFact[] = [];
  #items = 0;

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
    const { root } = this.context;
    return {
      reference: root.one('BGM')?.value(2) || null,
      role: this.#items > 0 ? 'tracking' : 'conveyance',
      answers: null,
      facts: [...factsOf(root).slice(0, 100), ...this.#receptacles],
    };
  }

  #receptacle({ trigger, fault }: SegmentGroup): void {
    const { log } = this.context.emitter;
    if (fault !== null && fault.code !== 'line.incomplete') log.report(fault.code, null, fault.place, fault.details);
    const sited = trigger?.sited(2, 0) ?? null;
    if (sited === null || this.#receptacles.length >= RECEPTACLES) return;
    const value = this.context.emitter.sharedDraft(sited.place).receptacle('receptacle', sited);
    if (value !== null) this.#receptacles.push({ name: 'receptacle', value, place: sited.place });
  }

  #leaves(draft: NumberedDraft, group: SegmentGroup): void {
    const { emitter, root, header } = this.context;
    const number = draft.itemNumber('itemId', group.trigger?.sited(2, 0) ?? null);
    const at = momentAt(draft, 'at', root.all('DTM'), ['136', '133', '137'])?.at ?? header.preparedAt;
    if (number === null) draft.report('field.required', draft.place, { expected: 'CNI 1004, the item number' });
    if (at === null) draft.report('field.required', draft.place, { expected: 'DTM 136' });
    emitter.tracking(draft, {
      identity: number?.s10
        ? { scheme: 'S10', issuer: number.country!, number: number.s10 }
        : { scheme: 'DOCUMENT', issuer: emitter.options.partner, number: number?.text ?? '' },
      itemId: number?.text ?? '',
      event: 'EMC',
      at: at ?? 0,
      where: draft.text('place', placeAt(root.all('LOC'), ['5', '9'])),
    });
  }
}

function rejectFor(draft: NumberedDraft, { fault }: SegmentGroup, { emitter }: MessageContext): void {
  draft.report(fault!.code, fault!.place, fault!.details);
  emitter.reject(draft, null);
}
