import type { Finding, Place } from '@watchpost/domain';
import { findingCatalogue, type FindingCode } from './finding-catalogue.ts';

/** Characters of a value that a finding repeats. */
const VALUE_LENGTH = 120;
const PATH_LENGTH = 500;

export interface FindingDetails {
  readonly value?: string | null;
  readonly expected?: string | null;
  /** Where the catalogue's sentence can be said more exactly. */
  readonly message?: string;
}

/** Makes findings by their code, counts them all, and passes on as many as the limit allows. */
export class FindingLog {
  readonly counts = { error: 0, warning: 0, info: 0 };
  readonly #toldOnce = new Set<string>();
  readonly #pass: (finding: Finding) => void;
  readonly #limit: number;
  #passed = 0;

  constructor(pass: (finding: Finding) => void, limit: number) {
    this.#pass = pass;
    this.#limit = limit;
  }

  report(code: FindingCode, line: number | null, place: Place | null, details: FindingDetails = {}): Finding {
    const entry = findingCatalogue[code];
    const finding: Finding = {
      severity: entry.severity,
      code,
      line,
      place: place && clipPlace(place),
      message: details.message ?? entry.meaning,
      value: details.value === undefined || details.value === null ? null : clip(details.value),
      expected: details.expected === undefined || details.expected === null ? null : clip(details.expected),
    };
    this.#keep(finding);
    return finding;
  }

  /** For what would otherwise be said on every line: told once for each code and subject, at most 1,000 subjects. */
  reportOnce(code: FindingCode, subject: string, place: Place | null, details: FindingDetails = {}): void {
    const key = `${code} ${subject}`;
    if (this.#toldOnce.has(key) || this.#toldOnce.size >= 1_000) return;
    this.#toldOnce.add(key);
    this.report(code, null, place, details);
  }

  #keep(finding: Finding): void {
    this.counts[finding.severity] += 1;
    if (this.#passed > this.#limit) return;
    this.#passed += 1;
    if (this.#passed <= this.#limit) return this.#pass(finding);
    const code: FindingCode = 'document.too-many-findings';
    const { severity, meaning } = findingCatalogue[code];
    this.counts[severity] += 1;
    this.#pass({ severity, code, line: null, place: null, message: meaning, value: null, expected: `${this.#limit}` });
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
