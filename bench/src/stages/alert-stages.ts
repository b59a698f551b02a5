import { type AlertIssued, catalogueIds, createCodec, headers, topics } from '@watchpost/contracts';
import { createKafkaLog, type LogAdmin, type LogRecord } from '@watchpost/messaging';
import type { Arrival } from '../load/port-watch.ts';
import { type Spread, spreadOf } from '../end-to-end/percentiles.ts';

/**
 * Where the time of an alert goes: milliseconds from one record of its way to the next, told by the time its producer gave each of them.
 * `received`: from when the manifest was due to its record for the normalizer, the transaction that stored it included. `declared`: to the record of the line.
 * `assessed`: to the decision's. `issued`: to the alert's record, the targeting transaction included. `told`: to its arrival at the port.
 */
export const stages = ['received', 'declared', 'assessed', 'issued', 'told'] as const;
export type Stage = (typeof stages)[number];
export type AlertStages = Readonly<Record<Stage, Spread>>;

interface Way {
  readonly dueAt: number;
  received?: number;
  declared?: number;
  assessed?: number;
  issued?: number;
  readonly told: number;
}

/**
 * Follows the first revision of alerts back through the log.
 * @param since epoch milliseconds before which nothing of them was published
 * @param arrivals of alerts, by alert id, `at` on the clock of `performance.now`
 * @param dueAt when the manifest of each was due, by manifest id, on the same clock
 */
export async function stagesOf(
  brokers: string,
  since: number,
  arrivals: ReadonlyMap<string, Arrival>,
  dueAt: ReadonlyMap<string, number>,
): Promise<AlertStages> {
  const log = createKafkaLog({ brokers: brokers.split(',') });
  const admin = await log.admin();
  try {
    const ways = await followed(admin, since, arrivals, dueAt);
    return Object.fromEntries(
      stages.map((stage) => [stage, spreadOf(ways.flatMap((way) => took(way, stage)))]),
    ) as AlertStages;
  } finally {
    await log.close();
  }
}

async function followed(
  admin: LogAdmin,
  since: number,
  arrivals: ReadonlyMap<string, Arrival>,
  dueAt: ReadonlyMap<string, number>,
): Promise<readonly Way[]> {
  const codec = createCodec(catalogueIds());
  const byAssessment = new Map<string, Way>();
  await eachRecord(admin, topics.alertsIssued.name, since, (record) => {
    const { alertId, revision, assessmentId }: AlertIssued = codec.decode(topics.alertsIssued, record.value!);
    const arrival = arrivals.get(alertId);
    const due = arrival && dueAt.get(arrival.manifestId);
    if (due === undefined || revision !== 1) return;
    byAssessment.set(assessmentId, { dueAt: wallClock(due), told: wallClock(arrival!.at), issued: record.timestamp });
  });
  const byLine = new Map<string, Way[]>();
  const byManifest = new Map<string, Way[]>();
  await eachRecord(admin, topics.shipmentsAssessed.name, since, (record) => {
    const way = byAssessment.get(textOf(record, headers.id));
    if (!way || way.assessed !== undefined) return;
    way.assessed = record.timestamp;
    const manifest = textOf(record, headers.manifest);
    push(byLine, `${manifest} ${textOf(record, headers.ordinal)}`, way);
    push(byManifest, manifest, way);
  });
  await eachRecord(admin, topics.shipmentsDeclared.name, since, (record) => {
    const line = `${textOf(record, headers.manifest)} ${textOf(record, headers.ordinal)}`;
    for (const way of byLine.get(line) ?? []) way.declared ??= record.timestamp;
  });
  await eachRecord(admin, topics.manifestsReceived.name, since, (record) => {
    for (const way of byManifest.get(textOf(record, headers.manifest)) ?? []) way.received ??= record.timestamp;
  });
  return [...byAssessment.values()];
}

function took(way: Way, stage: Stage): readonly number[] {
  const moments = [way.dueAt, way.received, way.declared, way.assessed, way.issued, way.told];
  const at = stages.indexOf(stage);
  const [from, to] = [moments[at], moments[at + 1]];
  return from === undefined || to === undefined ? [] : [to - from];
}

async function eachRecord(
  admin: LogAdmin,
  topic: string,
  since: number,
  take: (record: LogRecord) => void,
): Promise<void> {
  const firsts = await admin.offsetsAt(topic, since);
  for (const { partition, high } of await admin.positions([topic], null)) {
    for (let offset = firsts[partition]!; offset < high;) {
      const { records, next } = await admin.readOn(topic, partition, offset);
      for (const record of records) take(record);
      if (next === offset) break;
      offset = next;
    }
  }
}

const wallClock = (at: number): number => performance.timeOrigin + at;
const textOf = (record: LogRecord, name: string): string => String(record.headers[name] ?? '');

function push(map: Map<string, Way[]>, key: string, way: Way): void {
  const ways = map.get(key);
  if (ways) ways.push(way);
  else map.set(key, [way]);
}
