import { type CatalogueEntry, findingCatalogue, findingClasses } from '../src/index.ts';

const groups: Readonly<Record<string, string>> = {
  format: 'Format',
  document: 'Document',
  charset: 'Character set',
  text: 'Texts',
  xml: 'XML',
  ics: 'ICS1',
  json: 'JSON',
  csv: 'CSV',
  x12: 'X12',
  imp: 'Cargo-IMP',
  edifact: 'EDIFACT',
  message: 'Messages',
  line: 'Lines',
  field: 'Fields',
  number: 'Numbers',
  date: 'Dates',
  code: 'Codes',
  id: 'Identifiers',
  envelope: 'Envelope',
  consistency: 'Consistency',
  substance: 'Substance',
};

const kindOf = ({ severity, class: of, waiver }: CatalogueEntry): string =>
  `${severity}, ${of}${waiver === 'none' ? ', cannot be waived' : ''}`;

/** `docs/findings.md`, made from the catalogue. */
export function findingsPage(): string {
  const entries = Object.entries<CatalogueEntry>(findingCatalogue);
  const sections = Object.entries(groups).map(([group, title]) => {
    const rows = entries
      .filter(([code]) => code.startsWith(`${group}.`))
      .map(([code, entry]) => `- \`${code}\` (${kindOf(entry)}): ${entry.meaning} ${entry.mend}`);
    return `## ${title}\n\n${rows.join('\n')}\n`;
  });
  return `# Findings

What a reader found in a manifest, under a code that stays the same for ever, with the place it stands at. An **error** on a line rejects that line and
no other; an error on the document says that something of it could not be read. A **warning** leaves the field out or keeps it as it was sent. Made from
\`libs/formats/src/catalogue\`.

## What they cost

A partner's settings may say otherwise (\`findingCosts\` of \`/v1/partners\`, \`watchpost validate --costs FILE\`): an object from a class (${findingClasses.map((of) => `\`${of}\``).join(', ')}), or from
a single code, to a cost. The code wins over the class; what is not named costs what it costs everybody.

\`\`\`json
{ "code": "quarantine", "code.hs-unknown": "warn", "number.form": "warn", "envelope": "reject" }
\`\`\`

- \`reject\`: the line is \`REJECTED\`, and the finding told as an error.
- \`quarantine\`: the line is read and held, \`DEAD\` with the code \`quarantine\` among the [dead letters](dead-letters.md), until an operator releases it (\`ASSESSED\`) or discards it; the finding is told as an
  error. A tracking event is rejected instead.
- \`warn\`: the line goes on, without what could not be understood, and the finding is told as a warning.

What holds for all of them:

- Findings marked _cannot be waived_ leave nothing to go on with: they are always rejected. A setting that names one of them with another cost is refused (422); a class with another cost passes them over.
- Notes (info) cost something only where their own code is named.
- The message of a finding that costs something else than usual says so. Of several findings of a line a rejection wins over quarantine.
- **A finding of no line** costs nothing unless its class or code is named: then it costs all lines of the message that it stands in, or, outside of any message (trailers of an interchange, a wrong format), all
  lines of the document, as far as they are still open, and is told of each of them, too (what the message says of units it says all the same). Most of these are found at the end; so with such a setting the last 1,000 lines of a document, within 4 MiB of it, wait for its end. Of a
  longer one the lines before those have gone on, and stay what they are.
- A manifest is read by what was in force when it was received, later readings of it too.

${sections.join('\n')}`;
}
