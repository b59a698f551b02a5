import {
  type AlertProgressed,
  type Codec,
  eventHeaders,
  type InspectionReported,
  type TopicDefinition,
  topics,
} from '@watchpost/contracts';
import { type OutboxMessage, type portGatewayStore } from '@watchpost/persistence';

const SOURCE = 'port-gateway';

/** A step, on its way to whoever follows the alert. */
export function progressedMessage(
  codec: Codec,
  alert: portGatewayStore.PortAlertEntity,
  step: portGatewayStore.StepEntity,
  traceparent: string | null,
): OutboxMessage {
  const event: AlertProgressed = {
    progressId: step.stepId,
    alertId: alert.alertId,
    revision: step.revision,
    port: alert.port,
    shipmentId: alert.shipmentId,
    step: step.step,
    at: step.at,
    recordedAt: step.recordedAt,
    by: step.recordedBy,
    evidence: step.evidence,
  };
  const envelope = { id: step.stepId, time: step.recordedAt, traceparent, alert, outcome: step.step };
  return message(codec, topics.alertsProgressed, event, envelope);
}

/** A result, on its way. */
export function inspectedMessage(
  codec: Codec,
  alert: portGatewayStore.PortAlertEntity,
  event: InspectionReported,
  traceparent: string | null,
): OutboxMessage {
  const envelope = { id: event.inspectionId, time: event.reportedAt, traceparent, alert, outcome: event.outcome };
  return message(codec, topics.inspectionsReported, event, envelope);
}

interface Envelope {
  readonly id: string;
  readonly time: number;
  readonly traceparent: string | null;
  readonly alert: portGatewayStore.PortAlertEntity;
  readonly outcome: string;
}

function message<T>(codec: Codec, topic: TopicDefinition<T>, event: T, envelope: Envelope): OutboxMessage {
  const { id, time, alert, outcome } = envelope;
  // Without a request's trace the step goes on with that of the alert, which began with the manifest.
  const traceparent = envelope.traceparent ?? alert.event.traceparent;
  const { manifestId, partner } = alert.event;
  return {
    id,
    aggregateType: 'alert',
    aggregateId: topic.keyOf(event),
    type: topic.typeName,
    topic: topic.name,
    payload: codec.encode(topic, event),
    headers: eventHeaders({
      topic,
      id,
      source: SOURCE,
      time,
      subject: alert.alertId,
      traceparent,
      manifestId,
      partner,
      outcome,
    }),
  };
}
