import { type AlertIssued } from '@watchpost/contracts';
import { type operationsStore } from '@watchpost/persistence';

export const linkOf = (event: AlertIssued): operationsStore.AlertLink => ({
  alertId: event.alertId,
  revision: event.revision,
  port: event.port,
  state: event.state,
  shipmentId: event.shipmentId,
  itemId: event.itemId,
  units: event.location.units,
  issuedAt: event.issuedAt,
});
