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

const error = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'error', meaning, mend });
const warning = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'warning', meaning, mend });
const info = (meaning: string, mend: string): CatalogueEntry => ({ severity: 'info', meaning, mend });

const document = {
  'format.unknown': error(
    'The document is in no format that is read here.',
    'Send one of the supported formats, or name the format and look at the findings it gives.',
  ),
  'format.not-as-named': warning(
    'The document is in another format than the one it was sent as.',
    'Name the right format, or none: it is recognised by its content.',
  ),
  'format.name-unknown': warning('The named format is not known.', 'Use one of the format ids, or name none.'),
  'document.no-lines': error('The document declares nothing: no line was found in it.', 'Send at least one line.'),
  'document.truncated': error('The document ends before it is complete.', 'Send the whole document again.'),
  'document.too-many-lines': error(
    'The document has more lines than are read of one document; the rest was left out.',
    'Split the document.',
  ),
  'document.too-many-findings': info(
    'More was found than is listed; the rest is counted only.',
    'Mend what is listed and send again.',
  ),
} as const;

const characters = {
  'charset.invalid': error(
    'There are bytes that the character set does not know.',
    'Declare the character set the document is written in, or write UTF-8.',
  ),
  'charset.unknown': warning(
    'The declared character set is not known; the document was read as UTF-8.',
    'Declare UTF-8, ISO-8859-x, windows-125x, GB18030, Big5, EUC-KR or Shift_JIS.',
  ),
  'charset.contradiction': warning(
    'The byte order mark and the declaration name different character sets; the mark was believed.',
    'Declare the character set the document is written in.',
  ),
  'text.replacement-character': warning(
    'A character had been lost before the document was sent (U+FFFD stands in its place).',
    'Look for a wrong character set on the way from the source.',
  ),
  'text.control-character': warning('Control characters were taken out of a text.', 'Send text without them.'),
  'text.too-long': error('A text is longer than any text of a declaration may be.', 'Shorten it.'),
} as const;

const xml = {
  'xml.not-well-formed': error(
    'The document is not well-formed XML; nothing after this place was read.',
    'Write the document with an XML library.',
  ),
  'xml.doctype': error(
    'The document has a document type declaration, which is refused.',
    'Leave DOCTYPE out; nothing of it is needed.',
  ),
  'xml.entity': error(
    'The document uses an entity that XML does not define by itself.',
    'Write the character itself or a numeric reference.',
  ),
  'xml.depth': error('Elements are nested deeper than is read.', 'Flatten the document to what the format defines.'),
  'xml.attributes': error('An element has more attributes than are read.', 'Remove what the format does not define.'),
  'xml.too-large': error('A part of the document is larger than is read at once.', 'Split the document.'),
  'xml.namespace': warning(
    'The message is in another namespace than the one its format defines; it was read all the same.',
    'Use the namespace of the format.',
  ),
} as const;

const ics = {
  'ics.rule': warning(
    'The declaration breaks a published rule of GB safety and security; the value is the number of the rule.',
    'See the rule at the place that is named; customs rejects the declaration for it.',
  ),
} as const;

const json = {
  'json.syntax': error('This is not valid JSON (RFC 8259).', 'Write the document with a JSON library.'),
  'json.duplicate-key': error('An object has the same member twice.', 'Send each member once.'),
  'json.depth': error('Arrays and objects are nested deeper than is read.', 'Send what the schema defines.'),
  'json.number-range': error(
    'A number is outside of what can be kept exactly.',
    'Send amounts as text, and no number beyond 2^53 or 15 digits.',
  ),
  'json.surrogate': error('Half of a surrogate pair stands alone.', 'Send whole characters.'),
  'json.type': error('A member is of another type than the schema says.', 'See schemas/watchpost-json.schema.json.'),
  'json.version': warning(
    'The document does not state its version `"watchpost":"1"`, or states another.',
    'Begin the document with {"watchpost":"1", …}.',
  ),
  'json.unknown-member': info(
    'A member is not known and was passed over (told once for each name).',
    'Look for a misspelt name.',
  ),
  'json.member-late': warning(
    'A member that holds for all lines came after the first of them and was passed over.',
    'Put it before the arrays of lines.',
  ),
} as const;

const csv = {
  'csv.header': error('The first row does not name columns that are known.', 'See docs/formats/csv.md.'),
  'csv.unknown-column': info('A column is not known and was passed over.', 'See docs/formats/csv.md for the names.'),
  'csv.missing-column': warning(
    'A column that the mapping names is not in the header.',
    'Send the column, or take it out of the mapping.',
  ),
  'csv.duplicate-column': warning('Two columns mean the same; the first was read.', 'Send each column once.'),
  'csv.cells': error('The row has more or fewer cells than the header.', 'Quote cells that hold the separator.'),
  'csv.quote': error('A quotation mark is not closed, or stands inside a cell.', 'Double it within quoted cells.'),
} as const;

const x12 = {
  'x12.isa-form': warning(
    'The ISA has not the fixed length of 106 characters; the separators were found by what follows it.',
    'Fill every element of the ISA to its length.',
  ),
  'x12.segment-too-long': error(
    'A segment does not end within 32 KiB; it was passed over.',
    'End each segment with the terminator that the ISA names.',
  ),
  'x12.element-form': warning(
    'The element has not the form that its code list or type allows; it is told as it was sent.',
    'See the code list of the element in the release that the group names.',
  ),
  'x12.heading-too-large': error(
    'What stands before the lines of the message is larger than is kept; the rest of it was passed over.',
    'Send what the message defines.',
  ),
  'x12.status-untold': info(
    'This status has no counterpart among the tracking events of UPU EMSEVT; it is no line.',
    'See docs/formats/x12.md for those that have.',
  ),
} as const;

const imp = {
  'imp.no-message': error(
    'There is text that belongs to no message of Cargo-IMP.',
    'Begin each message with its identifier and version, as in FWB/17.',
  ),
  'imp.version': warning(
    'This version of the message is not described here; it was read like those that are.',
    'Send one of the versions that docs/formats/cargo-imp.md names.',
  ),
  'imp.line-broken': warning(
    'The line begins like none of the message; it was taken for the rest of the line before it.',
    'Break lines only where the standard does, at most 69 characters.',
  ),
  'imp.line-length': warning(
    'A line is longer than the 69 characters that the standard allows (told once for each message).',
    'Put the rest of it in a line of its own: longer ones are cut on telex lines.',
  ),
  'imp.line-too-long': error(
    'A line is longer than 16 KiB; it was passed over.',
    'Send only what the message defines.',
  ),
  'imp.quantity': error('These are no pieces and no weight.', 'T10K206.5: code, pieces, K or L, weight.'),
  'imp.status': warning(
    'This status code is not known; it is told as it was sent.',
    'See docs/formats/cargo-imp.md for those that are.',
  ),
} as const;

const edifact = {
  'edifact.tag': error(
    'What stands here is no segment: it has no tag (told once for each place in a message).',
    'Release service characters within texts, and end every segment with the terminator.',
  ),
  'edifact.stray': warning(
    'Segments stand outside of any message and were passed over (told once for each interchange).',
    'Begin every message with UNH.',
  ),
  'edifact.status-untold': info(
    'This status has no counterpart among the tracking events of UPU EMSEVT; it is no line.',
    'See docs/formats/edifact.md for those that have.',
  ),
  'edifact.charset': warning(
    'The texts are UTF-8 although the syntax identifier names another character set; they were read as UTF-8.',
    'Name the set the interchange is written in: UNOW for UTF-8.',
  ),
} as const;

const messages = {
  'message.profile': info(
    'No public definition of this message is known; it was read by the profile on its page, and conformance to anything else is not claimed.',
    'See docs/formats for the profile.',
  ),
  'message.unsupported': error(
    'This message is none of those that declare or track anything here; only its envelope was checked.',
    'Send declarations and tracking messages; see docs/formats.',
  ),
  'message.structure': warning(
    'The message is not built as its definition says at this place; what could be understood was read.',
    'Send the parts of the message in the order and number of its definition.',
  ),
  'message.incomplete': error(
    'The document ends or breaks before all that its message says of this line was read.',
    'Send the whole document again; mend first what is named at the place where it breaks.',
  ),
} as const;

const lines = {
  'line.too-large': error('The line is larger than a line may be.', 'Send only what the format defines.'),
  'line.empty': error(
    'The line declares nothing: no party, no goods and no mass.',
    'Send at least who sends what to whom.',
  ),
  'line.incomplete': error('The document ends or breaks within this line.', 'Send the whole document again.'),
  'field.required': error('A field without which the line means nothing is missing.', 'Send it.'),
  'field.missing': warning('A field that the assessment relies on is missing.', 'Send it if you have it.'),
} as const;

const values = {
  'number.form': error('This is not a number.', 'Digits, and a point before the fraction.'),
  'number.negative': error('The number may not be negative.', 'Send it as it is measured.'),
  'number.absurd': error('The number is larger than anything that is sent.', 'Check the unit.'),
  'number.zero': warning('The number is 0; it was taken as not stated.', 'Leave it out where it is not known.'),
  'date.form': error('This is not a date or time of the form that is expected here.', 'See the page of the format.'),
  'date.absurd': error('The date lies outside of 1950 to 2100.', 'Check the year.'),
  'date.future': warning(
    'The document says that it was issued after it was received; the moment of receipt is used.',
    "Check the sending system's clock and time zone.",
  ),
  'date.order': warning('The arrival lies before the departure.', 'Check the dates and their time zones.'),
  'code.country': warning('This country code is not in ISO 3166-1.', 'Two letters, as in GB.'),
  'code.currency': warning('This currency code is not in ISO 4217.', 'Three letters, as in USD.'),
  'code.hs-form': warning(
    'This is not a Harmonized System code; it was left out.',
    'Four to ten digits, with or without dots.',
  ),
  'code.hs-unknown': warning(
    'The edition of 2022 of the Harmonized System has no such heading or subheading; the code was kept.',
    'Look the goods up in the edition in force.',
  ),
  'date.posted-late': warning('The item was posted after it arrives.', 'Check the dates and their time zones.'),
  'code.unit': error('This unit of mass is not known.', 'KGM, GRM, LBR or ONZ.'),
  'code.mode': warning('This mode of transport is not known.', 'See the page of the format.'),
  'code.function': error('This function of the declaration is not known.', 'original, amend or cancel.'),
  'code.event': error('This is no tracking event.', 'A UPU EMSEVT code: EMA, EMB, EMC, EMD, …'),
} as const;

const identifiers = {
  'id.s10-check-digit': warning(
    'The check digit of this S10 number is wrong; the item goes by the document instead.',
    'Read the number from the label again.',
  ),
  'id.s10-country': warning(
    'This S10 number names a country that does not exist; the item goes by the document instead.',
    'Read the number from the label again.',
  ),
  'id.none': info(
    'The line has no number of its own; it goes by document and position.',
    'Send the item number or house bill where there is one.',
  ),
  'id.duplicate': warning(
    'The same item is declared twice in this document; the later line is the newer version.',
    'Send each item once.',
  ),
  'id.air-waybill': warning('This is no air waybill number, or its check digit is wrong.', 'Three digits and eight.'),
  'id.container': warning('The check digit of this container number is wrong.', 'Read it from the container again.'),
  'id.receptacle': warning('This is no S9 receptacle of 29 characters.', 'Read the label of the receptacle.'),
  'id.dispatch': warning('This is no S8 dispatch of 20 characters.', 'The first 20 characters of its receptacles.'),
} as const;

const envelope = {
  'envelope.segment-count': warning(
    'The trailer of the message counts other segments than there are.',
    'Check that no segment was lost on the way; count header and trailer too.',
  ),
  'envelope.message-count': warning(
    'The trailer counts other messages or groups than there are.',
    'Check that no message was lost on the way.',
  ),
  'envelope.reference': warning(
    'The trailer repeats another control reference than the header states.',
    'Write the same reference into header and trailer.',
  ),
  'envelope.duplicate': warning(
    'This control reference was used before in this document.',
    'Give each interchange, group and message a reference of its own.',
  ),
  'envelope.missing': warning(
    'A header or trailer of the envelope is missing; what stands without it was read all the same.',
    'Send messages within the whole envelope of their syntax.',
  ),
  'envelope.test': warning(
    'The interchange is marked as a test; it was read like any other.',
    'Send tests to a sandbox, or leave the mark out.',
  ),
  'envelope.syntax': error(
    'A header or trailer of the envelope is not formed as its syntax says.',
    'Write the envelope with a library of the syntax.',
  ),
  'envelope.item-count': warning(
    'The header states another number of items than there are.',
    'Check that no item was lost on the way.',
  ),
  'envelope.package-count': warning(
    'The header states another number of packages than the items add up to.',
    'Check the packages of each item.',
  ),
  'envelope.gross-mass': warning(
    'The header states another gross mass than the items add up to.',
    'Check the mass of each item.',
  ),
  'envelope.message-type': warning('The message calls itself another type than it is.', 'Check the header.'),
  'envelope.too-many-items': warning(
    'The message has so many items that they were passed on before what follows them was read.',
    'Send at most 9,999 items in a message.',
  ),
} as const;

const consistency = {
  'consistency.mass': warning('The goods weigh more than the item they are in.', 'Check the masses and their units.'),
  'consistency.value': warning(
    'The values of the goods do not add up to the value of the item.',
    'Send the value of each article for all of its pieces.',
  ),
} as const;

const substance = {
  'substance.placeholder': warning(
    'This says nothing: a placeholder, digits or signs only, or the name of a file.',
    'Say who or what is meant.',
  ),
  'substance.stop-word': warning(
    'A description that describes nothing; customs elsewhere refuse it (stop words of ICS2, rules of PACT).',
    'Say what it is, what it is made of and what it is for.',
  ),
  'substance.goods-against-hs': warning(
    'The description names goods that belong to other chapters of the Harmonized System than the code.',
    'Check the code and the description.',
  ),
  'substance.postcode': warning('This is no postcode of this country.', "Send the postcode in the country's form."),
  'substance.phone': warning('This can be no phone number.', 'Send it with the calling code of its country.'),
  'substance.phone-country': info(
    'The phone number is one of another country than the address.',
    'Send it if it is the right one: nothing has to be mended then.',
  ),
} as const;

/** Every code there is, with what it means. */
export const findingCatalogue = {
  ...document,
  ...characters,
  ...xml,
  ...ics,
  ...json,
  ...csv,
  ...x12,
  ...imp,
  ...edifact,
  ...messages,
  ...lines,
  ...values,
  ...identifiers,
  ...envelope,
  ...consistency,
  ...substance,
} satisfies Record<string, CatalogueEntry>;

export type FindingCode = keyof typeof findingCatalogue;
