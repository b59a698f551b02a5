import { type Codec, topics } from '@watchpost/contracts';
import { type scorerStore } from '@watchpost/persistence';
import { type EntitySalt, entityTraitsOf } from '@watchpost/risk';

type SightingStatement = scorerStore.SightingStatement;

/** What the ledger's rows say about the counters. Lines in test mode say nothing. The rows' schemas have to be known to the codec. */
export function sightingStatements(
  rows: readonly scorerStore.LedgerStatementRow[],
  codec: Codec,
  salt: EntitySalt,
): SightingStatement[] {
  return rows.flatMap(({ assessmentId, shipmentId, partner, day, keys, body }) => {
    const { declared } = codec.decode(topics.shipmentsAssessed, body);
    if (declared.testMode) return [];
    const { version, shipment, receivedAt, ordinal } = declared;
    const { links } = entityTraitsOf(shipment, salt);
    return [
      {
        assessmentId,
        shipmentId,
        partner,
        day,
        receivedAt,
        line: ordinal,
        issuedAt: version.issuedAt,
        sequence: version.sequence,
        versionOrdinal: version.ordinal,
        postal: shipment.itemIdKind === 'S10',
        cancels: shipment.function === 'cancel',
        keys,
        links,
      },
    ];
  });
}
