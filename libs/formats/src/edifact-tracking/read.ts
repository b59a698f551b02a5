import type { EpochMillis } from '@watchpost/domain';
import { factsOf } from '../edifact-facts/facts.ts';
import { momentAt } from '../edifact/mapping/moments.ts';
import { placeAt } from '../edifact/mapping/transport.ts';
import type {
  MessageContext,
  MessageDefinition,
  MessageMapper,
  MessageOutcome,
} from '../edifact/message-definition.ts';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import type { NumberedDraft } from '../line-emitter.ts';
import { eventOf } from './events.ts';
import { trackedItem, unitsSeen } from './item.ts';
import { iftstaStructure } from './structure.ts';

const STATUS = 'CNI/STS';

/** When it happened, the best first; the message's own moment where nothing else is stated. */
const moments = ['334', '178', '186', '136', '7', '35', '137'];
/** Where it happened. */
const places = ['175', '7', '11', '9', '5', '8', '1'];

const tracking = (type: string, profile: MessageDefinition['profile']): MessageDefinition => ({
  type,
  profile,
  structureOf: iftstaStructure,
  handedOver: new Set(['CNI', STATUS]),
  open: (context) => new TrackingMapper(context),
});

/** International multimodal status report: a line is a status of a consignment. */
export const iftsta = tracking('IFTSTA', 'standard');
/** Postal events, built like IFTSTA for want of a public definition. */
export const emsevt = tracking('EMSEVT', 'watchpost');

class TrackingMapper implements MessageMapper {
  constructor(private readonly context: MessageContext) {}

  group(group: SegmentGroup): void {
    if (group.rule.path !== STATUS) return this.#faultOutsideOfStatus(group);
    const { emitter } = this.context;
    const segment = group.trigger ?? group.first;
    if (segment === null) return;
    const code = segment.sited(2, 0);
    const event = eventOf(code?.text ?? '', group);
    if (group.fault === null && code !== null && event === null)
      return void emitter.log.report('edifact.status-untold', null, code.place, { value: code.text });
    const draft = emitter.draft(segment.place);
    if (draft === null) return;
    const fault = group.fault ?? group.parent?.fault ?? null;
    if (fault !== null) draft.report(fault.code, fault.place, fault.details);
    else if (event === null) draft.report('field.required', segment.place, { expected: 'STS C555.4405' });
    if (draft.rejection !== null) return emitter.reject(draft, null);
    this.#track(draft, group, event!);
  }

  end(): MessageOutcome {
    const { root } = this.context;
    return { reference: root.one('BGM')?.value(2) || null, role: 'tracking', answers: null, facts: factsOf(root) };
  }

  #track(draft: NumberedDraft, group: SegmentGroup, event: string): void {
    const { emitter, root } = this.context;
    draft.trace?.stated('event', group.trigger?.sited(2, 0) ?? null);
    const { identity, itemId } = trackedItem(draft, group, root, emitter.options.partner);
    const at = this.#momentOf(draft, group);
    const own = [...group.all('LOC'), ...(group.parent?.all('LOC') ?? [])];
    const where = draft.text('place', placeAt(own, places));
    emitter.tracking(draft, { identity, itemId, event, at, where });
    if (draft.rejection !== null) return;
    for (const unit of unitsSeen(group, root))
      emitter.tell(draft.place, emitter.options.receivedAt, { ...unit, scan: { event, at, place: where } });
  }

  #momentOf(draft: NumberedDraft, group: SegmentGroup): EpochMillis {
    const { root, header } = this.context;
    const stated: readonly Segment[] = [...group.all('DTM'), ...root.all('DTM')];
    const at = momentAt(draft, 'at', stated, moments, header.prepared)?.at ?? null;
    if (at === null) draft.report('field.required', draft.place, { expected: 'DTM 334' });
    return at ?? 0;
  }

  /** Nothing of a consignment outside of its statuses is a line: what is wrong there belongs to the document. */
  #faultOutsideOfStatus({ fault }: SegmentGroup): void {
    if (fault !== null && fault.code !== 'line.incomplete')
      this.context.emitter.log.report(fault.code, null, fault.place, fault.details);
  }
}
