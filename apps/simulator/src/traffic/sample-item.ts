import { composeS10 } from '@watchpost/domain';
import { type Random } from './random.ts';
import {
  companyTrades,
  companyWords,
  everydayGoods,
  familyNames,
  givenNames,
  riskyGoods,
  streets,
  towns,
  vagueDescriptions,
} from './words.ts';

export interface SampleParty {
  readonly name: string;
  readonly street: string;
  readonly city: string;
  readonly region: string | null;
  readonly postcode: string;
  readonly country: string;
  readonly phone: string | null;
}

export interface SampleArticle {
  readonly description: string;
  readonly hs: string | null;
  readonly quantity: number;
  readonly netMassKg: number;
  /** US dollars, two digits after the point. */
  readonly value: string;
  readonly origin: string;
  readonly cas: string | null;
}

/** An item as its sender knows it, before a format is chosen. */
export interface SampleItem {
  readonly itemId: string;
  readonly sender: SampleParty;
  readonly recipient: SampleParty;
  readonly articles: readonly SampleArticle[];
  readonly grossMassKg: number;
  readonly value: string;
  readonly origin: string;
  readonly destination: string;
  readonly route: readonly string[];
  /** Where it will arrive: an airport, a customs office. */
  readonly port: string;
  readonly flight: string;
  readonly departsAt: number;
  readonly arrivesAt: number;
  readonly postedAt: number;
  readonly function: 'original' | 'amend' | 'cancel';
  /** What is in it in truth; no format can say so. */
  readonly isRisky: boolean;
}

/** From where to where a partner's items go. */
export interface Lane {
  readonly origin: string;
  readonly destination: string;
  readonly via: readonly string[];
  readonly port: string;
  readonly airline: string;
}

const HOUR_MS = 3_600_000;
const SENDERS = 400;
const RECIPIENTS = 3_000;

export interface ItemWish {
  readonly lane: Lane;
  /** `S10` for a post, `HOUSE` for a forwarder. */
  readonly numbering: 'S10' | 'HOUSE';
  /** Counts up within a stream, so that no number comes twice. */
  readonly serial: number;
  /** Epoch milliseconds; times of the item lie around it. */
  readonly now: number;
  readonly riskyShare: number;
}

export function sampleItem(random: Random, wish: ItemWish): SampleItem {
  const { lane, now } = wish;
  const isRisky = random.chance(wish.riskyShare);
  const articles = isRisky ? [riskyArticle(random, lane)] : everydayArticles(random, lane);
  const netMass = articles.reduce((total, { netMassKg }) => total + netMassKg, 0);
  const value = articles.reduce((total, article) => total + Number(article.value), 0);
  const departsAt = now + random.whole(1, 12) * HOUR_MS;
  return {
    itemId: numberOf(wish),
    // Senders of what is risky are seldom those who have sent for years.
    sender: partyIn(lane.origin, isRisky ? random.whole(SENDERS, SENDERS + 40) : random.skewed(SENDERS)),
    recipient: partyIn(lane.destination, random.skewed(RECIPIENTS) + SENDERS),
    articles,
    grossMassKg: round(netMass * 1.15 + 0.05, 3),
    value: value.toFixed(2),
    origin: lane.origin,
    destination: lane.destination,
    route: [lane.origin, ...lane.via, lane.destination],
    port: lane.port,
    flight: `${lane.airline}${random.whole(100, 199)}`,
    departsAt,
    arrivesAt: departsAt + random.whole(8, 16) * HOUR_MS,
    postedAt: now - random.whole(2, 48) * HOUR_MS,
    function: 'original',
    isRisky,
  };
}

function numberOf({ numbering, serial, lane }: ItemWish): string {
  if (numbering === 'HOUSE') return `AEX${String(serial % 1e9).padStart(9, '0')}`;
  return composeS10('LX', String(serial % 1e8).padStart(8, '0'), lane.origin);
}

function everydayArticles(random: Random, lane: Lane): readonly SampleArticle[] {
  const count = random.chance(0.75) ? 1 : random.whole(2, 3);
  return Array.from({ length: count }, () => {
    const goods = random.pick(everydayGoods);
    const quantity = random.chance(0.7) ? 1 : random.whole(2, 4);
    return {
      description: random.chance(0.03) ? random.pick(vagueDescriptions) : goods.description,
      hs: random.chance(0.06) ? null : goods.hs,
      quantity,
      netMassKg: round(goods.massKg * quantity, 3),
      value: (goods.price * quantity * (0.8 + 0.4 * random.next())).toFixed(2),
      origin: lane.origin,
      cas: null,
    };
  });
}

function riskyArticle(random: Random, lane: Lane): SampleArticle {
  const goods = random.pick(riskyGoods);
  return {
    description: goods.description,
    hs: random.chance(0.3) ? null : goods.hs,
    quantity: 1,
    netMassKg: round(goods.massKg * (0.7 + 0.6 * random.next()), 3),
    value: goods.price.toFixed(2),
    origin: lane.origin,
    cas: random.chance(0.5) ? goods.cas : null,
  };
}

/** Calling codes of the countries that samples are sent from or to. */
const callingCodes: Readonly<Record<string, string>> = { CN: '86', DE: '49', GB: '44', HK: '852', KR: '82', US: '1' };

/** The same number is the same party in every run. */
function partyIn(country: string, number: number): SampleParty {
  const of = <T>(items: readonly T[], step: number): T => items[Math.floor(number / step) % items.length]!;
  const town = of(towns[country] ?? towns['US']!, 1);
  const isCompany = number % 7 === 0;
  return {
    name: isCompany
      ? `${of(companyWords, 7)} ${of(companyTrades, 84)} Ltd`
      : `${of(givenNames, 1)} ${of(familyNames, givenNames.length)}`,
    street: `${1 + (number % 180)} ${of(streets, 3)}`,
    city: town.city,
    region: town.region,
    postcode: town.postcode,
    country,
    phone:
      number % 5 === 0 ? null : `+${callingCodes[country] ?? '1'}555${String(1_000_000 + number).padStart(7, '0')}`,
  };
}

const round = (value: number, digits: number): number => Number(value.toFixed(digits));
