/** What a sender was promised, kept apart from the system under test: the lines of every manifest that was accepted. */
export class Journal {
  readonly #lines = new Map<string, number>();

  /** @param lines how many lines the manifest has, numbered from 1 */
  accepted(manifestId: string, lines: number): void {
    const known = this.#lines.get(manifestId);
    if (known !== undefined && known !== lines) {
      throw new Error(`manifest ${manifestId} was accepted with ${known} lines before, and now with ${lines}`);
    }
    this.#lines.set(manifestId, lines);
  }

  get manifests(): readonly string[] {
    return [...this.#lines.keys()];
  }

  linesOf(manifestId: string): number {
    return this.#lines.get(manifestId) ?? 0;
  }
}

/** One outcome of one line, wherever it was found: the sender's view, a topic, a table. */
export interface LineOutcome {
  readonly manifestId: string;
  readonly ordinal: number;
  readonly outcome: string;
}

const FINAL = new Set(['ASSESSED', 'RECORDED', 'REJECTED', 'SUPERSEDED', 'DEAD']);

/**
 * Checks that every accepted line has exactly one final outcome, and that nothing else has any.
 * @returns a sentence for each fault; none where all is well
 */
export function checkOutcomes(journal: Journal, outcomes: readonly LineOutcome[]): readonly string[] {
  const found = new Map<string, string[]>();
  for (const { manifestId, ordinal, outcome } of outcomes) {
    const line = `${manifestId}#${ordinal}`;
    found.set(line, [...(found.get(line) ?? []), outcome]);
  }
  const faults: string[] = [];
  for (const manifestId of journal.manifests) {
    for (let ordinal = 1; ordinal <= journal.linesOf(manifestId); ordinal += 1) {
      const line = `${manifestId}#${ordinal}`;
      faults.push(...faultsOf(line, found.get(line) ?? []));
      found.delete(line);
    }
  }
  return [...faults, ...[...found].map(([line, had]) => `${line} was never accepted and has ${had.join(', ')}`)];
}

function faultsOf(line: string, outcomes: readonly string[]): readonly string[] {
  if (outcomes.length === 0) return [`${line} has no outcome`];
  if (outcomes.length > 1) return [`${line} has ${outcomes.length} outcomes: ${outcomes.join(', ')}`];
  return FINAL.has(outcomes[0]!) ? [] : [`${line} ended as ${outcomes[0]}`];
}

/** One version of one subject, in the order in which it took effect. */
export interface AppliedVersion {
  readonly subject: string;
  /** Compared as text of equal length or as numbers would be: later versions are larger. */
  readonly version: string;
}

/** Checks that for no subject an older version took effect after a newer one. */
export function checkVersions(applied: readonly AppliedVersion[]): readonly string[] {
  const newest = new Map<string, string>();
  return applied.flatMap(({ subject, version }) => {
    const before = newest.get(subject);
    if (before !== undefined && compareVersions(version, before) < 0) {
      return [`${subject}: version ${version} took effect after ${before}`];
    }
    newest.set(subject, version);
    return [];
  });
}

const compareVersions = (left: string, right: string): number => left.localeCompare(right, 'en', { numeric: true });
