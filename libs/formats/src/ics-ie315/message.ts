import type { Conveyance, EpochMillis, Party, Place } from '@watchpost/domain';
import type { LineDraft } from '../values/line-draft.ts';
import { lookUp } from '../values/lookup.ts';
import { compactMoment, shortMoment } from '../values/moments.ts';
import { stated } from '../values/shipment-parts.ts';
import { textAt, type XmlElement } from '../xml/xml-element.ts';
import { headerParties, readParty } from './parties.ts';

/** The parts of a CC315A message by their element, the goods items apart. */
export type Ie315Header = ReadonlyMap<string, readonly XmlElement[]>;

/** TraModAtBorHEA76, code list 018. */
const modes: Readonly<Record<string, NonNullable<Conveyance['mode']>>> = {
  '1': 'sea',
  '2': 'rail',
  '3': 'road',
  '4': 'air',
  '5': 'mail',
  '8': 'inland-water',
  '10': 'sea',
  '11': 'sea',
};

/** When the message was issued: declaration date and time, else date and time of preparation. */
export function issueTimeOf(header: Ie315Header): { readonly at: EpochMillis; readonly place: Place } | null {
  const declared = textAt(header.get('HEAHEA')?.[0] ?? null, 'DecDatTimHEA114');
  const [date] = header.get('DatOfPreMES9') ?? [];
  const [time] = header.get('TimOfPreMES10') ?? [];
  const at = declared && compactMoment(declared.text.trim());
  if (declared && at) return { at, place: declared.place };
  const prepared = shortMoment(date?.text.trim() ?? '', time?.text.trim() ?? '');
  return date && prepared ? { at: prepared, place: date.place } : null;
}

/** What a message says once for all its items. */
export interface Ie315Message {
  readonly shared: LineDraft;
  readonly header: Ie315Header;
  readonly consignor: Party | null;
  readonly consignee: Party | null;
  readonly notify: Party | null;
  readonly route: readonly string[];
  readonly conveyance: Conveyance | null;
  readonly portOfArrival: string | null;
  readonly declarant: string | null;
  /** Local reference number. */
  readonly reference: string | null;
}

export function mapMessage(shared: LineDraft, header: Ie315Header): Ie315Message {
  const head = header.get('HEAHEA')?.[0] ?? null;
  const entry = header.get('CUSOFFFENT730')?.[0] ?? null;
  const party = (field: 'consignor' | 'consignee' | 'notify'): Party | null => {
    const names = headerParties[field];
    const [element] = header.get(names.group) ?? [];
    return element ? readParty(shared, field, element, names) : null;
  };
  const reference = shared.text('reference', textAt(head, 'RefNumHEA4'));
  if (reference === null) {
    const message = 'The local reference number is missing.';
    shared.report('field.required', head?.place ?? null, { expected: 'RefNumHEA4', message });
  }
  return {
    shared,
    header,
    consignor: party('consignor'),
    consignee: party('consignee'),
    notify: party('notify'),
    route: stated(
      (header.get('ITI') ?? []).map((stop, at) => shared.country(`route.${at}`, textAt(stop, 'CouOfRouCodITI1'))),
    ),
    conveyance: mapConveyance(shared, head, entry),
    portOfArrival: shared.text('portOfArrival', textAt(entry, 'RefNumCUSOFFFENT731'))?.toUpperCase() ?? null,
    declarant: declarantOf(header),
    reference,
  };
}

/** The person lodging the declaration, else the representative: EORI, or the name where there is none. */
function declarantOf(header: Ie315Header): string | null {
  const declarant = header.get('PERLODSUMDEC')?.[0] ?? null;
  const representative = header.get('TRAREP')?.[0] ?? null;
  const found =
    textAt(declarant, 'TINPLD1') ??
    textAt(declarant, 'NamPLD1') ??
    textAt(representative, 'TINTRE1') ??
    textAt(representative, 'NamTRE1');
  return found?.text.trim() ?? null;
}

function mapConveyance(draft: LineDraft, head: XmlElement | null, entry: XmlElement | null): Conveyance | null {
  const modeText = textAt(head, 'TraModAtBorHEA76');
  const mode = modeText === null ? null : (lookUp(modes, modeText.text.trim()) ?? null);
  if (modeText !== null && mode === null)
    draft.report('code.mode', modeText.place, { value: modeText.text, expected: '1, 2, 3, 4, 5, 8, 10, 11' });
  const id = draft.text('conveyance.id', textAt(head, 'ConRefNumHEA') ?? textAt(head, 'IdeOfMeaOfTraCroHEA85'));
  const arrivesAt = draft.moment(
    'conveyance.arrives',
    textAt(entry, 'ExpDatOfArrFIRENT733'),
    compactMoment,
    'yyyymmddhhmm',
  );
  if (mode === null && id === null && arrivesAt === null) return null;
  return { mode, id, departsAt: null, arrivesAt };
}
