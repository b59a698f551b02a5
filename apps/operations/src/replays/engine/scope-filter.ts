import { headers, type ShipmentAssessed } from '@watchpost/contracts';
import type { Shipment } from '@watchpost/domain';
import { headerOf, type LogRecord } from '@watchpost/messaging';
import type { operationsStore } from '@watchpost/persistence';

type ReplayScope = operationsStore.ReplayScope;

/** Whether a scope is more than a stretch of time, so that records have to be looked at to tell how many there are. */
export const isNarrowed = ({ from: _from, to: _to, ...rest }: ReplayScope): boolean => Object.keys(rest).length > 0;

/** Whether a scope asks for more than manifests can be told by, so that lines have to be looked at. */
export const isOfLines = ({ origin, destination, band, recommendation }: ReplayScope): boolean =>
  [origin, destination, band, recommendation].some((each) => each !== undefined);

/** Whether what a scope asks can be told from the headers alone. */
export const needsValues = ({ origin, destination }: ReplayScope): boolean =>
  origin !== undefined || destination !== undefined;

/** The headers that a scope is decided by, with what they have to say. */
function wantedHeaders({ partner, manifestId, band, recommendation }: ReplayScope): readonly [string, string][] {
  const wanted: [string, string | undefined][] = [
    [headers.partner, partner],
    [headers.manifest, manifestId],
    [headers.band, band],
    [headers.recommendation, recommendation],
  ];
  return wanted.filter((pair): pair is [string, string] => pair[1] !== undefined);
}

/** Tells, before a record is decoded, that it is outside of the scope. */
export function headersFilter(scope: ReplayScope): (record: LogRecord) => boolean {
  const wanted = wantedHeaders(scope);
  return (record) => wanted.every(([name, value]) => headerOf(record, name) === value);
}

/** Whether a line was decided as the scope asks; one without a decision was not. */
export function ofDecision(
  decided: Pick<ShipmentAssessed, 'band' | 'recommendation'> | null,
  { band, recommendation }: ReplayScope,
): boolean {
  if (band !== undefined && decided?.band !== band) return false;
  return recommendation === undefined || decided?.recommendation === recommendation;
}

/** Whether a shipment is on the lane of the scope. */
export function isOnLane(
  shipment: Pick<Shipment, 'origin' | 'destination'>,
  { origin, destination }: ReplayScope,
): boolean {
  if (origin !== undefined && shipment.origin !== origin) return false;
  return destination === undefined || shipment.destination === destination;
}
