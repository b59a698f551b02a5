import { type AlertIssued, type AlertProgressed, type InspectionReported } from '@watchpost/contracts';
import { type operationsStore } from '@watchpost/persistence';

export const alertFactOf = (event: AlertIssued): operationsStore.AlertFact => ({
  alertId: event.alertId,
  port: event.port,
  revision: event.revision,
  issuedAt: event.issuedAt,
  method: event.selection.method,
  probability: event.selection.probability,
  scenario: event.scenario,
  band: event.band,
  // A rule that spoke against the item, or could not decide, did not target it.
  rules: [...new Set(event.reasons.filter(({ weight }) => weight > 0).map(({ rule }) => rule))],
  withdrawn: event.state !== 'ISSUED',
});

export const stepFactOf = ({ alertId, step, at }: AlertProgressed): operationsStore.StepFact => ({ alertId, step, at });

export const inspectionFactOf = (event: InspectionReported): operationsStore.InspectionFact => ({
  inspectionId: event.inspectionId,
  alertId: event.alertId,
  outcome: event.outcome,
  laboratory: event.methods.some(({ method }) => method === 'LABORATORY'),
  endedAt: event.endedAt,
  reportedAt: event.reportedAt,
  corrects: event.corrects,
});
