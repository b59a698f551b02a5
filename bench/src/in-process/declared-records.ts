import { type Codec, eventHeaders, type ShipmentDeclared, topics } from '@watchpost/contracts';
import { eventIdOf, lineIdOf, LIVE_RUN, shipmentIdOf, versionText } from '@watchpost/domain';
import { readDocument } from '@watchpost/formats';
import type { EventRecord } from '@watchpost/messaging';

/** The records of `shipments.declared` that a document of a partner becomes, headers and all. */
export function declaredOf(
  codec: Codec,
  document: string | Buffer,
  partner: string,
  { sequence, receivedAt }: { readonly sequence: number; readonly receivedAt: number },
): EventRecord<ShipmentDeclared>[] {
  const manifestId = `018f4c00-0000-7000-8000-${String(sequence).padStart(12, '0')}`;
  const { lines, summary } = readDocument(Buffer.from(document), { partner, receivedAt, charset: null, format: null });
  return lines.flatMap((line) => {
    if (line.kind !== 'shipment') return [];
    const event: ShipmentDeclared = {
      lineId: lineIdOf(manifestId, line.ordinal),
      manifestId,
      ordinal: line.ordinal,
      partner,
      testMode: false,
      shipmentId: shipmentIdOf(line.identity),
      version: { issuedAt: line.issuedAt, sequence, ordinal: line.ordinal },
      receivedAt,
      format: summary.format,
      place: line.place,
      shipment: line.shipment,
    };
    const value = codec.encode(topics.shipmentsDeclared, event);
    const headers = eventHeaders({
      topic: topics.shipmentsDeclared,
      id: eventIdOf('declared', event.lineId, versionText(event.version), LIVE_RUN),
      source: 'normalizer',
      time: receivedAt,
      subject: event.shipmentId,
      traceparent: '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01',
      manifestId,
      ordinal: line.ordinal,
      partner,
      testMode: false,
    });
    const key = Buffer.from(event.shipmentId);
    return [
      { topic: topics.shipmentsDeclared.name, partition: 0, offset: 0, key, value, headers, timestamp: 0, event },
    ];
  });
}
