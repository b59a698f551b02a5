import { instant, type ManifestContent, type ManifestWriter } from './manifest-writer.ts';
import { type SampleArticle, type SampleItem, type SampleParty } from './sample-item.ts';

/** Watchpost JSON: one document with shipments and tracking events. */
export const watchpostJsonWriter: ManifestWriter = {
  format: 'watchpost-json',
  kind: 'watchpost-json',
  contentType: 'application/json',
  mostLines: 100_000,
  lanes: 'any',
  write: ({ reference, issuedAt, items, tracking, spoilt }: ManifestContent) =>
    JSON.stringify({
      watchpost: '1',
      reference,
      issuedAt: instant(issuedAt),
      shipments: items.map((item, at) => (at === spoilt ? {} : shipmentOf(item))),
      tracking: tracking.map(({ itemId, event, at, place }) => ({ ids: { itemId }, event, at: instant(at), place })),
    }),
};

const shipmentOf = (item: SampleItem): object => ({
  ids: { itemId: item.itemId },
  consignor: partyOf(item.sender),
  consignee: partyOf(item.recipient),
  pieces: 1,
  grossMassKg: item.grossMassKg,
  value: { amount: item.value, currency: 'USD' },
  articles: item.articles.map(articleOf),
  origin: item.origin,
  destination: item.destination,
  route: item.route,
  conveyance: {
    mode: 'air',
    id: item.flight,
    departs: instant(item.departsAt),
    arrives: instant(item.arrivesAt),
  },
  portOfArrival: item.port,
  postedAt: instant(item.postedAt),
  function: item.function,
});

const partyOf = (party: SampleParty): object => ({
  name: party.name,
  address: {
    lines: [party.street],
    city: party.city,
    ...(party.region === null ? {} : { region: party.region }),
    postcode: party.postcode,
    country: party.country,
  },
  ...(party.phone === null ? {} : { phones: [party.phone] }),
});

const articleOf = (article: SampleArticle): object => ({
  description: article.description,
  ...(article.hs === null ? {} : { hs: article.hs }),
  quantity: article.quantity,
  netMassKg: article.netMassKg,
  value: { amount: article.value, currency: 'USD' },
  origin: article.origin,
  ...(article.cas === null ? {} : { identifiers: [{ scheme: 'CAS', value: article.cas }] }),
});
