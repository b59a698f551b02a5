import { type EdifactMessage, freeText, functionCodes, interchange, partySegments } from './edifact-interchange.ts';
import { airWaybill, gatewayOf } from './exchange-places.ts';
import { compact, inWords, type ItemRun, type ManifestWriter, runsOf, stamp } from './manifest-writer.ts';
import { type SampleItem } from './sample-item.ts';

/** UN/EDIFACT customs cargo report (CUSCAR D.96B): a consignment a house bill, by air. */
export const edifactCuscarWriter: ManifestWriter = {
  format: 'edifact',
  kind: 'edifact CUSCAR',
  contentType: 'application/edifact',
  mostLines: 9_999,
  lanes: 'one',
  write: ({ reference, issuedAt, items, spoilt }) => {
    const messages = runsOf(items).map((run, n) =>
      cargoReport(run, `${reference}-${n + 1}`, { reference, issuedAt, spoilt }),
    );
    return interchange({ sender: 'BOHAICARGO', recipient: 'CUSTOMS', reference }, issuedAt, messages);
  },
};

interface Around {
  readonly reference: string;
  readonly issuedAt: number;
  readonly spoilt: number | null;
}

function cargoReport(
  { items, from }: ItemRun,
  document: string,
  { reference, issuedAt, spoilt }: Around,
): EdifactMessage {
  const first = items[0]!;
  const segments = [
    `BGM+85+${document}+${functionCodes[first.function]}`,
    `DTM+137:${stamp(issuedAt)}:204`,
    'NAD+MS+BOHAICARGO:172:20',
    `TDT+20+${first.flight}+4`,
    `LOC+9+${gatewayOf(first.origin).locode}:139:6`,
    `LOC+11+${first.port}:139:6`,
    `DTM+136:${compact(first.departsAt)}:203`,
    `DTM+132:${compact(first.arrivesAt)}:203`,
    `CNT+10:${items.length}`,
  ];
  const master = airWaybill('999', reference);
  for (const [at, item] of items.entries()) {
    const mass = from + at === spoilt ? 'heavy' : String(item.grossMassKg);
    segments.push(`CNI+${at + 1}`, `RFF+MWB:${master}`, `RFF+HWB:${item.itemId}`, 'CNT+8:1', `CNT+7:${mass}:KGM`);
    addConsignment(segments, item);
  }
  return { type: 'CUSCAR:D:96B:UN', segments };
}

function addConsignment(segments: string[], item: SampleItem): void {
  segments.push(`MOA+43:${item.value}:USD`, `LOC+35+${item.origin}:162:5`, `LOC+28+${item.destination}:162:5`);
  segments.push(...partySegments('CZ', item.sender), ...partySegments('CN', item.recipient));
  for (const [n, article] of item.articles.entries()) {
    segments.push(`GID+${n + 1}`, freeText('AAA', inWords(article)));
    segments.push(`MEA+AAE+N+KGM:${article.netMassKg}`, `MOA+66:${article.value}:USD`);
    if (article.hs !== null) segments.push(`CST+${n + 1}+${article.hs}:122`);
    segments.push(`LOC+27+${article.origin}`, `QTY+52:${article.quantity}`);
  }
}
