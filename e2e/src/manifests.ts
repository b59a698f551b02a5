import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const fixtures = join(import.meta.dirname, '../fixtures');

export const fixture = (name: string): string => readFileSync(join(fixtures, name), 'utf8');

/** An S10 number with its check digit (UPU S10: weights 8 6 4 2 3 5 9 7, modulo 11). */
export function s10(service: string, serial: number, country: string): string {
  const digits = serial.toString().padStart(8, '0');
  const weights = [8, 6, 4, 2, 3, 5, 9, 7];
  const sum = weights.reduce((total, weight, at) => total + weight * Number(digits[at]), 0);
  const rest = 11 - (sum % 11);
  const check = rest === 10 ? 0 : rest === 11 ? 5 : rest;
  return `${service}${digits}${check}${country}`;
}

export interface Parcel {
  readonly itemId: string;
  readonly description?: string;
  readonly hs?: string;
  readonly consignor?: string;
  readonly consignee?: string;
  readonly portOfArrival?: string;
  readonly issuedAt?: string;
  readonly function?: 'original' | 'amend' | 'cancel';
  readonly arrives?: string;
}

/** A shipment of the Watchpost JSON format: an ordinary parcel unless said otherwise. */
export const parcel = (declared: Parcel): object => ({
  type: 'shipment',
  issuedAt: declared.issuedAt ?? '2026-11-20T10:00:00Z',
  ids: { itemId: declared.itemId, itemIdKind: 'S10' },
  consignor: {
    name: declared.consignor ?? 'Hanriver Book Export',
    address: { lines: ['110 Sejong-daero'], city: 'Seoul', postcode: '04524', country: 'KR' },
    phones: ['+82221334455'],
  },
  consignee: {
    name: declared.consignee ?? 'Elm Street Library',
    address: { lines: ['40 Elm Street'], city: 'Brooklyn', region: 'NY', postcode: '11215', country: 'US' },
    phones: ['+17185550142'],
  },
  pieces: 1,
  grossMassKg: 1.2,
  value: { amount: '38.50', currency: 'USD' },
  category: 'sale of goods',
  articles: [
    {
      description: declared.description ?? "Children's atlas, hardcover, printed 2025",
      hs: declared.hs ?? '490199',
      quantity: 1,
      netMassKg: 1.1,
      value: { amount: '38.50', currency: 'USD' },
      origin: 'KR',
    },
  ],
  origin: 'KR',
  destination: 'US',
  route: ['KR', 'US'],
  conveyance: { mode: 'air', id: 'KE081', arrives: declared.arrives ?? '2026-12-01T14:30:00Z' },
  portOfArrival: declared.portOfArrival ?? 'JFK',
  function: declared.function ?? 'original',
});

/** A parcel that anybody would stop: a precursor of fentanyl by name, CAS number and HS code. */
export const precursor = (itemId: string, more: Partial<Parcel> = {}): object =>
  parcel({
    itemId,
    description: '4-ANPP, CAS 21409-26-7, 99 % purity, lab standard',
    hs: '293336',
    consignor: 'Golden Bay Fine Chemical',
    consignee: 'R. Holder',
    ...more,
  });

export const tracking = (itemId: string, event: string, at: string, place: string): object => ({
  type: 'tracking',
  ids: { itemId },
  event,
  at,
  place,
});

export const ndjson = (lines: readonly object[]): string => lines.map((line) => JSON.stringify(line)).join('\n') + '\n';
