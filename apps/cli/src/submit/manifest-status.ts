import { setTimeout as pause } from 'node:timers/promises';
import { type ApiAddress, callApi } from '../api/api-client.ts';
import { CommandError, exitCode } from '../terminal/exit-code.ts';

/** What `GET /v1/manifests/{id}` answers, as far as the command line needs it; the rest is printed as it comes. */
export interface ManifestStatus {
  readonly manifestId: string;
  readonly status: 'received' | 'processing' | 'complete' | 'dead';
  readonly format?: string | null;
  readonly lines?: number | null;
  /** Lines by outcome, with PENDING. */
  readonly outcomes?: Readonly<Record<string, number>>;
  readonly [more: string]: unknown;
}

export const statusOf = (intake: ApiAddress, manifestId: string): Promise<ManifestStatus> =>
  callApi<ManifestStatus>(intake, { path: `/v1/manifests/${encodeURIComponent(manifestId)}` });

/** Asks until every line has its outcome, or the manifest as a whole is parked. @throws CommandError `unavailable` when the time is over */
export async function waitUntilComplete(
  intake: ApiAddress,
  manifestId: string,
  seconds: number,
): Promise<ManifestStatus> {
  const deadline = Date.now() + seconds * 1_000;
  for (;;) {
    const status = await statusOf(intake, manifestId);
    if (status.status === 'complete' || status.status === 'dead') return status;
    if (Date.now() > deadline) {
      throw new CommandError(
        `Manifest ${manifestId} is still ${status.status} after ${seconds} s; ask again with watchpost status ${manifestId}, or see watchpost lag.`,
        exitCode.unavailable,
      );
    }
    await pause(250);
  }
}

/** 3 where the sender has something to mend, 1 where the exchange has. */
export function exitCodeOfStatus(status: ManifestStatus): number {
  if (status.status === 'dead' || (status.outcomes?.['DEAD'] ?? 0) > 0) return exitCode.failed;
  return hasErrors(status) ? exitCode.findings : exitCode.done;
}

function hasErrors(status: ManifestStatus): boolean {
  const rejected = status.outcomes?.['REJECTED'] ?? 0;
  const findings = status['findings'] as { error?: number } | undefined;
  return status.status === 'dead' || rejected > 0 || (findings?.error ?? 0) > 0;
}

/** One line for people. */
export function describeStatus(status: ManifestStatus): string {
  const outcomes = Object.entries(status.outcomes ?? {})
    .filter(([, count]) => count > 0)
    .map(([outcome, count]) => `${outcome} ${count}`);
  return [`${status.manifestId}  ${status.status}`, status.format ?? 'format not known yet', ...outcomes].join('  ');
}
