import type { UnitName } from '@watchpost/domain';
import type { LineEmitter } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import type { Sited } from '../values/sited.ts';
import { X12_MOMENT, x12Moment } from '../x12/moments.ts';
import type { X12Segment } from '../x12/segment.ts';
import type { StatusEvents } from './events.ts';

/** What is being told of, and who gave it its number. */
export interface TrackedItem {
  readonly number: Sited | null;
  /** `bill`: the number of a bill of lading or shipment. `equipment`: nothing but a container is named. */
  readonly kind: 'bill' | 'equipment';
  readonly issuer: string;
}

export interface StatusLine {
  /** Segment and element of the status code. */
  readonly segment: X12Segment;
  readonly n: number;
  readonly events: StatusEvents;
  readonly item: TrackedItem;
  readonly at: Sited | null;
  readonly where: Sited | null;
  /** What it is said of as a whole, beside the item. */
  readonly units: readonly UnitName[];
}

/** A status as a tracking line; one that has no event among those of UPU EMSEVT is named, and no line. */
export function emitStatus(emitter: LineEmitter, status: StatusLine, unreadable: (draft: LineDraft) => void): void {
  const { segment, n, events, item } = status;
  const code = segment.code(n);
  const event = lookUp(events, code);
  if (event === undefined && code !== '') {
    emitter.log.report('x12.status-untold', null, segment.placeOf(n), { value: code });
    return;
  }
  const draft = emitter.draft(segment.place);
  if (draft === null) return;
  unreadable(draft);
  if (draft.rejection !== null) return emitter.reject(draft, item.number?.text.trim() ?? null);
  draft.trace?.stated('event', segment.at(n));
  const number = draft.itemNumber('itemId', item.number);
  const at = draft.moment('at', status.at, x12Moment, X12_MOMENT);
  require(draft, number === null, segment, 'number of the bill, shipment or container');
  require(draft, event === undefined, segment, 'status code');
  require(draft, at === null && draft.rejection === null, segment, 'date of the status');
  const where = draft.text('place', status.where);
  emitter.tracking(draft, {
    identity: identityOf(number, item),
    itemId: number?.text ?? '',
    event: event ?? '',
    at: at?.at ?? 0,
    where,
  });
  if (draft.rejection !== null) return;
  for (const unit of status.units)
    emitter.tell(draft.place, emitter.options.receivedAt, {
      ...unit,
      scan: { event: event!, at: at!.at, place: where },
    });
}

/** @param isMissing without it the line means nothing */
function require(draft: LineDraft, isMissing: boolean, { place }: X12Segment, expected: string): void {
  if (isMissing) draft.report('field.required', place, { expected });
}

function identityOf(number: ReturnType<LineDraft['itemNumber']>, { kind, issuer }: TrackedItem) {
  if (number !== null && number.s10 !== null)
    return { scheme: 'S10', issuer: number.country!, number: number.s10 } as const;
  return { scheme: kind === 'bill' ? 'HOUSE' : 'DOCUMENT', issuer, number: number?.text ?? '' } as const;
}
