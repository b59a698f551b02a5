import type { Finding, Place } from '@watchpost/domain';
import type { DocumentCosts } from './costs/document-costs.ts';
import { costText, severityAt } from './costs/finding-costs.ts';
import type { DocumentTally } from './document-tally.ts';
import { findingCatalogue, type FindingCode } from './finding-catalogue.ts';
import { type Origin, placeFrom } from './origin.ts';

/** Characters of a value that a finding repeats. */
const VALUE_LENGTH = 120;
const PATH_LENGTH = 500;

export interface FindingDetails {
  readonly value?: string | null;
  readonly expected?: string | null;
  /** Where the catalogue's sentence can be said more exactly. */
  readonly message?: string;
  /** Where the code can be waived elsewhere, but nothing is left of the line here. */
  readonly waiver?: 'none';
}

/** Makes findings by their code, counts them all, and passes on as many as the limit allows. */
export class FindingLog {
  readonly #toldOnce = new Set<string>();
  readonly #pass: (finding: Finding) => void;
  readonly #tally: DocumentTally;

  readonly #origin: Origin;

  /** @param origin that of the part whose places are told */
  constructor(pass: (finding: Finding) => void, tally: DocumentTally, origin: Origin) {
    this.#origin = origin;
    this.#pass = pass;
    this.#tally = tally;
  }

  /** null where findings cost what the catalogue says. */
  get costs(): DocumentCosts | null {
    return this.#tally.costs;
  }

  report(code: FindingCode, line: number | null, place: Place | null, details: FindingDetails = {}): Finding {
    const entry = findingCatalogue[code];
    const finding: Finding = {
      severity: entry.severity,
      code,
      line,
      place: place && placeFrom(this.#origin, clipPlace(place)),
      message: details.message ?? entry.meaning,
      value: details.value === undefined || details.value === null ? null : clip(details.value),
      expected: details.expected === undefined || details.expected === null ? null : clip(details.expected),
    };
    if (this.costs === null || details.waiver === 'none') return this.#kept(finding);
    return this.#costing(code, finding, this.costs);
  }

  #costing(code: FindingCode, usual: Finding, costs: DocumentCosts): Finding {
    const cost = costs.costOf(code);
    if (cost === null) return this.#kept(usual);
    const text = costText(usual.severity, cost);
    const severity = severityAt(usual.severity, cost);
    const finding = text === null ? usual : { ...usual, severity, message: `${usual.message} ${text}` };
    if (finding.line === null) costs.charge(finding, cost);
    return this.#kept(finding);
  }

  /** For what would otherwise be said on every line: told once for each code and subject, at most 1,000 subjects. */
  reportOnce(code: FindingCode, subject: string, place: Place | null, details: FindingDetails = {}): void {
    const key = `${code} ${subject}`;
    if (this.#toldOnce.has(key) || this.#toldOnce.size >= 1_000) return;
    this.#toldOnce.add(key);
    this.report(code, null, place, details);
  }

  #kept(finding: Finding): Finding {
    this.#tally.count(finding, this.#pass);
    return finding;
  }
}

/** Names that a sender chose may be of any length. */
function clipPlace(place: Place): Place {
  const { segment, path } = place;
  if ((segment?.length ?? 0) <= VALUE_LENGTH && (path?.length ?? 0) <= PATH_LENGTH) return place;
  return { ...place, segment: segment && clip(segment), path: path && path.slice(0, PATH_LENGTH).toWellFormed() };
}

/** At most 120 characters, not cut within a surrogate pair, and no half of one passed on. */
function clip(value: string): string {
  const short = value.length <= VALUE_LENGTH ? value : value.slice(0, VALUE_LENGTH);
  return short.isWellFormed() && short === value ? value : short.toWellFormed();
}
