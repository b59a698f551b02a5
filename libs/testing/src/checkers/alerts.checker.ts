import { alertIdOf, type AlertState, isOpen } from '@watchpost/domain';

/** An alert as targeting has it. */
export interface KeptAlert {
  readonly alertId: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly shipmentId: string;
  readonly port: string;
  readonly state: AlertState;
  readonly revision: number;
}

/** A revision as it lies in `alerts.issued`, repeats too. */
export interface IssuedRevision {
  readonly alertId: string;
  readonly port: string;
  readonly subjectKind: string;
  readonly subject: string;
  readonly revision: number;
  readonly assessmentId: string;
}

/** An alert as the port's door has it. */
export interface SequencedAlert {
  readonly alertId: string;
  readonly port: string;
  readonly sequence: number;
  readonly revision: number;
}

/** An alert as it came to the port, in the order in which it came; whatever was answered, it was taken in. */
export interface DeliveredAlert {
  readonly alertId: string;
  readonly port: string;
  readonly sequence: number;
  readonly revision: number;
}

export interface AlertEvidence {
  /** Shipments about which a port has to be told, by what their newest versions declare. */
  readonly due: readonly string[];
  /** Ids of every decision in the scorer's ledger. */
  readonly decisions: ReadonlySet<string>;
  readonly targeting: readonly KeptAlert[];
  readonly issued: readonly IssuedRevision[];
  readonly gateway: readonly SequencedAlert[];
  /** Last number of each port's sequence. */
  readonly lastNumbers: ReadonlyMap<string, number>;
  readonly delivered: readonly DeliveredAlert[];
}

/**
 * C3, alerts: one open alert for a subject and a port, none without its decision, every alert that is due open at its port, every revision in its port's gap-free
 * sequence, and the newest one at the port. The wire may carry an alert any number of times; it takes effect at a port that keys on its id once.
 */
export function checkAlerts(evidence: AlertEvidence): readonly string[] {
  return [
    ...checkOneOpen(evidence),
    ...checkDecisions(evidence),
    ...checkDue(evidence),
    ...checkSequences(evidence),
    ...checkArrival(evidence),
  ];
}

function checkOneOpen({ targeting }: AlertEvidence): readonly string[] {
  const open = new Map<string, string[]>();
  for (const { alertId, state, subjectKind, subject, port } of targeting) {
    const about = `${subjectKind} ${subject} at ${port}`;
    if (isOpen(state)) open.set(about, [...(open.get(about) ?? []), alertId]);
  }
  return [...open]
    .filter(([, alerts]) => alerts.length > 1)
    .map(([about, alerts]) => `${about} has ${alerts.length} open alerts: ${alerts.toSorted().join(', ')}`);
}

/** The id of an alert says which decision opened it. */
function checkDecisions({ issued, decisions, targeting }: AlertEvidence): readonly string[] {
  const faults: string[] = [];
  const first = new Map(issued.filter(({ revision }) => revision === 1).map((each) => [each.alertId, each]));
  for (const { alertId, revision, assessmentId } of distinctBy(issued, (each) => `${each.alertId} ${each.revision}`)) {
    if (!decisions.has(assessmentId)) faults.push(`alert ${alertId} revision ${revision} rests on no decision`);
  }
  for (const { alertId, revision } of targeting) {
    const opening = first.get(alertId);
    if (opening === undefined) {
      faults.push(`alert ${alertId} (revision ${revision}) was never issued`);
      continue;
    }
    const { subjectKind, subject, port, assessmentId } = opening;
    if (alertIdOf(subjectKind, subject, port, assessmentId) !== alertId)
      faults.push(`alert ${alertId} has another id than its opening gives`);
  }
  return faults;
}

function checkDue({ due, targeting }: AlertEvidence): readonly string[] {
  const open = new Set(targeting.filter(({ state }) => isOpen(state)).map(({ shipmentId }) => shipmentId));
  return due.filter((shipmentId) => !open.has(shipmentId)).map((id) => `shipment ${id} is due an alert and has none`);
}

function checkSequences({ issued, gateway, targeting, lastNumbers }: AlertEvidence): readonly string[] {
  const faults: string[] = [];
  const revisions = distinctBy(issued, (each) => `${each.alertId} ${each.revision}`);
  for (const [port, last] of lastNumbers) {
    const given = revisions.filter((each) => each.port === port).length;
    if (given !== last) faults.push(`${port} has given ${last} numbers to ${given} revisions`);
    const numbers = gateway.filter((each) => each.port === port).map(({ sequence }) => sequence);
    if (new Set(numbers).size < numbers.length) faults.push(`${port} has given a number to two alerts`);
    if (numbers.some((number) => number < 1 || number > last)) faults.push(`${port} has numbers beyond its last one`);
  }
  const held = new Map(gateway.map((each) => [each.alertId, each]));
  for (const { alertId, revision } of targeting) {
    const there = held.get(alertId)?.revision ?? 0;
    if (there !== revision)
      faults.push(`alert ${alertId} stands at revision ${there} at the port's door, and is at ${revision}`);
  }
  return faults;
}

function checkArrival({ gateway, delivered }: AlertEvidence): readonly string[] {
  const faults: string[] = [];
  const applied = new Map<string, number>();
  const numbered = new Map<string, string>();
  for (const { alertId, port, sequence, revision } of delivered) {
    applied.set(alertId, Math.max(applied.get(alertId) ?? 0, revision));
    const number = `${port} ${sequence}`;
    const what = `${alertId} revision ${revision}`;
    const before = numbered.get(number);
    if (before !== undefined && before !== what) faults.push(`number ${number} came as ${before} and as ${what}`);
    numbered.set(number, what);
  }
  for (const { alertId, revision } of gateway) {
    const there = applied.get(alertId) ?? 0;
    if (there === 0) faults.push(`alert ${alertId} never reached its port`);
    else if (there !== revision)
      faults.push(`alert ${alertId} reached its port up to revision ${there} of ${revision}`);
    applied.delete(alertId);
  }
  return [...faults, ...[...applied.keys()].map((alertId) => `alert ${alertId} reached a port and is not at its door`)];
}

function distinctBy<T>(items: readonly T[], nameOf: (item: T) => string): readonly T[] {
  return [...new Map(items.map((item) => [nameOf(item), item])).values()];
}
