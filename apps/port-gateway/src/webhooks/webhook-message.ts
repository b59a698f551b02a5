import { type portGatewayStore } from '@watchpost/persistence';
import { viewOfAlert } from '../alerts/alert.schema.ts';

/** Standard Webhooks asks for small messages; an alert is seldom a tenth of this. */
const LARGEST_BYTES = 20_000;

/** `alert.issued`, `alert.revised`, `alert.superseded`, `alert.cancelled`, `alert.expired` */
const typeOf = ({ event, revision }: portGatewayStore.PortAlertEntity): string => {
  if (event.state !== 'ISSUED') return `alert.${event.state.toLowerCase()}`;
  return revision > 1 ? 'alert.revised' : 'alert.issued';
};

/** What is sent of an alert. Where it would be too large the lighter reasons are left out; `GET /v1/alerts/{id}` has them. */
export function messageOf(alert: portGatewayStore.PortAlertEntity): string {
  const data = viewOfAlert(alert);
  const timestamp = new Date(alert.event.issuedAt).toISOString();
  const whole = JSON.stringify({ type: typeOf(alert), timestamp, data });
  if (Buffer.byteLength(whole) <= LARGEST_BYTES) return whole;
  return JSON.stringify({ type: typeOf(alert), timestamp, data: { ...data, reasons: data.reasons.slice(0, 5) } });
}

/** What a test sends. */
export const pingOf = (at: number): string =>
  JSON.stringify({
    type: 'ping',
    timestamp: new Date(at).toISOString(),
    data: { text: 'A test; there is nothing to do.' },
  });
