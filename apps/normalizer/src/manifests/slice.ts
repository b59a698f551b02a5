import { type ProcessedLine } from '@watchpost/contracts';
import { type Finding } from '@watchpost/domain';

const LINES = 1_000;
const FINDINGS = 2_000;
/** Well below what a record may have: 1 MiB. */
const BYTES = 512 * 1024;

/** What is reported of a manifest at once. Where it ends depends on the document alone, so that a second reading gives the same slices. */
export class Slice {
  readonly lines: ProcessedLine[] = [];
  readonly findings: Finding[] = [];
  #bytes = 0;

  constructor(readonly index: number) {}

  get isFull(): boolean {
    return this.lines.length >= LINES || this.findings.length >= FINDINGS || this.#bytes >= BYTES;
  }

  addLine(line: ProcessedLine): void {
    this.lines.push(line);
    this.#bytes += 100 + bytesOf(line.place.path) + bytesOf(line.itemId);
  }

  addFinding(finding: Finding): void {
    this.findings.push(finding);
    const { message, value, expected, place } = finding;
    this.#bytes += 80 + bytesOf(message) + bytesOf(value) + bytesOf(expected) + bytesOf(place?.path);
  }
}

const bytesOf = (text: string | null | undefined): number => (text ? Buffer.byteLength(text) : 0);
