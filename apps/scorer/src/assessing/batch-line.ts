import type { ShipmentDeclared } from '@watchpost/contracts';
import { eventIdOf, LIVE_RUN, versionText } from '@watchpost/domain';
import type { EventRecord } from '@watchpost/messaging';
import { type EntitySalt, type EntityTraits, entityTraitsOf } from '@watchpost/risk';
import { dayOf } from './day.ts';
import type { Statement } from './shipment-heads.ts';

/** A declared line on its way to a decision. */
export interface BatchLine extends Statement {
  readonly record: EventRecord<ShipmentDeclared>;
  readonly declared: ShipmentDeclared;
  readonly assessmentId: string;
  /** Day the manifest was received, since 1970-01-01. */
  readonly day: number;
  readonly traits: EntityTraits;
}

/**
 * Lines in the order in which they were received, and each of them once: which partition the log handed over first decides nothing. Lines of one shipment, which
 * come out of one partition, stay in the log's order: it is the same at every delivery, wherever batches begin and end, so that what was decided first is
 * published first, again and again. A line that came twice in one batch is the same line.
 */
export function linesOf(
  records: readonly EventRecord<ShipmentDeclared>[],
  scenario: string,
  salt: EntitySalt,
): BatchLine[] {
  const lines = new Map<string, BatchLine>();
  for (const record of records) {
    const line = lineOf(record, scenario, salt);
    if (!lines.has(line.assessmentId)) lines.set(line.assessmentId, line);
  }
  const inOrderOfLog = [...lines.values()];
  return keepShipmentsInOrder([...inOrderOfLog].sort(inOrderOfReceipt), inOrderOfLog);
}

/** Puts the lines of each shipment, among the places that they have together, in the order they have in the log. */
function keepShipmentsInOrder(lines: BatchLine[], inOrderOfLog: readonly BatchLine[]): BatchLine[] {
  if (new Set(lines.map(({ shipmentId }) => shipmentId)).size === lines.length) return lines;
  const byShipment = new Map<string, BatchLine[]>();
  for (const line of inOrderOfLog) {
    const others = byShipment.get(line.shipmentId);
    if (others === undefined) byShipment.set(line.shipmentId, [line]);
    else others.push(line);
  }
  const next = new Map<string, number>();
  return lines.map(({ shipmentId }) => {
    const at = next.get(shipmentId) ?? 0;
    next.set(shipmentId, at + 1);
    return byShipment.get(shipmentId)![at]!;
  });
}

function lineOf(record: EventRecord<ShipmentDeclared>, scenario: string, salt: EntitySalt): BatchLine {
  const declared = record.event;
  const { shipmentId, partner, version } = declared;
  return {
    record,
    declared,
    shipmentId,
    partner,
    test: declared.testMode,
    version,
    isPostal: declared.shipment.itemIdKind === 'S10',
    assessmentId: eventIdOf('assessed', `${shipmentId}|${partner}`, versionText(version), LIVE_RUN, scenario),
    day: dayOf(declared.receivedAt),
    traits: entityTraitsOf(declared.shipment, salt),
  };
}

const inOrderOfReceipt = ({ declared: a }: BatchLine, { declared: b }: BatchLine): number =>
  a.receivedAt - b.receivedAt || a.version.sequence - b.version.sequence || a.ordinal - b.ordinal;
