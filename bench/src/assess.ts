/**
 * What a decision costs and what the scenario that ships makes of ordinary traffic: microseconds of CPU a shipment for each step of the scorer without its
 * database, then bands and rules over seeded traffic, with and without risky items.
 * `npx node --conditions=@watchpost/source --experimental-transform-types bench/src/assess.ts [shipments]`
 */
import { catalogueIds, createCodec, type ShipmentDeclared, topics } from '@watchpost/contracts';
import type { EventRecord } from '@watchpost/messaging';
import { compileScenario, entitySaltOf } from '@watchpost/risk';
import { readdirSync, readFileSync } from 'node:fs';
import { BatchDecisions } from '../../apps/scorer/src/assessing/batch-decisions.ts';
import { linesOf } from '../../apps/scorer/src/assessing/batch-line.ts';
import { ShipmentHeads } from '../../apps/scorer/src/assessing/shipment-heads.ts';
import { SightingWindows } from '../../apps/scorer/src/assessing/sighting-windows.ts';
import { ManifestStream } from '../../apps/simulator/src/traffic/manifest-stream.ts';
import { samplePartners } from '../../apps/simulator/src/traffic/sample-partner.ts';
import { declaredOf } from './in-process/declared-records.ts';

const SHIPMENTS = Number(process.argv[2] ?? 20_000);
const BATCH = 1_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 4);
/** Traffic is spread over so many days, after a history of so many others, so that rules that need one can decide. */
const DAYS = 1;
const HISTORY_DAYS = 60;
/** One in so many decisions is decoded again, to count its reasons. */
const SAMPLED = 10;

const codec = createCodec(catalogueIds());
const folder = new URL('../../scenarios/fentanyl-mail/', import.meta.url);
const files = Object.fromEntries(
  readdirSync(folder).map((name) => [name, readFileSync(new URL(name, folder), 'utf8')]),
);
const scenario = compileScenario(files['scenario.yaml']!, { files });
const salt = entitySaltOf('bench');

interface Traffic {
  readonly records: readonly EventRecord<ShipmentDeclared>[];
  readonly risky: ReadonlySet<string>;
}

function traffic(riskyShare: number): Traffic {
  const streams = samplePartners.map((partner) => ({
    partner,
    stream: new ManifestStream(partner, { seed: 'assess', riskyShare }),
  }));
  const records: EventRecord<ShipmentDeclared>[] = [];
  const risky = new Set<string>();
  for (let sequence = 1; records.length < SHIPMENTS; sequence++) {
    const receivedAt = START + Math.floor((records.length / SHIPMENTS) * DAYS * DAY);
    for (const { partner, stream } of streams) {
      const manifest = stream.next(receivedAt);
      manifest.risky.forEach((id) => risky.add(id));
      records.push(...declaredOf(codec, manifest.text, partner.partner, { sequence, receivedAt }));
    }
  }
  return { records: records.slice(0, SHIPMENTS), risky };
}

const steps = { decode: 0, lines: 0, decide: 0 };

function timed<T>(step: keyof typeof steps, work: () => T): T {
  const before = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(before);
  steps[step] += user + system;
  return result;
}

function run({ records, risky }: Traffic): void {
  for (const step of Object.keys(steps) as (keyof typeof steps)[]) steps[step] = 0;
  const heads = new ShipmentHeads([]);
  const windows = new SightingWindows([]);
  const known = {
    heads,
    windows,
    transitPlaces: new Map<string, string>(),
    firstDay: Math.floor(START / DAY) - HISTORY_DAYS,
  };
  const bands = new Map<string, number>();
  const rules = new Map<string, number>();
  let alerts = 0;
  let caught = 0;
  let bytes = 0;
  for (let at = 0; at < records.length; at += BATCH) {
    const batch = records.slice(at, at + BATCH);
    const decoded = timed('decode', () =>
      batch.map((record) => ({ ...record, event: codec.decode(topics.shipmentsDeclared, record.value!) })),
    );
    const lines = timed('lines', () => linesOf(decoded, scenario.label, salt));
    const decisions = new BatchDecisions(scenario, codec, known, START);
    const rows = timed('decide', () => lines.map((line) => decisions.decide(line)));
    for (const [i, row] of rows.entries()) {
      bytes += row.body.length;
      add(bands, row.band);
      const isAlert = row.recommendation !== 'NONE';
      if (isAlert) alerts++;
      if (isAlert && risky.has(lines[i]!.declared.shipment.itemId ?? '')) caught++;
      if (!isAlert && i % SAMPLED === 0) reasonsOf(row.body).forEach((reason) => add(rules, reason));
    }
  }
  const perShipment = Object.fromEntries(
    Object.entries(steps).map(([step, micros]) => [step, round(micros / records.length)]),
  );
  console.log(
    JSON.stringify({
      shipments: records.length,
      microsAShipment: { ...perShipment, all: round(Object.values(steps).reduce((a, b) => a + b) / records.length) },
      bytesARecord: Math.round(bytes / records.length),
      bands: Object.fromEntries(bands),
      alertShare: round((alerts / records.length) * 100) / 100,
      alerts,
      risky: risky.size,
      riskyAlerted: caught,
    }),
  );
  const most = [...rules].sort(([, a], [, b]) => b - a).slice(0, 60);
  for (const [rule, count] of most) console.log(`  ${((count * 100 * SAMPLED) / records.length).toFixed(1)} % ${rule}`);
}

const add = (counts: Map<string, number>, key: string) => void counts.set(key, (counts.get(key) ?? 0) + 1);

const reasonsOf = (body: Buffer): readonly string[] =>
  codec.decode(topics.shipmentsAssessed, body).reasons.map(({ factor, outcome }) => `${factor} ${outcome}`);

const round = (value: number): number => Math.round(value * 100) / 100;

console.log('ordinary traffic');
const ordinary = traffic(0);
run(ordinary);
run(ordinary);
console.log('one in a hundred risky');
run(traffic(0.01));
