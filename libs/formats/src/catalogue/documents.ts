import { error, info, unreadable, warning } from './catalogue-entry.ts';

/** Of documents, their characters, their messages and envelopes. */

export const document = {
  'format.unknown': unreadable(
    'syntax',
    'The document is in no format that is read here.',
    'Send one of the supported formats, or name the format and look at the findings it gives.',
  ),
  'format.not-as-named': warning(
    'syntax',
    'The document is in another format than the one it was sent as.',
    'Name the right format, or none: it is recognised by its content.',
  ),
  'format.name-unknown': warning(
    'syntax',
    'The named format is not known.',
    'Use one of the format ids, or name none.',
  ),
  'document.foreign-text': warning(
    'structure',
    'Text that belongs to no message stands before, between or behind them; it was passed over.',
    'Send the messages alone, without the mail or the note that they came with.',
  ),
  'document.no-lines': unreadable(
    'structure',
    'The document declares nothing: no line was found in it.',
    'Send at least one line.',
  ),
  'document.truncated': unreadable(
    'syntax',
    'The document ends before it is complete.',
    'Send the whole document again.',
  ),
  'document.too-many-lines': unreadable(
    'structure',
    'The document has more lines than are read of one document; the rest was left out.',
    'Split the document.',
  ),
  'document.too-many-findings': info(
    'structure',
    'More was found than is listed; the rest is counted only.',
    'Mend what is listed and send again.',
  ),
} as const;

export const characters = {
  'charset.invalid': unreadable(
    'syntax',
    'There are bytes that the character set does not know.',
    'Declare the character set the document is written in, or write UTF-8.',
  ),
  'charset.unknown': warning(
    'syntax',
    'The declared character set is not known; the document was read as UTF-8.',
    'Declare UTF-8, ISO-8859-x, windows-125x, GB18030, Big5, EUC-KR or Shift_JIS.',
  ),
  'charset.contradiction': warning(
    'syntax',
    'The byte order mark and the declaration name different character sets; the mark was believed.',
    'Declare the character set the document is written in.',
  ),
  'text.replacement-character': warning(
    'syntax',
    'A character had been lost before the document was sent (U+FFFD stands in its place).',
    'Look for a wrong character set on the way from the source.',
  ),
  'text.control-character': warning(
    'syntax',
    'Control characters were taken out of a text.',
    'Send text without them.',
  ),
  'text.too-long': error('structure', 'A text is longer than any text of a declaration may be.', 'Shorten it.'),
} as const;

export const messages = {
  'message.profile': info(
    'structure',
    'No public definition of this message is known; it was read by the profile on its page, and conformance to anything else is not claimed.',
    'See docs/formats for the profile.',
  ),
  'message.unsupported': unreadable(
    'structure',
    'This message is none of those that declare or track anything here; only its envelope was checked.',
    'Send declarations and tracking messages; see docs/formats.',
  ),
  'message.structure': warning(
    'structure',
    'The message is not built as its definition says at this place; what could be understood was read.',
    'Send the parts of the message in the order and number of its definition.',
  ),
  'message.incomplete': unreadable(
    'syntax',
    'The document ends or breaks before all that its message says of this line was read.',
    'Send the whole document again; mend first what is named at the place where it breaks.',
  ),
} as const;

export const envelope = {
  'envelope.segment-count': warning(
    'envelope',
    'The trailer of the message counts other segments than there are.',
    'Check that no segment was lost on the way; count header and trailer too.',
  ),
  'envelope.message-count': warning(
    'envelope',
    'The trailer counts other messages or groups than there are.',
    'Check that no message was lost on the way.',
  ),
  'envelope.reference': warning(
    'envelope',
    'The trailer repeats another control reference than the header states.',
    'Write the same reference into header and trailer.',
  ),
  'envelope.duplicate': warning(
    'envelope',
    'This control reference was used before in this document.',
    'Give each interchange, group and message a reference of its own.',
  ),
  'envelope.missing': warning(
    'envelope',
    'A header or trailer of the envelope is missing; what stands without it was read all the same.',
    'Send messages within the whole envelope of their syntax.',
  ),
  'envelope.test': warning(
    'envelope',
    'The interchange is marked as a test; it was read like any other.',
    'Send tests to a sandbox, or leave the mark out.',
  ),
  'envelope.syntax': error(
    'envelope',
    'A header or trailer of the envelope is not formed as its syntax says.',
    'Write the envelope with a library of the syntax.',
  ),
  'envelope.item-count': warning(
    'envelope',
    'The header states another number of items than there are.',
    'Check that no item was lost on the way.',
  ),
  'envelope.package-count': warning(
    'envelope',
    'The header states another number of packages than the items add up to.',
    'Check the packages of each item.',
  ),
  'envelope.gross-mass': warning(
    'envelope',
    'The header states another gross mass than the items add up to.',
    'Check the mass of each item.',
  ),
  'envelope.message-type': warning(
    'envelope',
    'The message calls itself another type than it is.',
    'Check the header.',
  ),
  'envelope.too-many-items': warning(
    'envelope',
    'The message has so many items that they were passed on before what follows them was read.',
    'Send at most 9,999 items in a message.',
  ),
} as const;
