import type { Severity } from '@watchpost/domain';

/**
 * What a finding is about, for whoever says what it costs: `envelope` (counts, control references), `syntax` (bytes, characters, rows, segments),
 * `structure` (what has to be there, by the definition of the message or table), `code` (values and code lists, numbers, dates, check digits),
 * `consistency` (values that contradict each other), `substance` (whether what is stated says anything).
 */
export const findingClasses = ['envelope', 'syntax', 'structure', 'code', 'consistency', 'substance'] as const;
export type FindingClass = (typeof findingClasses)[number];

/** What stands behind a finding's code. Codes stay the same for ever; `docs/findings.md` is made from this list. */
export interface CatalogueEntry {
  /** `error` on a line rejects that line, unless its partner's settings say otherwise; on the document it says that something of it could not be read. */
  readonly severity: Severity;
  readonly class: FindingClass;
  /** One sentence for the sender. */
  readonly meaning: string;
  /** What the sender can do. */
  readonly mend: string;
  /** `none`: nothing can be made of what it is about, and no setting lets that go on. */
  readonly waiver: 'possible' | 'none';
}

type MakeEntry = (of: FindingClass, meaning: string, mend: string) => CatalogueEntry;

const entry =
  (severity: Severity, waiver: CatalogueEntry['waiver']): MakeEntry =>
  (of, meaning, mend) => ({ severity, class: of, meaning, mend, waiver });

export const error = entry('error', 'possible');
/** An error that cannot be waived. */
export const unreadable = entry('error', 'none');
export const warning = entry('warning', 'possible');
export const info = entry('info', 'possible');
