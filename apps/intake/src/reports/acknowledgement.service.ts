import { createHash } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { type Clock } from '@watchpost/domain';
import { type intakeStore } from '@watchpost/persistence';
import { CLOCK } from '@watchpost/platform';
import { ReceiptSigner } from '@watchpost/security';
import { type IntakeConfig } from '../configuration.ts';
import { INTAKE_CONFIG, RECEIPT_SIGNER } from '../tokens.ts';
import { type LinesOfSlice, ReportsService } from './reports.service.ts';

/**
 * The signed answer to a manifest: how each line ended, and of the rejected ones why. Written as it is read, so that a million lines take no more memory
 * than a thousand; the signature, over the digest of what was written, comes last.
 */
@Injectable()
export class AcknowledgementService {
  constructor(
    private readonly reports: ReportsService,
    @Inject(RECEIPT_SIGNER) private readonly signer: ReceiptSigner,
    @Inject(INTAKE_CONFIG) private readonly config: IntakeConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** The JSON text, in pieces. */
  async *write(manifest: intakeStore.ManifestEntity): AsyncGenerator<string> {
    const digest = createHash('sha256');
    yield '{"acknowledgement":';
    for await (const piece of this.body(manifest)) {
      digest.update(piece);
      yield piece;
    }
    const signature = await this.signer.signJson('acknowledgement+jws', {
      iss: this.config.WATCHPOST_ISSUER,
      manifestId: manifest.manifestId,
      sha256: digest.digest('hex'),
      at: new Date(this.clock.now()).toISOString(),
    });
    yield `,"signature":${JSON.stringify(signature)}}`;
  }

  private async *body(manifest: intakeStore.ManifestEntity): AsyncGenerator<string> {
    const { lines: _lines, links: _links, confidence: _confidence, ...status } = await this.reports.status(manifest);
    const head = JSON.stringify({ partner: manifest.partner, ...status });
    yield `${head.slice(0, -1)},"lines":[`;
    let separator = '';
    for await (const slice of this.reports.slices(manifest.manifestId, 0)) {
      yield separator + acknowledged(slice).join(',');
      separator = ',';
    }
    yield ']}';
  }
}

function acknowledged({ report, lines }: LinesOfSlice): readonly string[] {
  return lines.map(({ code, ...line }) => {
    const findings = code !== null ? report.findings.filter((finding) => finding.line === line.ordinal) : [];
    return JSON.stringify({ ...line, findings });
  });
}
