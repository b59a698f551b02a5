import { type ManifestProcessed } from '@watchpost/contracts';
import { type EventRecord } from '@watchpost/messaging';
import { type intakeStore } from '@watchpost/persistence';

/** A report of the normalizer as it is kept: its value as published, and beside it what is asked of it most. */
export function sliceOf({ event, value }: EventRecord<ManifestProcessed>): intakeStore.NewSlice {
  const counts = { error: 0, warning: 0, info: 0 };
  for (const { severity } of event.findings) counts[severity] += 1;
  return {
    manifestId: event.manifestId,
    slice: event.slice,
    last: event.last,
    firstOrdinal: event.lines[0]?.ordinal ?? null,
    lastOrdinal: event.lines.at(-1)?.ordinal ?? null,
    lines: event.lines.length,
    errors: counts.error,
    warnings: counts.warning,
    infos: counts.info,
    format: event.format,
    confidence: event.confidence,
    messages: event.messages,
    processedAt: event.processedAt,
    value: value!,
  };
}
