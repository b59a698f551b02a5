/** One version of one subject, in the order in which it took effect. */
export interface AppliedVersion {
  readonly subject: string;
  /** Compared as text of equal length or as numbers would be: later versions are larger. */
  readonly version: string;
}

/** Checks that no version took effect after a newer one of the same subject. */
export function checkVersions(applied: readonly AppliedVersion[]): readonly string[] {
  const newest = new Map<string, string>();
  const faults: string[] = [];
  for (const { subject, version } of applied) {
    const before = newest.get(subject);
    if (before !== undefined && compare(version, before) < 0)
      faults.push(`${subject}: version ${version} took effect after ${before}`);
    else newest.set(subject, version);
  }
  return faults;
}

/** A statement of a partner about a shipment that was accepted and could be read. */
export interface StatedVersion {
  /** Shipment and partner. */
  readonly subject: string;
  /** As the document says, epoch milliseconds; no two of a subject are the same. */
  readonly issuedAt: number;
  /** Manifest and ordinal. */
  readonly line: string;
}

/** What stands as the newest of a subject, in one place. */
export interface StandingVersion {
  readonly subject: string;
  readonly line: string;
}

/**
 * C4, versions: the head of each (shipment, partner) is the newest version that was accepted, in the scorer's heads and, of those that targeting keeps, in its
 * views; nothing stands that nobody stated.
 * @param complete whether every subject has to stand here
 */
export function checkHeads(
  place: string,
  stated: readonly StatedVersion[],
  standing: readonly StandingVersion[],
  complete: 'all subjects' | 'some subjects',
): readonly string[] {
  const newest = new Map<string, StatedVersion>();
  for (const version of stated) {
    const before = newest.get(version.subject);
    if (before === undefined || before.issuedAt < version.issuedAt) newest.set(version.subject, version);
  }
  const faults: string[] = [];
  for (const { subject, line } of standing) {
    const expected = newest.get(subject);
    newest.delete(subject);
    if (expected === undefined) faults.push(`${subject} stands in ${place} and was never stated, or twice`);
    else if (expected.line !== line)
      faults.push(`${subject} stands in ${place} as ${line}, and ${expected.line} is newer`);
  }
  if (complete === 'some subjects') return faults;
  return [...faults, ...[...newest.keys()].map((subject) => `${subject} was stated and does not stand in ${place}`)];
}

const compare = (left: string, right: string): number =>
  left.length - right.length || (left < right ? -1 : left > right ? 1 : 0);
