import type { Shipment } from '@watchpost/domain';
import type { Knowledge } from '../entities/knowledge.ts';
import type { ScenarioLists } from '../lists/lists.ts';
import { fold } from '@watchpost/domain';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';

export const wayFeatures = {
  sender_country: {
    type: 'text',
    description: 'Country the item was sent from: as declared, else that of the consignor’s address.',
  },
  number_country: { type: 'text', description: 'Country in the item’s own S10 number; not known for other items.' },
  goods_origin: {
    type: 'text',
    description:
      'Country of origin of the goods; of several, the first one that is not the sender’s. Not known where no article states one.',
  },
  goods_origin_risk: {
    type: 'text',
    values: ['high', 'elevated', 'plain'],
    description: 'What the list `lanes` says of `goods_origin`.',
  },
  lane_risk: {
    type: 'text',
    values: ['high', 'elevated', 'plain'],
    description: 'What the list `lanes` says of `sender_country`.',
  },
  transit_country: {
    type: 'text',
    description:
      'First country on the declared route or of a transit scan (EMJ, EMK) that is neither the sender’s nor the destination; empty where there is none. Not known without a route and a scan.',
  },
  category_kind: {
    type: 'text',
    values: ['gift', 'sample', 'documents', 'sale', 'returned', 'other'],
    description: 'The declared nature of the item, by its words.',
  },
} as const satisfies Record<string, FeatureDefinition>;

export type WayFeatures = FeaturesOf<typeof wayFeatures>;

const s10Country = /^[A-Z]{2}\d{9}([A-Z]{2})$/;
const countryFirst = /^([A-Z]{2})[A-Z0-9]{3,4}$/;

export function readWay(out: WayFeatures, shipment: Shipment, knowledge: Knowledge, lists: ScenarioLists): void {
  const sender = shipment.origin ?? shipment.consignor?.address?.country ?? null;
  out.sender_country = sender;
  out.number_country = shipment.itemId === null ? null : (s10Country.exec(shipment.itemId)?.[1] ?? null);
  out.goods_origin = goodsOriginOf(shipment, sender);
  out.goods_origin_risk = riskOf(out.goods_origin, lists);
  out.lane_risk = riskOf(sender, lists);
  out.transit_country = transitOf(shipment, sender, knowledge.transitPlace);
  out.category_kind = shipment.category === null ? null : categoryOf(shipment.category);
}

const riskOf = (country: string | null, lists: ScenarioLists): WayFeatures['lane_risk'] =>
  country === null ? null : (lists.lanes.get(country) ?? 'plain');

function goodsOriginOf(shipment: Shipment, sender: string | null): string | null {
  let first: string | null = null;
  for (const { origin } of shipment.articles) {
    if (origin === null) continue;
    if (origin !== sender) return origin;
    first ??= origin;
  }
  return first;
}

/** A scan names an office: an IMPC code and a UN/LOCODE begin with the country, an airport does not. */
function transitOf(shipment: Shipment, sender: string | null, scannedAt: string | null): string | null {
  const scanned = scannedAt === null ? undefined : countryFirst.exec(scannedAt)?.[1];
  if (scanned !== undefined && scanned !== sender) return scanned;
  for (const country of shipment.route) if (country !== sender && country !== shipment.destination) return country;
  return shipment.route.length === 0 ? null : '';
}

const categoryWords: readonly [RegExp, NonNullable<WayFeatures['category_kind']>][] = [
  [/\b(?:gifts?|presents?)\b/, 'gift'],
  [/\bsamples?\b/, 'sample'],
  [/\b(?:documents?|docs?)\b/, 'documents'],
  [/\breturn/, 'returned'],
  [/\b(?:sales?|sold|goods|merchandise|commercial)\b/, 'sale'],
];

function categoryOf(category: string): NonNullable<WayFeatures['category_kind']> {
  const folded = fold(category);
  for (const [words, kind] of categoryWords) if (words.test(folded)) return kind;
  return 'other';
}
