import {
  type Codec,
  type EventDescription,
  eventHeaders,
  recordedFeatures,
  type ShipmentAssessed,
  topics,
} from '@watchpost/contracts';
import { eventIdOf, lineIdOf, LIVE_RUN, shipmentIdOf, timeOrderedId, versionText } from '@watchpost/domain';
import { formats, readDocument, readerLabel, type ReadLine } from '@watchpost/formats';
import type { OutgoingRecord } from '@watchpost/messaging';
import { assess, type CompiledScenario, noKnowledge } from '@watchpost/risk';
import { randomBytes } from 'node:crypto';
import type {
  Archive,
  ArchivedManifest,
  ArchivePage,
  ArchiveScope,
  ArchiveSummary,
  RecordedLine,
} from '../src/replays/reread/archive.ts';

interface Kept {
  readonly manifest: ArchivedManifest;
  readonly bytes: Buffer;
  readonly lines: readonly RecordedLine[];
}

type ShipmentLine = Extract<ReadLine, { kind: 'shipment' }>;

/** Manifests that are read by the readers that ship when they are taken, as the normalizer does. */
export class MemoryArchive implements Archive {
  readonly #kept: Kept[] = [];

  /** @returns what the scorer publishes of it */
  take(text: string, partner: string, scenario: CompiledScenario, codec: Codec): readonly OutgoingRecord[] {
    const receivedAt = Date.now();
    const bytes = Buffer.from(text);
    const { lines, summary } = readDocument(bytes, { partner, receivedAt, charset: null, format: null });
    const manifest: ArchivedManifest = {
      manifestId: timeOrderedId(receivedAt, randomBytes(10)),
      sequence: this.#kept.length + 1,
      partner,
      formatHint: null,
      reading: null,
      contentType: null,
      receivedAt,
      completedAt: receivedAt,
      size: bytes.length,
      lines: lines.length,
    };
    const reader = readerLabel(formats.find(({ id }) => id === summary.format)!);
    this.#kept.push({ manifest, bytes, lines: lines.map((line) => recordedLine(line, reader)) });
    const shipments = lines.filter((line) => line.kind === 'shipment');
    return shipments.map((line) => assessedRecord(assessedOf(line, manifest, scenario), codec));
  }

  summary(scope: ArchiveScope): Promise<ArchiveSummary> {
    const manifests = this.#of(scope).map(({ manifest }) => manifest);
    return Promise.resolve({
      manifests: manifests.length,
      lines: manifests.reduce((sum, { lines }) => sum + (lines ?? 0), 0),
      bytes: manifests.reduce((sum, { size }) => sum + size, 0),
      firstSequence: manifests[0]?.sequence ?? null,
      lastSequence: manifests.at(-1)?.sequence ?? null,
      earliest: this.#kept[0]?.manifest.receivedAt ?? null,
    });
  }

  manifests(scope: ArchiveScope, fromSequence: number, limit: number): Promise<ArchivePage> {
    const from = this.#of(scope).filter(({ manifest }) => manifest.sequence >= fromSequence);
    const items = from.slice(0, limit).map(({ manifest }) => manifest);
    return Promise.resolve({ items, next: from[limit]?.manifest.sequence ?? null });
  }

  async *raw(manifestId: string): AsyncGenerator<Uint8Array> {
    const { bytes } = this.#kept.find(({ manifest }) => manifest.manifestId === manifestId)!;
    for (let at = 0; at < bytes.length; at += 10_000) yield Promise.resolve(bytes.subarray(at, at + 10_000));
  }

  async *lines(manifestId: string): AsyncGenerator<readonly RecordedLine[]> {
    const { lines } = this.#kept.find(({ manifest }) => manifest.manifestId === manifestId)!;
    for (let at = 0; at < lines.length; at += 50) yield Promise.resolve(lines.slice(at, at + 50));
  }

  #of({ partner, manifestId, from = 0, to = Number.POSITIVE_INFINITY }: ArchiveScope): readonly Kept[] {
    return this.#kept.filter(
      ({ manifest }) =>
        (partner === undefined || manifest.partner === partner) &&
        (manifestId === undefined || manifest.manifestId === manifestId) &&
        manifest.receivedAt >= from &&
        manifest.receivedAt < to,
    );
  }
}

function recordedLine(line: ReadLine, reader: string): RecordedLine {
  const { ordinal } = line;
  if (line.kind === 'rejected') {
    const { itemId, because } = line;
    return { ordinal, outcome: 'REJECTED', state: 'REJECTED', shipmentId: null, itemId, code: because.code, reader };
  }
  const shipmentId = shipmentIdOf(line.identity);
  return line.kind === 'tracking'
    ? { ordinal, outcome: 'RECORDED', state: 'RECORDED', shipmentId, itemId: line.itemId, code: null, reader }
    : {
        ordinal,
        outcome: 'DECLARED',
        state: 'ASSESSED',
        shipmentId,
        itemId: line.shipment.itemId,
        code: null,
        reader,
      };
}

function assessedOf(line: ShipmentLine, manifest: ArchivedManifest, scenario: CompiledScenario): ShipmentAssessed {
  const { manifestId, sequence, partner, receivedAt } = manifest;
  const { ordinal, place, shipment, issuedAt } = line;
  const shipmentId = shipmentIdOf(line.identity);
  const version = { issuedAt, sequence, ordinal };
  const decision = assess(scenario, { shipment, partner, asOf: receivedAt, knowledge: noKnowledge });
  return {
    declared: {
      lineId: lineIdOf(manifestId, ordinal),
      manifestId,
      ordinal,
      partner,
      testMode: false,
      shipmentId,
      version,
      receivedAt,
      format: 'watchpost-json',
      place,
      shipment,
    },
    assessmentId: eventIdOf('assessed', `${shipmentId}|${partner}`, versionText(version), LIVE_RUN, scenario.label),
    run: LIVE_RUN,
    outcome: 'ASSESSED',
    episode: 1,
    ...decision,
    ...recordedFeatures(decision.features),
    assessedAt: receivedAt,
  };
}

export function assessedRecord(event: ShipmentAssessed, codec: Codec): OutgoingRecord {
  const { declared, assessmentId, assessedAt, outcome, band, recommendation } = event;
  const { shipmentId, manifestId, ordinal, partner } = declared;
  const description: EventDescription = {
    topic: topics.shipmentsAssessed,
    id: assessmentId,
    source: 'scorer',
    time: assessedAt,
    subject: shipmentId,
    manifestId,
    ordinal,
    partner,
    outcome,
    band,
    recommendation,
  };
  return {
    topic: topics.shipmentsAssessed.name,
    key: shipmentId,
    value: codec.encode(topics.shipmentsAssessed, event),
    headers: eventHeaders(description),
    timestamp: assessedAt,
  };
}
