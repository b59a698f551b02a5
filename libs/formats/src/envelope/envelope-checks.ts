import type { Place } from '@watchpost/domain';
import type { DocumentTally } from '../document-tally.ts';
import type { FindingLog } from '../findings.ts';
import type { Sited } from '../values/sited.ts';

/** Control references that are remembered to notice one used twice. */
const REMEMBERED_REFERENCES = 100_000;
/** Longer than any control reference of a standard. */
const REFERENCE_LENGTH = 100;

/**
 * What interchanges, groups and messages say of themselves, held against what they are: the same questions in EDIFACT and X12.
 * Everything found belongs to the document, to no line.
 */
export class EnvelopeChecks {
  readonly #used = new Set<string>();

  constructor(
    private readonly log: FindingLog,
    private readonly tally: DocumentTally,
  ) {}

  /** A trailer's count. @param site where the count should stand, for a trailer that states none */
  count(
    code: 'envelope.segment-count' | 'envelope.message-count',
    stated: Sited | null,
    actual: number,
    site: Place,
  ): void {
    const text = stated?.text.trim() ?? '';
    const place = stated?.place ?? site;
    const expected = String(actual);
    if (!/^\d{1,15}$/.test(text)) this.log.report('envelope.syntax', null, place, { value: text, expected });
    else if (Number(text) !== actual) this.log.report(code, null, place, { value: text, expected });
  }

  /** A trailer's reference against its header's; one that the header lacks is told there. Leading zeros count: it is a text. */
  reference(header: string | null, stated: Sited | null, site: Place): void {
    const text = stated?.text.trim() ?? '';
    if (header === null || text === header) return;
    this.log.report('envelope.reference', null, stated?.place ?? site, { value: text, expected: header });
  }

  /** @param scope within which a reference may stand once: the interchange for its messages */
  once(scope: string, reference: Sited): void {
    this.#once(this.#used, scope, reference);
  }

  /** Of an interchange, once in the whole document. @param scope sender and recipient */
  interchangeOnce(scope: string, reference: Sited): void {
    this.#once(this.tally.interchanges, scope, reference);
  }

  #once(used: Set<string>, scope: string, reference: Sited): void {
    const key = `${scope.slice(0, REFERENCE_LENGTH)} ${reference.text.slice(0, REFERENCE_LENGTH)}`;
    if (used.has(key)) this.log.report('envelope.duplicate', null, reference.place, { value: reference.text });
    else if (used.size < REMEMBERED_REFERENCES) used.add(key);
  }

  /** @param part the header or trailer that is not there, as `UNB` */
  missing(part: string, place: Place): void {
    this.log.report('envelope.missing', null, place, { expected: part });
  }

  /** A header or trailer that is not formed as it should be. */
  malformed(place: Place, value: string | null, expected: string): void {
    this.log.report('envelope.syntax', null, place, { value, expected });
  }

  /** Parts of a message out of the order or number of its definition: told once for each subject, since partners do the same in every line. */
  structure(subject: string, place: Place, value: string | null, message: string): void {
    this.log.reportOnce('message.structure', subject, place, { value, message });
  }
}
