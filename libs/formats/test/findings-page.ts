import { type CatalogueEntry, findingCatalogue } from '../src/index.ts';

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

/** `docs/findings.md`, made from the catalogue. */
export function findingsPage(): string {
  const entries = Object.entries<CatalogueEntry>(findingCatalogue);
  const sections = Object.entries(groups).map(([group, title]) => {
    const rows = entries
      .filter(([code]) => code.startsWith(`${group}.`))
      .map(([code, { severity, meaning, mend }]) => `- \`${code}\` (${severity}): ${meaning} ${mend}`);
    return `## ${title}\n\n${rows.join('\n')}\n`;
  });
  return `# Findings

What a reader found in a manifest, under a code that stays the same for ever, with the place it stands at. An **error** on a line rejects that line and
no other; an error on the document says that something of it could not be read. A **warning** leaves the field out or keeps it as it was sent. Made from
\`libs/formats/src/catalogue\`.

${sections.join('\n')}`;
}
