import type { Severity } from '@watchpost/domain';

/** What stands behind a finding's code. Codes stay the same for ever; `docs/findings.md` is made from this list. */
export interface CatalogueEntry {
  /** `error` on a line rejects that line; on the document it says that something of it could not be read. */
  readonly severity: Severity;
  /** One sentence for the sender. */
  readonly meaning: string;
  /** What the sender can do. */
  readonly mend: string;
}

export const error = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'error', meaning, mend });
export const warning = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'warning', meaning, mend });
export const info = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'info', meaning, mend });
