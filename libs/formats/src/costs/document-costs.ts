import type { Finding, Place } from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { ReadLine } from '../reader.ts';
import { costOf, type FindingCost, type FindingCosts } from './finding-costs.ts';

/** Lines, and bytes of the document between the first and the last of them, that wait for the end of their message and document. */
const HELD_LINES = 1_000;
const HELD_BYTES = 4 * 1024 * 1024;
/** Findings of these are told of lines and never of what holds them. */
const ofLinesAlone = /^(substance$|substance\.|consistency\.)/;

/** What a message or document is charged with: a finding of each kind. */
interface Verdict {
  readonly reject: Finding | null;
  readonly quarantine: Finding | null;
}

/** Findings that cost the same: of however many there are, the one that stands first and the one that stands last say whose they are. */
interface Charges {
  readonly first: Finding;
  readonly last: Finding;
}

/** A line that waits no longer, and what was found of it. */
export interface ReleasedLine {
  readonly line: ReadLine;
  /** Counted when they were found, and told with their line. */
  readonly findings: readonly Finding[];
  /** What its message or document is charged with, told of the line itself; null where that is nothing. */
  readonly charged: Finding | null;
}

interface HeldLine {
  readonly line: ReadLine;
  readonly findings: readonly Finding[];
  /** Of its message, once that has ended. */
  verdict: Verdict | null;
}

type Costly = keyof Verdict;
const innocent: Verdict = { reject: null, quarantine: null };

/**
 * What the findings of one document cost its lines. A finding of a message costs the lines of that message, a finding of the document all lines. Since most
 * of these are found at the end, lines wait for it here, as many as are held of one document; those that had to go on before stay as they are. Where they
 * end depends on the document alone: read again, the same lines come out.
 */
export class DocumentCosts {
  readonly #holds: boolean;
  readonly #held: HeldLine[] = [];
  /** How many of the held ones belong to messages that have ended: they come first. */
  #judged = 0;
  /** Told since the last message ended. */
  readonly #charges = new Map<Costly, Charges>();
  #ofDocument = innocent;
  /** Of lines that have not come yet, by their ordinals. */
  readonly #findings = new Map<number, Finding[]>();

  constructor(private readonly costs: FindingCosts) {
    this.#holds = Object.entries(costs).some(([name, cost]) => cost !== 'warn' && !ofLinesAlone.test(name));
  }

  costOf(code: FindingCode): FindingCost | null {
    return costOf(code, this.costs);
  }

  /** A finding that belongs to no line. */
  charge(finding: Finding, cost: FindingCost): void {
    if (cost === 'warn') return;
    const { first, last } = this.#charges.get(cost) ?? { first: finding, last: finding };
    this.#charges.set(cost, {
      first: standsAt(finding) < standsAt(first) ? finding : first,
      last: standsAt(finding) >= standsAt(last) ? finding : last,
    });
  }

  /** @returns whether it is told with its line */
  keep(finding: Finding): boolean {
    if (!this.#holds || finding.line === null) return false;
    const known = this.#findings.get(finding.line);
    if (known === undefined) this.#findings.set(finding.line, [finding]);
    else known.push(finding);
    return true;
  }

  /** @returns lines that wait no longer */
  take(line: ReadLine): readonly ReleasedLine[] {
    if (!this.#holds) return [{ line, findings: [], charged: null }];
    this.#held.push({ line, findings: this.#findings.get(line.ordinal) ?? [], verdict: null });
    this.#findings.delete(line.ordinal);
    const least = line.place.offset - HELD_BYTES;
    let count = Math.max(0, this.#held.length - HELD_LINES);
    while (count < this.#held.length && this.#held[count]!.line.place.offset < least) count += 1;
    return this.#release(count);
  }

  /** What was found from its beginning on is the message's; what was found before that, the document's. @param begin where it begins */
  messageEnded({ offset }: Place): void {
    this.#ofDocument = both(
      this.#ofDocument,
      this.#charged(({ first }) => (standsAt(first) < offset ? first : null)),
    );
    const verdict = this.#charged(({ last }) => (standsAt(last) >= offset ? last : null));
    this.#charges.clear();
    for (const held of this.#held.slice(this.#judged)) held.verdict = verdict;
    this.#judged = this.#held.length;
  }

  /** No more findings. @returns the lines that waited */
  end(): readonly ReleasedLine[] {
    this.#ofDocument = both(
      this.#ofDocument,
      this.#charged(({ first }) => first),
    );
    this.#charges.clear();
    return this.#release(this.#held.length);
  }

  #charged(which: (charges: Charges) => Finding | null): Verdict {
    const of = (cost: Costly): Finding | null => {
      const charges = this.#charges.get(cost);
      return charges === undefined ? null : which(charges);
    };
    return { reject: of('reject'), quarantine: of('quarantine') };
  }

  #release(count: number): readonly ReleasedLine[] {
    if (count === 0) return [];
    const open = this.#charged(({ first }) => first);
    this.#judged = Math.max(0, this.#judged - count);
    return this.#held.splice(0, count).map(({ line, findings, verdict }) => ({
      findings,
      ...sentenced(line, both(this.#ofDocument, verdict ?? open)),
    }));
  }
}

/** What has no place belongs to the document. */
const standsAt = ({ place }: Finding): number => place?.offset ?? -1;

const both = (one: Verdict, other: Verdict): Verdict => ({
  reject: one.reject ?? other.reject,
  quarantine: one.quarantine ?? other.quarantine,
});

/** A tracking event has nothing that an operator could release: what would hold it rejects it. */
function sentenced(line: ReadLine, { reject, quarantine }: Verdict): Omit<ReleasedLine, 'findings'> {
  const { ordinal, place } = line;
  const rejects = reject ?? (line.kind === 'tracking' ? quarantine : null);
  if (line.kind !== 'rejected' && rejects !== null) {
    const because = { ...rejects, line: ordinal };
    const itemId = line.kind === 'tracking' ? line.itemId : line.shipment.itemId;
    return { line: { kind: 'rejected', ordinal, place, because, itemId }, charged: because };
  }
  if (line.kind !== 'shipment' || quarantine === null || line.quarantine !== null) return { line, charged: null };
  const charged = { ...quarantine, line: ordinal };
  return { line: { ...line, quarantine: charged }, charged };
}
