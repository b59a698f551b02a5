import { airWaybill } from './exchange-places.ts';
import { inWords, type ItemRun, type ManifestContent, type ManifestWriter, runsOf, stamp } from './manifest-writer.ts';
import { type SampleItem, type SampleParty } from './sample-item.ts';

const CARRIER = 'PXFL';

/** ANSI X12 customs manifest (309, 004010): a bill of lading an item, by port of arrival; by air. */
export const x12309Writer: ManifestWriter = {
  format: 'x12',
  kind: 'x12 309',
  contentType: 'application/edi-x12',
  mostLines: 9_999,
  lanes: 'one',
  write: (content) => {
    const { reference, issuedAt } = content;
    const at = stamp(issuedAt);
    const control = reference.slice(-7).padStart(9, '0');
    const fixed = (text: string): string => text.padEnd(15);
    const segments = manifest(content);
    return [
      `ISA*00*${' '.repeat(10)}*00*${' '.repeat(10)}*02*${fixed(CARRIER)}*ZZ*${fixed('CUSTOMS')}*${at.slice(2, 8)}*${at.slice(8, 12)}*U*00401*${control}*0*P*>`,
      `GS*SO*${CARRIER}*CUSTOMS*${at.slice(0, 8)}*${at.slice(8)}*${Number(control)}*X*004010`,
      'ST*309*0001',
      ...segments,
      `SE*${segments.length + 2}*0001`,
      `GE*1*${Number(control)}`,
      `IEA*1*${control}`,
      '',
    ].join('~\n');
  },
};

function manifest({ reference, items, spoilt }: ManifestContent): readonly string[] {
  const first = items[0]!;
  const segments = [`M10*${CARRIER}*A***${first.flight}**${reference}`];
  const master = airWaybill('999', reference);
  let line = 0;
  for (const run of runsOf(items)) {
    segments.push(port(run));
    for (const [at, item] of run.items.entries()) {
      line += 1;
      segments.push(`LX*${line}`);
      addBill(segments, item, { master, isSpoilt: run.from + at === spoilt });
    }
  }
  return segments;
}

function port({ items }: ItemRun): string {
  const [first] = items;
  const arrives = stamp(first!.arrivesAt);
  return `P4*${first!.port}*${arrives.slice(0, 8)}*${items.length}**${arrives.slice(8, 12)}`;
}

/** M13 says what becomes of a bill that was declared before. */
function addBill(
  segments: string[],
  item: SampleItem,
  { master, isSpoilt }: { master: string; isSpoilt: boolean },
): void {
  const { itemId, articles } = item;
  if (item.function !== 'original')
    segments.push(`M13*${CARRIER}*${item.port}*${item.function === 'amend' ? 'C' : 'D'}*${itemId}**01***${CARRIER}`);
  if (item.function === 'cancel') return;
  const mass = isSpoilt ? 'HEAVY' : String(item.grossMassKg);
  segments.push(`M11*${itemId}**1*PKG*${mass}*K*****${master}*${CARRIER}`);
  segments.push(...party('SH', item.sender), ...party('CN', item.recipient));
  const [text = '', ...more] = plain(articles.map(inWords).join('; ')).match(pieces) ?? [];
  const { hs, origin } = articles[0]!;
  const code = hs === null ? '*' : `J*${hs}`;
  segments.push(`N10*1*${text}**${code}*${item.value}*K*${isSpoilt ? '' : item.grossMassKg}***${origin}**USD`);
  segments.push(...more.map((piece) => `N10**${piece}`));
}

function party(role: string, { name, street, city, region, postcode, country, phone }: SampleParty): readonly string[] {
  return [
    `N1*${role}*${plain(name)}`,
    `N3*${plain(street)}`,
    `N4*${city}*${region === null || region.length > 2 ? '' : region}*${postcode}*${country}`,
    ...(phone === null ? [] : [`PER*IC**TE*${phone}`]),
  ];
}

/** N1002 holds 45 characters; what is longer goes on in the next N10. */
const pieces = /.{1,45}/g;
const separators = /[*~>]/g;
/** X12 has no way to release its separators. */
const plain = (text: string): string => text.replace(separators, ' ');
