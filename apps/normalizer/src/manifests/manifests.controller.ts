import { Controller } from '@nestjs/common';
import { type ManifestReceived, topics } from '@watchpost/contracts';
import { type BatchContext, type BatchOutcomes, EventPattern, type EventRecord } from '@watchpost/messaging';
import { ManifestsService } from './manifests.service.ts';

/** Takes the manifests that were received, chunk by chunk. */
@Controller()
export class ManifestsController {
  constructor(private readonly manifests: ManifestsService) {}

  @EventPattern(topics.manifestsReceived, { maxBatchBytes: 4 * 1024 * 1024, maxBatchRecords: 500 })
  received(batch: readonly EventRecord<ManifestReceived>[], context: BatchContext): Promise<BatchOutcomes> {
    return this.manifests.take(batch, context);
  }
}
