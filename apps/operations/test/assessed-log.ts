import { type Codec, recordedFeatures, type ShipmentAssessed } from '@watchpost/contracts';
import { eventIdOf, lineIdOf, LIVE_RUN, type Shipment, shipmentIdOf, versionText } from '@watchpost/domain';
import type { OutgoingRecord } from '@watchpost/messaging';
import { assess, type CompiledScenario, compileScenario, type Knowledge, neverSeen } from '@watchpost/risk';
import { readdirSync, readFileSync } from 'node:fs';
import { assessedRecord } from './memory-archive.ts';

const folder = new URL('../../../scenarios/fentanyl-mail/', import.meta.url);

/** The texts of the scenario that ships, by file name. */
export const shippedFiles = (): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]));

export const shippedScenario = (): CompiledScenario => {
  const files = shippedFiles();
  return compileScenario(files['scenario.yaml']!, { files });
};

export interface DecidedLine {
  readonly serial: number;
  readonly description: string;
  readonly hs: string;
  readonly partner?: string;
  readonly origin?: string;
  readonly function?: Shipment['function'];
  /** Declarations of the consignor in 90 days, as they were known. */
  readonly seen?: number;
  /** Epoch milliseconds. */
  readonly at: number;
}

export const MANIFEST = '019e0000-0000-7000-8000-000000000001';

/** A decision as the scorer publishes it. */
export function decided(line: DecidedLine, scenario: CompiledScenario, codec: Codec): OutgoingRecord {
  return assessedRecord(assessedOf(line, scenario), codec);
}

function assessedOf(line: DecidedLine, scenario: CompiledScenario): ShipmentAssessed {
  const { serial, at, partner = 'kr-post' } = line;
  const itemId = `RA${String(serial).padStart(8, '0')}0KR`;
  const shipment = shipmentOf(line, itemId);
  const shipmentId = shipmentIdOf({ scheme: 'S10', issuer: 'KR', number: itemId });
  const version = { issuedAt: at - 1_000, sequence: serial, ordinal: 1 };
  const knowledge = knowledgeOf(line.seen ?? 3);
  const isCancelled = shipment.function === 'cancel';
  const decision = assess(scenario, { shipment, partner, asOf: at, knowledge });
  return {
    declared: {
      lineId: lineIdOf(MANIFEST, serial),
      manifestId: MANIFEST,
      ordinal: serial,
      partner,
      testMode: false,
      shipmentId,
      version,
      receivedAt: at - 500,
      format: 'watchpost-json',
      place: { offset: 0, row: 1, segment: null, path: null },
      shipment,
    },
    assessmentId: eventIdOf('assessed', `${shipmentId}|${partner}`, versionText(version), LIVE_RUN, scenario.label),
    run: LIVE_RUN,
    outcome: isCancelled ? 'RECORDED' : 'ASSESSED',
    episode: 1,
    scenario: scenario.label,
    score: isCancelled ? 0 : decision.score,
    band: isCancelled ? scenario.bands[0]!.name : decision.band,
    recommendation: isCancelled ? 'NONE' : decision.recommendation,
    ruling: isCancelled ? null : decision.ruling,
    reasons: isCancelled ? [] : decision.reasons,
    ...recordedFeatures(isCancelled ? {} : decision.features),
    assessedAt: at,
  };
}

function knowledgeOf(seen: number): Knowledge {
  const sightings = { ...neverSeen, in90Days: seen, in30Days: seen, in7Days: Math.min(seen, 2), linksIn7Days: 1n };
  return {
    historyDays: 90,
    otherView: 'none',
    transitPlace: null,
    sightings: {
      consignor: sightings,
      consignee: sightings,
      consignorAddress: sightings,
      consigneeAddress: sightings,
      consigneePhone: sightings,
    },
  };
}

const party = (name: string, country: string): NonNullable<Shipment['consignor']> => ({
  name,
  address: { lines: ['1 High Street'], city: 'Town', region: null, postcode: '10000', country },
  phones: ['+12025550142'],
  emails: [],
  identifiers: [],
});

const shipmentOf = ({ description, hs, origin = 'KR', ...line }: DecidedLine, itemId: string): Shipment => ({
  itemId,
  itemIdKind: 'S10',
  masterBill: null,
  receptacle: null,
  dispatch: null,
  containers: [],
  consignor: party('Hanriver Export', origin),
  consignee: party('Elm Street Library', 'US'),
  notify: null,
  pieces: 1,
  grossMassKg: 0.5,
  value: { amount: '38.50', currency: 'USD' },
  postage: null,
  category: 'sale of goods',
  articles: [
    {
      description,
      hs,
      quantity: 1,
      netMassKg: 0.4,
      value: { amount: '38.50', currency: 'USD' },
      origin,
      identifiers: [],
    },
  ],
  origin,
  destination: 'US',
  route: [origin, 'US'],
  conveyance: null,
  portOfArrival: 'USJFKA',
  postedAt: null,
  function: line.function ?? 'original',
});
