import { type LineState } from '@watchpost/domain';
import { type intakeStore } from '@watchpost/persistence';
import { linksOf } from '../submissions/submission.schema.ts';
import { type ManifestStatus, type ManifestSummary } from './report.schema.ts';

type ManifestEntity = intakeStore.ManifestEntity;

export function summaryOf(manifest: ManifestEntity): ManifestSummary {
  return {
    manifestId: manifest.manifestId,
    status: statusOf(manifest),
    testMode: manifest.testMode,
    receivedAt: new Date(manifest.receivedAt).toISOString(),
    size: manifest.size,
    digest: manifest.digest,
    format: manifest.format,
    confidence: manifest.confidence,
    messages: manifest.messages,
    lines: manifest.lines,
    findings: { error: manifest.errors, warning: manifest.warnings, info: manifest.infos },
    processedAt: momentOf(manifest.processedAt),
    completedAt: momentOf(manifest.completedAt),
    dead: manifest.deadCode === null ? null : { code: manifest.deadCode, reason: manifest.deadReason ?? '' },
    links: linksOf(manifest.manifestId),
  };
}

export const statusViewOf = (manifest: ManifestEntity, outcomes: Record<LineState, number>): ManifestStatus => ({
  ...summaryOf(manifest),
  outcomes,
});

function statusOf({ completedAt, deadCode, format }: ManifestEntity): ManifestStatus['status'] {
  if (completedAt !== null) return 'complete';
  if (deadCode !== null) return 'dead';
  return format === null ? 'received' : 'processing';
}

const momentOf = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
