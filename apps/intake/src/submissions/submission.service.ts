import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock, timeOrderedId } from '@watchpost/domain';
import { DATABASE, type Database, intakeStore, OutboxRelay, PayloadMemory } from '@watchpost/persistence';
import { CLOCK, crashPoint, METRICS, type Metrics, ProblemError } from '@watchpost/platform';
import { ReceiptSigner } from '@watchpost/security';
import type { Counter } from 'prom-client';
import { type IntakeConfig } from '../configuration.ts';
import { PartnerDirectory } from '../partners/partner-directory.ts';
import { Quotas } from '../partners/quotas.ts';
import { bodyName } from '../publication/manifest-outbox.ts';
import { BODY_MEMORY, INTAKE_CONFIG, RECEIPT_SIGNER } from '../tokens.ts';
import { GroupCommit } from './group-commit.ts';
import { KeptReadings } from './kept-readings.ts';
import { dedupeKeyOf, idempotencyKeyOf } from './idempotency-key.ts';
import { CHUNK_BYTES, receiveBody, type ReceivedBody } from './receive-body.ts';
import { type AcceptedManifest, linksOf } from './submission.schema.ts';

type NewManifest = intakeStore.NewManifest;

export interface Submission {
  readonly partner: string;
  readonly request: IncomingMessage;
  readonly format: string | null;
  readonly traceparent: string;
}

export interface Answer {
  readonly accepted: AcceptedManifest;
  /** The same submission was answered before. */
  readonly repeated: boolean;
}

/** Takes manifests: when it answers, bytes and receipt are durable, whatever the broker does at that moment. */
@Injectable()
export class SubmissionService {
  private readonly commit: GroupCommit;
  private readonly taken: Counter<'outcome'>;
  private readonly bytes: Counter;

  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(INTAKE_CONFIG) private readonly config: IntakeConfig,
    @Inject(RECEIPT_SIGNER) private readonly signer: ReceiptSigner,
    @Inject(BODY_MEMORY) private readonly memory: PayloadMemory,
    private readonly partners: PartnerDirectory,
    private readonly readings: KeptReadings,
    private readonly quotas: Quotas,
    private readonly relay: OutboxRelay,
    @Inject(METRICS) metrics: Metrics,
  ) {
    this.commit = new GroupCommit(database, (stored) => this.onStored(stored));
    this.taken = metrics.counter('watchpost_manifests_total', 'Manifests taken, or recognised as sent before.', [
      'outcome',
    ]);
    this.bytes = metrics.counter('watchpost_manifest_bytes_total', 'Bytes of manifests taken.');
  }

  /**
   * @throws ProblemError 400 (empty, broken coding, bad key), 413, 415, 422 (key used with another body), 429
   */
  async take(submission: Submission): Promise<Answer> {
    const { partner, request } = submission;
    const idempotencyKey = idempotencyKeyOf(request.headers['idempotency-key']);
    await this.quotas.admit(partner);
    const manifestId = timeOrderedId(this.clock.now(), randomBytes(10));
    const received = await this.receive(manifestId, partner, request);
    const manifest = await this.manifestOf(manifestId, submission, received, idempotencyKey);
    const sequence = await this.commit.store(manifest);
    if (sequence === null) return this.answerAgain(manifest);
    crashPoint('intake.after-commit-before-answer');
    this.taken.inc({ outcome: 'taken' });
    this.bytes.inc(manifest.size);
    return { accepted: acceptedOf(manifest), repeated: false };
  }

  private async receive(manifestId: string, partner: string, request: IncomingMessage): Promise<ReceivedBody> {
    const limits = {
      maxBytes: this.config.WATCHPOST_MANIFEST_MAX_BYTES,
      maxRatio: this.config.WATCHPOST_MANIFEST_MAX_RATIO,
    };
    let stored = 0;
    try {
      const received = await receiveBody(request, limits, async (chunk, bytes) => {
        stored += 1;
        await intakeStore.storeChunk(this.database, manifestId, chunk, bytes);
      });
      await this.quotas.charge(partner, received.size);
      if (received.size > 0) return received;
    } catch (error) {
      if (stored > 0) await intakeStore.dropChunks(this.database, manifestId).catch(() => undefined);
      throw error;
    }
    throw new ProblemError(400, 'manifest.empty', 'The body has no bytes: there is nothing to keep.');
  }

  private async manifestOf(
    manifestId: string,
    { partner, request, format, traceparent }: Submission,
    { digest, size, chunks, body }: ReceivedBody,
    idempotencyKey: string | null,
  ): Promise<NewManifest> {
    const settings = this.partners.settingsOf(partner);
    const readingId = await this.readings.keep(settings);
    const receivedAt = this.clock.now();
    const receipt = await this.signer.sign({
      iss: this.config.WATCHPOST_ISSUER,
      manifestId,
      partner,
      sha256: digest,
      size,
      receivedAt: new Date(receivedAt).toISOString(),
    });
    return {
      manifestId,
      partner,
      testMode: settings.testMode,
      dedupeKey: dedupeKeyOf(idempotencyKey, digest),
      digest,
      size,
      chunks,
      contentType: request.headers['content-type'] ?? null,
      formatHint: format ?? settings.formatHint,
      readingId,
      traceparent,
      receivedAt,
      receipt,
      body,
      chunkBytes: CHUNK_BYTES,
    };
  }

  /** The key is taken: by the same bytes, which gets the first answer, or by others, which is refused. */
  private async answerAgain(manifest: NewManifest): Promise<Answer> {
    if (manifest.body === null) await intakeStore.dropChunks(this.database, manifest.manifestId);
    const first = await intakeStore.findByDedupeKey(this.database, manifest);
    if (first === null) throw new Error(`manifest ${manifest.manifestId} was neither stored nor there before`);
    if (first.digest !== manifest.digest) {
      this.taken.inc({ outcome: 'refused' });
      throw new ProblemError(
        422,
        'idempotency.other-body',
        'This Idempotency-Key was used with another body; take a new key for new bytes.',
        { members: { manifestId: first.manifestId } },
      );
    }
    this.taken.inc({ outcome: 'repeated' });
    return { accepted: acceptedOf(first), repeated: true };
  }

  private onStored(stored: readonly NewManifest[]): void {
    for (const { manifestId, body } of stored) {
      if (body !== null) this.memory.remember(bodyName(manifestId, 0), body);
    }
    this.relay.nudge();
  }
}

function acceptedOf(
  manifest: Pick<NewManifest, 'manifestId' | 'digest' | 'size' | 'receivedAt' | 'testMode' | 'receipt'>,
): AcceptedManifest {
  const { manifestId, digest, size, receivedAt, testMode, receipt } = manifest;
  return {
    manifestId,
    digest,
    size,
    receivedAt: new Date(receivedAt).toISOString(),
    testMode,
    receipt,
    links: linksOf(manifestId),
  };
}
