import { inspectionOutcomes, portSteps, targetingEndings } from '@watchpost/domain';
import { portGatewayStore } from '@watchpost/persistence';
import { z } from 'zod';
import { reportableSteps } from '../steps/alert-life.ts';
import { standingResult } from '../inspections/standing-result.ts';

export const alertStates = ['ISSUED', ...portSteps, ...targetingEndings] as const;
const text = z.string().nullable();
const moment = z.iso.datetime();

const portName = z
  .string()
  .min(1)
  .max(64)
  .optional()
  .describe('For keys of a service that runs every port: only this port’s.');

export const alertQuery = z.object({
  cursor: z
    .string()
    .max(16_384)
    .optional()
    .describe('`next` of the page before. Moving past an alert tells that it was delivered.'),
  limit: z.coerce.number().int().min(1).max(500).default(50),
  state: z
    .string()
    .transform((states) => states.split(','))
    .pipe(z.array(z.enum(alertStates)).max(alertStates.length))
    .optional()
    .describe('Only alerts that stand so; several with commas between them.'),
  port: portName,
});

export const streamQuery = z.object({
  cursor: z.string().max(16_384).optional().describe('Go on after this; the header Last-Event-ID goes before it.'),
  port: portName,
});

const reason = z.object({
  factor: z.string(),
  outcome: z.string(),
  value: text,
  weight: z.number(),
  text: z.string(),
  rule: z.string(),
});

export const alertView = z.object({
  alertId: z.uuid(),
  revision: z.int().describe('A higher one replaces a lower.'),
  port: z.string(),
  sequence: z.int().describe('Place in the port’s gap-free sequence.'),
  state: z.enum(alertStates),
  possible: z.array(z.string()).describe('Steps that can be reported now.'),
  action: z.string().describe('HOLD, RFI, RFS or DNL.'),
  methods: z.array(z.string()).describe('Screening methods recommended.'),
  band: z.string(),
  score: z.number(),
  reasons: z.array(reason),
  selection: z.object({ method: z.string(), probability: z.number(), detail: text }),
  location: z.object({
    receptacle: text,
    dispatch: text,
    conveyance: text,
    arrivesAt: moment.nullable(),
    leavesAt: moment.nullable().describe('The port can stop it until then.'),
    lastSeen: text,
  }),
  subjectKind: z.string(),
  subject: z.string(),
  shipmentId: z.uuid(),
  itemId: text,
  partner: z.string(),
  manifestId: z.uuid(),
  assessmentId: z.uuid(),
  scenario: z.string(),
  consignor: text,
  consignee: text,
  description: text,
  origin: text,
  destination: text,
  grossMassKg: z.number().nullable(),
  receivedAt: moment,
  issuedAt: moment,
  traceparent: text.describe('W3C Trace Context of the request that brought the manifest.'),
});
export type AlertView = z.output<typeof alertView>;

export const alertPage = z.object({
  items: z.array(alertView),
  next: z.string().describe('Go on here, now or later.'),
});

const stepView = z.object({
  stepId: z.uuid(),
  step: z.string(),
  revision: z.int(),
  at: moment,
  recordedAt: moment,
  by: z.string(),
  evidence: z.record(z.string(), z.string()),
  recordedOnly: z.boolean().describe('It came too late to change anything.'),
});

export const inspectionView = z.looseObject({
  inspectionId: z.uuid(),
  outcome: z.enum(inspectionOutcomes),
  supersededBy: z.uuid().nullable(),
});

export const alertDetail = alertView.extend({
  steps: z.array(stepView),
  inspections: z.array(inspectionView),
  result: z
    .enum(inspectionOutcomes)
    .nullable()
    .describe('What stands: a laboratory’s word before that of a device, else the last.'),
});
export type AlertDetail = z.output<typeof alertDetail>;

const iso = (at: number): string => new Date(at).toISOString();
const isoOrNull = (at: number | null): string | null => (at === null ? null : iso(at));

/** Written out in order: the database gives objects back with their keys in another one. */
export function viewOfAlert(alert: portGatewayStore.PortAlertEntity): AlertView {
  const { event } = alert;
  const { location } = event;
  return {
    alertId: alert.alertId,
    revision: alert.revision,
    port: alert.port,
    sequence: alert.sequence,
    state: alert.state,
    possible: [...reportableSteps(alert.state)],
    action: event.action,
    methods: [...event.methods],
    band: event.band,
    score: event.score,
    reasons: event.reasons.map(({ factor, outcome, value, weight, text: words, rule }) => ({
      factor,
      outcome,
      value,
      weight,
      text: words,
      rule,
    })),
    selection: {
      method: event.selection.method,
      probability: event.selection.probability,
      detail: event.selection.detail,
    },
    location: {
      receptacle: location.receptacle,
      dispatch: location.dispatch,
      conveyance: location.conveyance,
      arrivesAt: isoOrNull(location.arrivesAt),
      leavesAt: isoOrNull(location.leavesAt),
      lastSeen: location.lastSeen,
    },
    subjectKind: event.subjectKind,
    subject: event.subject,
    shipmentId: event.shipmentId,
    itemId: event.itemId,
    partner: event.partner,
    manifestId: event.manifestId,
    assessmentId: event.assessmentId,
    scenario: event.scenario,
    consignor: event.consignor,
    consignee: event.consignee,
    description: event.description,
    origin: event.origin,
    destination: event.destination,
    grossMassKg: event.grossMassKg,
    receivedAt: iso(event.receivedAt),
    issuedAt: iso(event.issuedAt),
    traceparent: event.traceparent,
  };
}

export function detailOfAlert(
  alert: portGatewayStore.PortAlertEntity,
  steps: readonly portGatewayStore.StepEntity[],
  inspections: readonly portGatewayStore.InspectionEntity[],
): AlertDetail {
  return {
    ...viewOfAlert(alert),
    steps: steps.map((step) => ({
      stepId: step.stepId,
      step: step.step,
      revision: step.revision,
      at: iso(step.at),
      recordedAt: iso(step.recordedAt),
      by: step.recordedBy,
      evidence: { ...step.evidence },
      recordedOnly: step.recordedOnly,
    })),
    inspections: inspections.map(viewOfInspection),
    result: standingResult(inspections),
  };
}

export function viewOfInspection({
  event,
  supersededBy,
}: portGatewayStore.InspectionEntity): z.output<typeof inspectionView> {
  return {
    ...event,
    outcome: event.outcome as (typeof inspectionOutcomes)[number],
    startedAt: isoOrNull(event.startedAt),
    endedAt: iso(event.endedAt),
    reportedAt: iso(event.reportedAt),
    supersededBy,
  };
}
