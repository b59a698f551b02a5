import { type OutgoingRecord } from '@watchpost/messaging';

const RECORDS = 2_000;
const BYTES = 2 * 1024 * 1024;

/** Records gathered to go out together: lines first, and once they are acknowledged the reports that name them. */
export class Publication {
  readonly lines: OutgoingRecord[] = [];
  readonly reports: OutgoingRecord[] = [];
  readonly #afterwards: (() => void)[] = [];
  #bytes = 0;

  get isFull(): boolean {
    return this.lines.length >= RECORDS || this.#bytes >= BYTES;
  }

  addLine(record: OutgoingRecord): void {
    this.lines.push(record);
    this.#bytes += record.value?.length ?? 0;
  }

  /** @param acknowledged called once the report is durable */
  addReport(record: OutgoingRecord, acknowledged: () => void): void {
    this.reports.push(record);
    this.#bytes += record.value?.length ?? 0;
    this.#afterwards.push(acknowledged);
  }

  acknowledge(): void {
    for (const done of this.#afterwards) done();
  }
}
