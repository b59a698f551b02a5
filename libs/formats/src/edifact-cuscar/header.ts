import type { Conveyance, DeclarationFunction, EpochMillis } from '@watchpost/domain';
import { partiesOf, partyIn } from '../edifact/mapping/parties.ts';
import { momentAt } from '../edifact/mapping/moments.ts';
import { mainTransport, mapConveyance, placeAt, placeRoles } from '../edifact/mapping/transport.ts';
import type { MessageContext } from '../edifact/message-definition.ts';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { issuedOr } from '../line-emitter.ts';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import type { StatedMoment } from '../values/moments.ts';
import type { Sited } from '../values/sited.ts';

/** Data element 1225. Whatever it does not list is no change of what was sent before. */
const functions: Readonly<Record<string, DeclarationFunction>> = {
  '1': 'cancel',
  '2': 'amend',
  '3': 'cancel',
  '4': 'amend',
  '5': 'amend',
  '17': 'cancel',
  '18': 'amend',
  '20': 'amend',
  '21': 'amend',
  '33': 'amend',
  '36': 'amend',
  '40': 'cancel',
  '50': 'cancel',
  '52': 'amend',
};

/** What a declaration says once for all its lines. */
export interface DeclarationHeader {
  /** Where the fields stand that hold for all lines. */
  readonly shared: LineDraft;
  /** Document number, BGM 1004. */
  readonly reference: string | null;
  /** The document that lines without a number of their own go by: that which this one changes (RFF ACW), where it names it, else this one. */
  readonly document: string | null;
  readonly documentAt: Sited | null;
  readonly function: DeclarationFunction;
  readonly issuedAt: EpochMillis;
  readonly declarant: string | null;
  readonly conveyance: Conveyance | null;
  readonly portOfArrival: string | null;
  /** LOC of header and main carriage. */
  readonly places: readonly Segment[];
}

/** BGM, DTM, LOC, NAD and TDT before the first line. */
export function mapHeader({ emitter, header, begin, root }: MessageContext): DeclarationHeader {
  const shared = emitter.sharedDraft(begin.place);
  const bgm = root.one('BGM');
  const referenceAt = bgm?.sited(2, 0) ?? null;
  const transport = mainTransport(root.groupsOf('TDT'));
  const places = [...(transport?.all('LOC') ?? []), ...root.all('LOC')];
  const dates = [...root.all('DTM'), ...transportDates(root)];
  const changes = functionOf(root);
  const reference = shared.text('reference', referenceAt);
  const previous = changes === 'original' ? null : previousIn(root);
  shared.trace?.stated('function', bgm?.sited(3) ?? null);
  return {
    shared,
    reference,
    document: previous?.text.trim() ?? reference,
    documentAt: previous ?? referenceAt,
    function: changes,
    issuedAt: issuedAt(shared, dates, emitter.options.receivedAt, header.prepared),
    declarant: declarantIn(root) ?? header.sender,
    conveyance: mapConveyance(shared, transport, root.all('DTM')),
    portOfArrival: shared.text('portOfArrival', placeAt(places, placeRoles.arrival))?.toUpperCase() ?? null,
    places,
  };
}

/** What BGM 1225 says of what was sent before. */
export const functionOf = (root: SegmentGroup): DeclarationFunction =>
  lookUp(functions, root.one('BGM')?.value(3) ?? '') ?? 'original';

/** Reference number of the message before (data element 1153). */
function previousIn(root: SegmentGroup): Sited | null {
  const references = [...root.all('RFF'), ...root.groupsOf('RFF').flatMap((group) => group.all('RFF'))];
  const previous = references.find(({ qualifier }) => qualifier === 'ACW')?.sited(1, 1) ?? null;
  return previous === null || previous.text.trim() === '' ? null : previous;
}

/** Where the values stand that the message states once for every line, where that is asked for. */
export function traceHeader(draft: LineDraft, { shared }: DeclarationHeader): void {
  if (draft.trace === null) return;
  draft.inherit(shared, 'issuedAt');
  draft.inherit(shared, 'function');
}

const transportDates = (root: SegmentGroup): readonly Segment[] => root.groupsOf('TDT').flatMap((at) => at.all('DTM'));

/** DTM 137, else when the interchange was prepared, else when it was received. */
export function issuedAt(
  shared: LineDraft,
  dates: readonly Segment[],
  receivedAt: EpochMillis,
  prepared: StatedMoment | null,
): EpochMillis {
  const stated = momentAt(shared, 'issuedAt', dates, ['137', '182', '97']);
  if (stated !== null && stated.at > receivedAt) shared.report('date.future', shared.placeOf('issuedAt'));
  if (stated === null && prepared !== null) shared.trace?.stated('issuedAt', prepared.sited, prepared.moment);
  return issuedOr(receivedAt, (stated ?? prepared?.moment)?.at ?? null);
}

/** Who declares: message sender, declarant, agent, carrier; by number where stated, else by name. */
export function declarantIn(root: SegmentGroup): string | null {
  const segment = partyIn(partiesOf([root]), ['MS', 'DT', 'AG', 'CA', 'FW'])?.segment;
  const stated = segment?.sited(2, 0) ?? segment?.sited(4, 0) ?? segment?.sited(3, 0);
  return stated?.text.trim() ?? null;
}
