import {
  type Codec,
  eventHeaders,
  type ManifestProcessed,
  type ManifestReceived,
  type ShipmentDeclared,
  topics,
  type TrackingObserved,
  type UnitObserved,
} from '@watchpost/contracts';
import { eventIdOf, lineIdOf, LIVE_RUN, type ShipmentId, shipmentIdOf, unitKey, versionText } from '@watchpost/domain';
import { type ReadLine, type ReadUnit } from '@watchpost/formats';
import { type OutgoingRecord } from '@watchpost/messaging';

/** A manifest without its bytes. */
export type ManifestAbout = Omit<ManifestReceived, 'body' | 'chunk'>;
type ShipmentLine = Extract<ReadLine, { kind: 'shipment' }>;
type TrackingLine = Extract<ReadLine, { kind: 'tracking' }>;

/** Makes the records of one manifest. Their ids are made of what they are about: reading it twice gives the same ones. */
export class ManifestEvents {
  constructor(
    private readonly codec: Codec,
    private readonly about: ManifestAbout,
    private readonly traceparent: string | null,
  ) {}

  /** @param shipmentId of the line */
  declared(line: ShipmentLine, shipmentId: ShipmentId, format: string): OutgoingRecord {
    const { manifestId, sequence, partner, testMode, receivedAt } = this.about;
    const version = { issuedAt: line.issuedAt, sequence, ordinal: line.ordinal };
    const event: ShipmentDeclared = {
      lineId: lineIdOf(manifestId, line.ordinal),
      manifestId,
      ordinal: line.ordinal,
      partner,
      testMode,
      shipmentId,
      version,
      receivedAt,
      format,
      place: line.place,
      shipment: line.shipment,
    };
    const id = eventIdOf('declared', event.lineId, versionText(version), LIVE_RUN);
    return {
      topic: topics.shipmentsDeclared.name,
      key: topics.shipmentsDeclared.keyOf(event),
      value: this.codec.encode(topics.shipmentsDeclared, event),
      headers: this.#headers(topics.shipmentsDeclared, id, event.shipmentId, line.ordinal),
    };
  }

  /** @param shipmentId of the line */
  observed(line: TrackingLine, shipmentId: ShipmentId): OutgoingRecord {
    const { manifestId, sequence, partner, testMode, receivedAt } = this.about;
    const event: TrackingObserved = {
      lineId: lineIdOf(manifestId, line.ordinal),
      manifestId,
      ordinal: line.ordinal,
      partner,
      testMode,
      shipmentId,
      itemId: line.itemId,
      sequence,
      event: line.event,
      at: line.at,
      place: line.where,
      receivedAt,
    };
    const id = eventIdOf('observed', event.lineId, `${sequence}.${line.ordinal}`, LIVE_RUN);
    return {
      topic: topics.trackingObserved.name,
      key: topics.trackingObserved.keyOf(event),
      value: this.codec.encode(topics.trackingObserved, event),
      headers: this.#headers(topics.trackingObserved, id, event.shipmentId, line.ordinal),
    };
  }

  unit({ unit, issuedAt, ordinal, document }: ReadUnit, format: string): OutgoingRecord {
    const { manifestId, sequence, partner, testMode, receivedAt } = this.about;
    const version = { issuedAt, sequence, ordinal };
    const { kind, number, within, conveyance, portOfArrival, scan } = unit;
    const event: UnitObserved = {
      manifestId,
      partner,
      testMode,
      unit: { kind, number },
      version,
      receivedAt,
      format,
      document,
      function: unit.function,
      within,
      items: unit.items.map(({ itemId, identity }) => ({ shipmentId: shipmentIdOf(identity), itemId })),
      conveyance,
      portOfArrival,
      scan,
    };
    const id = eventIdOf('unit', `${manifestId} ${unitKey(unit)}`, versionText(version), LIVE_RUN);
    return {
      topic: topics.unitsObserved.name,
      key: topics.unitsObserved.keyOf(event),
      value: this.codec.encode(topics.unitsObserved, event),
      headers: this.#headers(topics.unitsObserved, id, unitKey(unit)),
    };
  }

  processed(
    report: Pick<
      ManifestProcessed,
      | 'slice'
      | 'last'
      | 'format'
      | 'reader'
      | 'confidence'
      | 'messages'
      | 'lines'
      | 'findings'
      | 'quality'
      | 'processedAt'
    >,
  ): OutgoingRecord {
    const { manifestId, sequence, partner, testMode } = this.about;
    const event: ManifestProcessed = { manifestId, sequence, partner, testMode, ...report };
    const id = eventIdOf('processed', manifestId, `${sequence}.${report.slice}`, LIVE_RUN);
    return {
      topic: topics.manifestsProcessed.name,
      key: topics.manifestsProcessed.keyOf(event),
      value: this.codec.encode(topics.manifestsProcessed, event),
      headers: this.#headers(topics.manifestsProcessed, id, manifestId),
    };
  }

  #headers(topic: { readonly typeName: string }, id: string, subject: string, ordinal?: number) {
    const { manifestId, partner, testMode, receivedAt } = this.about;
    return eventHeaders({
      topic,
      id,
      source: 'normalizer',
      time: receivedAt,
      subject,
      traceparent: this.traceparent,
      manifestId,
      ...(ordinal !== undefined && { ordinal }),
      partner,
      testMode,
    });
  }
}
