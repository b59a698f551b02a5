import {
  type AlertIssued,
  type AlertProgressed,
  headers,
  type InspectionReported,
  type ManifestProcessed,
} from '@watchpost/contracts';
import { headerOf, type LogRecord } from '@watchpost/messaging';
import { type operationsStore } from '@watchpost/persistence';

type FlowCount = operationsStore.FlowCount;

/** Lines by how the normalizer left them; a manifest when its last slice is there. */
export function countsOfProcessed(event: ManifestProcessed): FlowCount[] {
  const lines = new Map<string, number>();
  for (const { outcome } of event.lines) lines.set(outcome, (lines.get(outcome) ?? 0) + 1);
  const counts = [...lines].map(([detail, count]) => ({ stage: 'normalized', detail, count }));
  return event.last ? [...counts, { stage: 'manifests', detail: event.format, count: 1 }] : counts;
}

/** What a record of this topic says without being decoded; `UNSTATED` where its writer does not say. */
export function countsOfAssessed(record: LogRecord): FlowCount[] {
  const outcome = headerOf(record, headers.outcome) ?? 'UNSTATED';
  const counts = [{ stage: 'assessed', detail: outcome, count: 1 }];
  const band = headerOf(record, headers.band);
  return band === undefined ? counts : [...counts, { stage: 'band', detail: band, count: 1 }];
}

/** An alert when it is first issued; later revisions by what they say. */
export function countsOfIssued(event: AlertIssued): FlowCount[] {
  const isRevision = event.state === 'ISSUED' && event.revision > 1;
  const counts = [{ stage: 'alerted', detail: isRevision ? 'REVISED' : event.state, count: 1 }];
  if (isRevision || event.state !== 'ISSUED') return counts;
  return [...counts, { stage: 'selected', detail: event.selection.method, count: 1 }];
}

export const countsOfProgressed = (event: AlertProgressed): FlowCount[] => [
  { stage: 'progressed', detail: event.step, count: 1 },
];

export const countsOfInspection = (event: InspectionReported): FlowCount[] => [
  { stage: 'inspected', detail: event.outcome, count: 1 },
];
