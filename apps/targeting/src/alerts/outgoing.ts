import {
  type AlertIssued,
  type AlertProgressed,
  type Codec,
  eventHeaders,
  type TopicDefinition,
  topics,
} from '@watchpost/contracts';
import { eventIdOf, LIVE_RUN, type TargetingEnding } from '@watchpost/domain';
import { type OutboxMessage } from '@watchpost/persistence';

const SOURCE = 'targeting';

/** A revision of an alert, on its way to the port's door. */
export function issuedMessage(codec: Codec, event: AlertIssued): OutboxMessage {
  const id = eventIdOf('issued', event.alertId, String(event.revision), LIVE_RUN);
  return message(codec, topics.alertsIssued, event, {
    id,
    time: event.issuedAt,
    traceparent: event.traceparent,
    event,
  });
}

/** Targeting's own ending of an alert, as a step of its life. */
export function endingMessage(
  codec: Codec,
  event: AlertIssued,
  ending: TargetingEnding,
  evidence: Readonly<Record<string, string>>,
): OutboxMessage {
  const id = eventIdOf('progressed', event.alertId, `${event.revision}.${ending}`, LIVE_RUN);
  const progressed: AlertProgressed = {
    progressId: id,
    alertId: event.alertId,
    revision: event.revision,
    port: event.port,
    shipmentId: event.shipmentId,
    step: ending,
    at: event.issuedAt,
    recordedAt: event.issuedAt,
    by: SOURCE,
    evidence,
  };
  return message(codec, topics.alertsProgressed, progressed, {
    id,
    time: event.issuedAt,
    traceparent: event.traceparent,
    event,
  });
}

interface Envelope {
  readonly id: string;
  readonly time: number;
  readonly traceparent: string | null;
  readonly event: AlertIssued;
}

function message<T>(
  codec: Codec,
  topic: TopicDefinition<T>,
  value: T,
  { id, time, traceparent, event }: Envelope,
): OutboxMessage {
  const { alertId, manifestId, partner, state, band } = event;
  return {
    id,
    aggregateType: 'alert',
    aggregateId: topic.keyOf(value),
    type: topic.typeName,
    topic: topic.name,
    payload: codec.encode(topic, value),
    headers: eventHeaders({
      topic,
      id,
      source: SOURCE,
      time,
      subject: alertId,
      traceparent,
      manifestId,
      partner,
      outcome: state,
      band,
    }),
  };
}
