import type { Finding } from '@watchpost/domain';
import type { DocumentCosts, ReleasedLine } from './costs/document-costs.ts';
import { findingCatalogue, type FindingCode } from './finding-catalogue.ts';
import type { ReadLine, ReadSink, ReadSummary } from './reader.ts';

/** Counts and memory of a document, and what its findings cost. Its parts, each read by a session of its own, share them. */
export class DocumentTally {
  messages = 0;
  /** Messages that should have lines. */
  carriers = 0;
  lines = 0;
  accepted = 0;
  rejected = 0;
  quarantined = 0;
  /** Units that were told. */
  units = 0;
  readonly findings = { error: 0, warning: 0, info: 0 };
  /** Findings that were passed on. */
  #passed = 0;
  /** Whether it was told that there are more lines than are read of one document. */
  isFull = false;
  /** Items that were declared, to notice one declared twice. */
  readonly items = new Set<string>();
  /** Control references of interchanges, to notice one that comes again. */
  readonly interchanges = new Set<string>();

  /**
   * @param costs null where findings cost what the catalogue says
   * @param limit findings that are passed on at most
   */
  constructor(
    readonly costs: DocumentCosts | null,
    private readonly limit: number,
  ) {}

  /** A finding that was counted; of a line that waits it is told with its line. */
  found(finding: Finding, sink: ReadSink): void {
    if (this.costs === null || !this.costs.keep(finding)) sink.finding(finding);
  }

  /** Counts a finding, and passes on as many as the limit allows. */
  count(finding: Finding, pass: (finding: Finding) => void): void {
    this.findings[finding.severity] += 1;
    if (this.#passed > this.limit) return;
    this.#passed += 1;
    if (this.#passed <= this.limit) return pass(finding);
    const code: FindingCode = 'document.too-many-findings';
    const { severity, meaning: message } = findingCatalogue[code];
    this.findings[severity] += 1;
    pass({ severity, code, line: null, place: null, message, value: null, expected: `${this.limit}` });
  }

  /** A line that is complete; it may wait for what is still found of its message. */
  pass(line: ReadLine, sink: ReadSink): void {
    if (this.costs === null) this.#tell(line, sink);
    else this.#release(this.costs.take(line), sink);
  }

  /** No more findings: lines that wait are told. */
  end(sink: ReadSink): void {
    this.#release(this.costs?.end() ?? [], sink);
  }

  #release(released: readonly ReleasedLine[], sink: ReadSink): void {
    for (const { line, findings, charged } of released) {
      for (const finding of findings) sink.finding(finding);
      if (charged !== null) this.count(charged, (finding) => sink.finding(finding));
      this.#tell(line, sink);
    }
  }

  #tell(line: ReadLine, sink: ReadSink): void {
    if (line.kind === 'rejected') this.rejected += 1;
    else this.accepted += 1;
    if (line.kind === 'shipment' && line.quarantine !== null) this.quarantined += 1;
    sink.line(line);
  }

  /** Messages of answers alone may be without lines, and a document that could not be read says so. */
  get lacksLines(): boolean {
    const mayBeWithout = this.messages > 0 && this.carriers === 0;
    return this.lines === 0 && this.findings.error === 0 && !mayBeWithout;
  }

  summary(): ReadSummary {
    const { messages, lines, accepted, rejected, quarantined, findings } = this;
    return { messages, lines, accepted, rejected, quarantined, findings: { ...findings } };
  }
}
