import { airWaybill, gatewayOf } from './exchange-places.ts';
import { inWords, type ManifestWriter } from './manifest-writer.ts';
import { type SampleItem, type SampleParty } from './sample-item.ts';

/** IATA Cargo-IMP house waybills (FHL/5): the houses of one air waybill. It knows no time of issue and no flight. */
export const cargoImpFhlWriter: ManifestWriter = {
  format: 'cargo-imp',
  kind: 'cargo-imp FHL',
  contentType: 'text/plain',
  mostLines: 9_999,
  lanes: 'one',
  write: ({ reference, items, spoilt }) => {
    const first = items[0]!;
    const way = `${gatewayOf(first.origin).airport}${first.port}`;
    const mass = items.reduce((total, { grossMassKg }) => total + grossMassKg, 0);
    const lines = ['FHL/5', `MBI/${airWaybill('999', reference)}${way}/T${items.length}K${mass.toFixed(1)}`];
    for (const [at, item] of items.entries()) addHouse(lines, item, way, at === spoilt);
    return `${lines.join('\r\n')}\r\n`;
  },
};

function addHouse(lines: string[], item: SampleItem, way: string, isSpoilt: boolean): void {
  const [article] = item.articles;
  const description = plain(item.articles.map(inWords).join(' AND '));
  const mass = isSpoilt ? 'heavy' : item.grossMassKg.toFixed(3);
  lines.push(`HBS/${item.itemId}/${way}/1/K${mass}/1/${description.slice(0, 15).trim()}`);
  const [text, ...more] = description.match(/.{1,65}/g)!;
  lines.push(`TXT/${text}`, ...more.map((piece) => `/${piece}`));
  if (article!.hs !== null) lines.push(`HTS/${article!.hs}`);
  lines.push(...party('SHP', item.sender), ...party('CNE', item.recipient), `CVD/USD/PP/NVD/${item.value}/XXX`);
}

function party(role: string, { name, street, city, region, postcode, country, phone }: SampleParty): readonly string[] {
  const place = region === null ? city : `${city}/${region}`;
  const contact = phone === null ? '' : `/TE/${phone.slice(1)}`;
  return [
    role,
    `NAM/${plain(name)}`,
    `ADR/${plain(street)}`,
    `LOC/${place.toUpperCase()}`,
    `/${country}/${postcode}${contact}`,
  ];
}

const notTelex = /[^A-Z0-9.\- ]+/g;
/** Capitals, digits, point, hyphen and blank are what a telex has. */
const plain = (text: string): string => text.toUpperCase().replace(notTelex, ' ').replaceAll('  ', ' ').trim();
