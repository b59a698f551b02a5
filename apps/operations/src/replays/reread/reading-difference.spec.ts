import { describe, expect, it } from '@jest/globals';
import type { Article, Shipment } from '@watchpost/domain';
import { fieldName, type Reading, readingDifference } from './reading-difference.ts';

const article = (description: string, hs: string | null): Article => ({
  description,
  hs,
  quantity: 1,
  netMassKg: null,
  value: { amount: '9.90', currency: 'USD' },
  origin: null,
  identifiers: [],
});

const reading = (changes: Partial<Shipment> = {}): Reading => ({
  shipmentId: '1b4e28ba-2fa1-5d2a-883f-0016d3cca427',
  issuedAt: 1_000,
  shipment: {
    itemId: 'RB123456785GB',
    itemIdKind: 'S10',
    masterBill: null,
    receptacle: null,
    dispatch: null,
    containers: [],
    consignor: null,
    consignee: null,
    notify: null,
    pieces: 1,
    grossMassKg: 0.5,
    value: null,
    postage: null,
    category: null,
    articles: [article('books', '490199')],
    origin: 'GB',
    destination: 'US',
    route: ['GB', 'US'],
    conveyance: null,
    portOfArrival: null,
    postedAt: null,
    function: 'original',
    ...changes,
  },
});

describe('Two readings of one line', () => {
  it('are the same where every field is', () => {
    expect(readingDifference(reading(), reading())).toEqual([]);
  });

  it('name each field that differs, with its place and both texts', () => {
    const now = reading({
      grossMassKg: 5,
      articles: [article('books', null), article('maps', '490510')],
      route: ['GB', 'DE', 'US'],
    });
    expect(readingDifference(reading(), now)).toEqual([
      { field: 'grossMassKg', old: '0.5', new: '5' },
      { field: 'articles.0.hs', old: '490199', new: null },
      { field: 'articles.1.description', old: null, new: 'maps' },
      { field: 'articles.1.hs', old: null, new: '490510' },
      { field: 'articles.1.quantity', old: null, new: '1' },
      { field: 'articles.1.value.amount', old: null, new: '9.90' },
      { field: 'articles.1.value.currency', old: null, new: 'USD' },
      { field: 'route.1', old: 'US', new: 'DE' },
      { field: 'route.2', old: null, new: 'US' },
    ]);
  });

  it('count what stands in lists under one name, and clip long texts', () => {
    expect(fieldName('articles.12.identifiers.0.value')).toBe('articles.identifiers.value');
    const [difference] = readingDifference(reading(), reading({ category: 'x'.repeat(5_000) }));
    expect(difference!.new!.length).toBe(200);
  });
});
