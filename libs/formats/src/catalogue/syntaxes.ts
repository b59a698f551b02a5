import { error, info, unreadable, warning } from './catalogue-entry.ts';

/** Of one syntax or one family of messages each. */

export const xml = {
  'xml.not-well-formed': unreadable(
    'syntax',
    'The document is not well-formed XML; nothing after this place was read.',
    'Write the document with an XML library.',
  ),
  'xml.doctype': unreadable(
    'syntax',
    'The document has a document type declaration, which is refused.',
    'Leave DOCTYPE out; nothing of it is needed.',
  ),
  'xml.entity': unreadable(
    'syntax',
    'The document uses an entity that XML does not define by itself.',
    'Write the character itself or a numeric reference.',
  ),
  'xml.depth': unreadable(
    'syntax',
    'Elements are nested deeper than is read.',
    'Flatten the document to what the format defines.',
  ),
  'xml.attributes': unreadable(
    'syntax',
    'An element has more attributes than are read.',
    'Remove what the format does not define.',
  ),
  'xml.too-large': unreadable(
    'syntax',
    'A part of the document is larger than is read at once.',
    'Split the document.',
  ),
  'xml.namespace': warning(
    'structure',
    'The message is in another namespace than the one its format defines; it was read all the same.',
    'Use the namespace of the format.',
  ),
} as const;

export const ics = {
  'ics.rule': warning(
    'structure',
    'The declaration breaks a published rule of GB safety and security; the value is the number of the rule.',
    'See the rule at the place that is named; customs rejects the declaration for it.',
  ),
} as const;

export const json = {
  'json.syntax': unreadable('syntax', 'This is not valid JSON (RFC 8259).', 'Write the document with a JSON library.'),
  'json.duplicate-key': unreadable('syntax', 'An object has the same member twice.', 'Send each member once.'),
  'json.depth': unreadable(
    'syntax',
    'Arrays and objects are nested deeper than is read.',
    'Send what the schema defines.',
  ),
  'json.number-range': unreadable(
    'syntax',
    'A number is outside of what can be kept exactly.',
    'Send amounts as text, and no number beyond 2^53 or 15 digits.',
  ),
  'json.surrogate': unreadable('syntax', 'Half of a surrogate pair stands alone.', 'Send whole characters.'),
  'json.type': error(
    'structure',
    'A member is of another type than the schema says.',
    'See schemas/watchpost-json.schema.json.',
  ),
  'json.version': warning(
    'structure',
    'The document does not state its version `"watchpost":"1"`, or states another.',
    'Begin the document with {"watchpost":"1", …}.',
  ),
  'json.unknown-member': info(
    'structure',
    'A member is not known and was passed over (told once for each name).',
    'Look for a misspelt name.',
  ),
  'json.member-late': warning(
    'structure',
    'A member that holds for all lines came after the first of them and was passed over.',
    'Put it before the arrays of lines.',
  ),
} as const;

export const csv = {
  'csv.header': unreadable(
    'structure',
    'The first row does not name columns that are known.',
    'See docs/formats/csv.md.',
  ),
  'csv.unknown-column': info(
    'structure',
    'A column is not known and was passed over.',
    'See docs/formats/csv.md for the names.',
  ),
  'csv.missing-column': warning(
    'structure',
    'A column that the mapping names is not in the header.',
    'Send the column, or take it out of the mapping.',
  ),
  'csv.duplicate-column': warning(
    'structure',
    'Two columns mean the same; the first was read.',
    'Send each column once.',
  ),
  'csv.cells': unreadable(
    'syntax',
    'The row has more or fewer cells than the header.',
    'Quote cells that hold the separator.',
  ),
  'csv.quote': unreadable(
    'syntax',
    'A quotation mark is not closed, or stands inside a cell.',
    'Double it within quoted cells.',
  ),
} as const;

export const x12 = {
  'x12.isa-form': warning(
    'envelope',
    'The ISA has not the fixed length of 106 characters; the separators were found by what follows it.',
    'Fill every element of the ISA to its length.',
  ),
  'x12.segment-too-long': unreadable(
    'syntax',
    'A segment does not end within 32 KiB; it was passed over.',
    'End each segment with the terminator that the ISA names.',
  ),
  'x12.element-form': warning(
    'code',
    'The element has not the form that its code list or type allows; it is told as it was sent.',
    'See the code list of the element in the release that the group names.',
  ),
  'x12.heading-too-large': unreadable(
    'structure',
    'What stands before the lines of the message is larger than is kept; the rest of it was passed over.',
    'Send what the message defines.',
  ),
  'x12.status-untold': info(
    'code',
    'This status has no counterpart among the tracking events of UPU EMSEVT; it is no line.',
    'See docs/formats/x12.md for those that have.',
  ),
} as const;

export const imp = {
  'imp.no-message': unreadable(
    'syntax',
    'There is text that belongs to no message of Cargo-IMP.',
    'Begin each message with its identifier and version, as in FWB/17.',
  ),
  'imp.version': warning(
    'structure',
    'This version of the message is not described here; it was read like those that are.',
    'Send one of the versions that docs/formats/cargo-imp.md names.',
  ),
  'imp.line-broken': warning(
    'syntax',
    'The line begins like none of the message; it was taken for the rest of the line before it.',
    'Break lines only where the standard does, at most 69 characters.',
  ),
  'imp.line-length': warning(
    'syntax',
    'A line is longer than the 69 characters that the standard allows (told once for each message).',
    'Put the rest of it in a line of its own: longer ones are cut on telex lines.',
  ),
  'imp.line-too-long': unreadable(
    'syntax',
    'A line is longer than 16 KiB; it was passed over.',
    'Send only what the message defines.',
  ),
  'imp.quantity': error('code', 'These are no pieces and no weight.', 'T10K206.5: code, pieces, K or L, weight.'),
  'imp.status': warning(
    'code',
    'This status code is not known; it is told as it was sent.',
    'See docs/formats/cargo-imp.md for those that are.',
  ),
} as const;

export const edifact = {
  'edifact.tag': unreadable(
    'syntax',
    'What stands here is no segment: it has no tag (told once for each place in a message).',
    'Release service characters within texts, and end every segment with the terminator.',
  ),
  'edifact.stray': warning(
    'envelope',
    'Segments stand outside of any message and were passed over (told once for each interchange).',
    'Begin every message with UNH.',
  ),
  'edifact.status-untold': info(
    'code',
    'This status has no counterpart among the tracking events of UPU EMSEVT; it is no line.',
    'See docs/formats/edifact.md for those that have.',
  ),
  'edifact.charset': warning(
    'syntax',
    'The texts are UTF-8 although the syntax identifier names another character set; they were read as UTF-8.',
    'Name the set the interchange is written in: UNOW for UTF-8.',
  ),
} as const;
