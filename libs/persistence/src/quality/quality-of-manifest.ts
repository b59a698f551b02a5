import { type ManifestProcessed } from '@watchpost/contracts';
import { timeOfId } from '@watchpost/domain';
import { type ManifestOfQuality } from './quality.repository.ts';

/** What a report says of its manifest's quality; null where it does not: it is not the last one of its manifest, or from before that was told. */
export function qualityOfManifest(event: ManifestProcessed): ManifestOfQuality | null {
  const { manifestId, partner, testMode, quality } = event;
  return quality === null ? null : { manifestId, partner, testMode, receivedAt: timeOfId(manifestId), ...quality };
}
