import { catalogueIds, type Codec, createCodec, type ShipmentDeclared, topics } from '@watchpost/contracts';
import type { EventRecord } from '@watchpost/messaging';
import {
  assess,
  type CompiledScenario,
  entityKinds,
  entitySaltOf,
  type Knowledge,
  neverSeen,
  noKnowledge,
} from '@watchpost/risk';
import { BatchDecisions } from '../../../apps/scorer/src/assessing/batch-decisions.ts';
import { linesOf } from '../../../apps/scorer/src/assessing/batch-line.ts';
import { ShipmentHeads } from '../../../apps/scorer/src/assessing/shipment-heads.ts';
import { SightingWindows } from '../../../apps/scorer/src/assessing/sighting-windows.ts';
import { ManifestSupply } from '../load/manifest-supply.ts';
import { cheapestOf } from './cpu-time.ts';
import { declaredOf } from './declared-records.ts';
import { manyRules, shippedScenario } from './scenarios.ts';

/** Microseconds of CPU for one shipment of the mix, by step. */
export type InProcess = Readonly<Record<string, number>>;

const LINES = 8_000;
const BATCH = 1_000;
const MANY_RULES = 1_000;
const DAY = 86_400_000;
const START = Date.UTC(2026, 4, 4);
/** Rules that need a history can decide. */
const HISTORY_DAYS = 60;

/** What the steps of the pipeline behind the readers cost without broker, database and HTTP. */
export function measureInProcess(): InProcess {
  const codec = createCodec(catalogueIds());
  const manifests = new ManifestSupply('in-process', 0.01, () => START).write(LINES);
  const records = manifests.flatMap(({ body }, i) =>
    declaredOf(codec, body, 'bench', { sequence: i + 1, receivedAt: START }),
  );
  return { ...codecMicros(codec, records), ...assessMicros(codec, records), ...ruleMicros(records) };
}

function codecMicros(codec: Codec, records: readonly EventRecord<ShipmentDeclared>[]): InProcess {
  return {
    'encode declared': microsOf(records.length, () => {
      for (const { event } of records) codec.encode(topics.shipmentsDeclared, event);
    }),
    'decode declared': microsOf(records.length, () => {
      for (const { value } of records) codec.decode(topics.shipmentsDeclared, value!);
    }),
  };
}

/** The decision alone, by the scenario that ships and by one of a thousand rules. */
function ruleMicros(records: readonly EventRecord<ShipmentDeclared>[]): InProcess {
  const knowledge: Knowledge = {
    ...noKnowledge,
    historyDays: HISTORY_DAYS,
    sightings: Object.fromEntries(entityKinds.map((kind) => [kind, neverSeen])) as Knowledge['sightings'],
    otherView: 'none',
  };
  const inputs = records.map(({ event: { shipment, partner, receivedAt: asOf } }) => ({
    shipment,
    partner,
    asOf,
    knowledge,
  }));
  const decide = (scenario: CompiledScenario, of: typeof inputs) =>
    microsOf(of.length, () => {
      for (const input of of) assess(scenario, input);
    });
  const few = inputs.slice(0, BATCH);
  return {
    assess: decide(shippedScenario(), inputs),
    [`assess by ${MANY_RULES} rules`]: decide(manyRules(MANY_RULES), few),
  };
}

/** Entity keys apart from the decision, in which encoding the assessed event is included. */
function assessMicros(codec: Codec, records: readonly EventRecord<ShipmentDeclared>[]): InProcess {
  const scenario = shippedScenario();
  const salt = entitySaltOf('bench');
  const batches = Array.from({ length: Math.ceil(records.length / BATCH) }, (_, i) =>
    records.slice(i * BATCH, (i + 1) * BATCH),
  );
  const prepared = batches.map((batch) => linesOf(batch, scenario.label, salt));
  const bodies: Buffer[] = [];
  const decide = microsOf(records.length, () => {
    bodies.length = 0;
    const decisions = new BatchDecisions(scenario, codec, knownNothing(), START);
    for (const lines of prepared) for (const line of lines) bodies.push(decisions.decide(line).body);
  });
  return {
    'entity keys': microsOf(records.length, () => {
      for (const batch of batches) linesOf(batch, scenario.label, salt);
    }),
    'assess and encode': decide,
    'decode assessed': microsOf(bodies.length, () => {
      for (const body of bodies) codec.decode(topics.shipmentsAssessed, body);
    }),
    'bytes of an assessed record': Math.round(bodies.reduce((sum, { length }) => sum + length, 0) / bodies.length),
  };
}

const knownNothing = () => ({
  heads: new ShipmentHeads([]),
  windows: new SightingWindows([]),
  transitPlaces: new Map<string, string>(),
  firstDay: Math.floor(START / DAY) - HISTORY_DAYS,
});

const microsOf = (shipments: number, work: () => void): number =>
  Math.round((cheapestOf(work) / shipments) * 100) / 100;
