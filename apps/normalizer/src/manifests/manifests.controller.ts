import { Controller, Inject } from '@nestjs/common';
import { type ManifestReceived, topics } from '@watchpost/contracts';
import { type BatchOutcomes, EventPattern, type EventRecord } from '@watchpost/messaging';
import { ManifestsService } from './manifests.service.ts';

@Controller()
export class ManifestsController {
  constructor(@Inject(ManifestsService) private readonly manifests: ManifestsService) {}

  /** Chunks are large: few of them at a time, so that manifests take turns. */
  @EventPattern(topics.manifestsReceived, { maxBatchRecords: 64, maxBatchBytes: 8 * 1024 * 1024 })
  read(records: readonly EventRecord<ManifestReceived>[]): Promise<BatchOutcomes> {
    return this.manifests.read(records);
  }
}
