import { type EdifactMessage, freeText, functionCodes, interchange, partySegments } from './edifact-interchange.ts';
import { gatewayOf, receptacleTo } from './exchange-places.ts';
import {
  compact,
  inWords,
  type ItemRun,
  type ManifestWriter,
  runsOf,
  type SampleTracking,
  stamp,
} from './manifest-writer.ts';
import { type SampleItem } from './sample-item.ts';

/** UN/EDIFACT as posts send it ahead: ITMATT with the attributes of items, EMSEVT with what has happened to them. */
export const edifactItmattWriter: ManifestWriter = {
  format: 'edifact',
  kind: 'edifact ITMATT',
  contentType: 'application/edifact',
  mostLines: 99_999,
  lanes: 'any',
  write: ({ reference, issuedAt, items, tracking, spoilt }) => {
    const messages = runsOf(items).map((run, n) =>
      attributes(run, { reference: `${reference}-${n + 1}`, issuedAt, spoilt }),
    );
    if (tracking.length > 0) messages.push(events(tracking, reference, issuedAt));
    const first = items[0]!;
    const parties = { sender: gatewayOf(first.origin).office, recipient: gatewayOf(first.destination).office };
    return interchange({ ...parties, reference }, issuedAt, messages);
  },
};

interface Around {
  readonly reference: string;
  readonly issuedAt: number;
  readonly spoilt: number | null;
}

function attributes({ items, from }: ItemRun, { reference, issuedAt, spoilt }: Around): EdifactMessage {
  const first = items[0]!;
  const receptacle = receptacleTo(first.port, first.origin, reference.slice(0, reference.lastIndexOf('-')));
  const segments = [
    `BGM+ITM+${reference}+${functionCodes[first.function]}`,
    `DTM+137:${stamp(issuedAt)}:204`,
    `LOC+5+${gatewayOf(first.origin).office}`,
    `LOC+8+${first.port}`,
    `CNT+10:${items.length}`,
  ];
  for (const [at, item] of items.entries()) {
    segments.push(from + at === spoilt ? `CNI+${at + 1}` : `CNI+${at + 1}+${item.itemId}`);
    addItem(segments, item, receptacle);
  }
  return { type: 'ITMATT:1:1:UP', segments };
}

function addItem(segments: string[], item: SampleItem, receptacle: string | null): void {
  segments.push(`DTM+200:${compact(item.postedAt)}:203`, `LOC+35+${item.origin}`, `LOC+28+${item.destination}`);
  if (item.route.length > 2) segments.push(...item.route.map((country) => `LOC+92+${country}`));
  if (receptacle !== null) segments.push(`RFF+AAQ:${receptacle}`);
  segments.push(`MEA+AAE+G+KGM:${item.grossMassKg}`, `MOA+44:${item.value}:USD`);
  segments.push(...partySegments('CZ', item.sender), ...partySegments('CN', item.recipient));
  for (const [n, article] of item.articles.entries()) {
    segments.push(`GID+${n + 1}+${article.quantity}:PCE`);
    if (article.hs !== null) segments.push(`PIA+5+${article.hs}:HS`);
    segments.push(freeText('AAA', inWords(article)), `MEA+AAE+N+KGM:${article.netMassKg}`);
    segments.push(`MOA+66:${article.value}:USD`, `LOC+27+${article.origin}`);
  }
}

const events = (tracking: readonly SampleTracking[], reference: string, issuedAt: number): EdifactMessage => ({
  type: 'EMSEVT:3:1:UP',
  segments: [
    `BGM+EVT+${reference}-E+9`,
    `DTM+137:${stamp(issuedAt)}:204`,
    ...tracking.flatMap(({ itemId, event, at, place }, n) => [
      `CNI+${n + 1}+${itemId}`,
      `STS++${event}`,
      `DTM+334:${stamp(at)}:204`,
      `LOC+175+${place}`,
    ]),
  ],
});
