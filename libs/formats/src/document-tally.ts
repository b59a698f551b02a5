import type { DocumentCosts } from './costs/document-costs.ts';
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
  passed = 0;
  /** Whether it was told that there are more lines than are read of one document. */
  isFull = false;
  /** Items that were declared, to notice one declared twice. */
  readonly items = new Set<string>();
  /** Control references of interchanges, to notice one that comes again. */
  readonly interchanges = new Set<string>();

  /** @param costs null where findings cost what the catalogue says */
  constructor(readonly costs: DocumentCosts | null) {}

  /** A line that is complete; it may wait for what is still found of its message. */
  pass(line: ReadLine, sink: ReadSink): void {
    if (this.costs === null) this.#tell(line, sink);
    else for (const released of this.costs.take(line)) this.#tell(released, sink);
  }

  /** No more findings: lines that wait are told. */
  end(sink: ReadSink): void {
    for (const line of this.costs?.end() ?? []) this.#tell(line, sink);
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
