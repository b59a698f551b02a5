import { error, info, unreadable, warning } from './catalogue-entry.ts';

/** Of what a line declares, in whatever format. */

export const lines = {
  'line.too-large': unreadable(
    'syntax',
    'The line is larger than a line may be.',
    'Send only what the format defines.',
  ),
  'line.empty': unreadable(
    'structure',
    'The line declares nothing: no party, no goods and no mass.',
    'Send at least who sends what to whom.',
  ),
  'line.incomplete': unreadable(
    'syntax',
    'The document ends or breaks within this line.',
    'Send the whole document again.',
  ),
  'field.required': unreadable('structure', 'A field without which the line means nothing is missing.', 'Send it.'),
  'field.missing': warning('structure', 'A field that the assessment relies on is missing.', 'Send it if you have it.'),
} as const;

export const values = {
  'number.form': error('code', 'This is not a number.', 'Digits, and a point before the fraction.'),
  'number.negative': error('code', 'The number may not be negative.', 'Send it as it is measured.'),
  'number.absurd': error('code', 'The number is larger than anything that is sent.', 'Check the unit.'),
  'number.zero': warning('code', 'The number is 0; it was taken as not stated.', 'Leave it out where it is not known.'),
  'date.form': error(
    'code',
    'This is not a date or time of the form that is expected here.',
    'See the page of the format.',
  ),
  'date.absurd': error('code', 'The date lies outside of 1950 to 2100.', 'Check the year.'),
  'date.future': warning(
    'consistency',
    'The document says that it was issued after it was received; the moment of receipt is used.',
    "Check the sending system's clock and time zone.",
  ),
  'date.order': warning(
    'consistency',
    'The arrival lies before the departure.',
    'Check the dates and their time zones.',
  ),
  'code.country': warning('code', 'This country code is not in ISO 3166-1.', 'Two letters, as in GB.'),
  'code.currency': warning('code', 'This currency code is not in ISO 4217.', 'Three letters, as in USD.'),
  'code.hs-form': warning(
    'code',
    'This is not a Harmonized System code; it was left out.',
    'Four to ten digits, with or without dots.',
  ),
  'code.hs-unknown': warning(
    'code',
    'The edition of 2022 of the Harmonized System has no such heading or subheading; the code was kept.',
    'Look the goods up in the edition in force.',
  ),
  'date.posted-late': warning(
    'consistency',
    'The item was posted after it arrives.',
    'Check the dates and their time zones.',
  ),
  'code.unit': error('code', 'This unit of mass is not known.', 'KGM, GRM, LBR or ONZ.'),
  'code.mode': warning('code', 'This mode of transport is not known.', 'See the page of the format.'),
  'code.function': error('code', 'This function of the declaration is not known.', 'original, amend or cancel.'),
  'code.event': unreadable('code', 'This is no tracking event.', 'A UPU EMSEVT code: EMA, EMB, EMC, EMD, …'),
} as const;

export const identifiers = {
  'id.s10-check-digit': warning(
    'code',
    'The check digit of this S10 number is wrong; the item goes by the document instead.',
    'Read the number from the label again.',
  ),
  'id.s10-country': warning(
    'code',
    'This S10 number names a country that does not exist; the item goes by the document instead.',
    'Read the number from the label again.',
  ),
  'id.none': info(
    'code',
    'The line has no number of its own; it goes by document and position.',
    'Send the item number or house bill where there is one.',
  ),
  'id.duplicate': warning(
    'consistency',
    'The same item is declared twice in this document; the later line is the newer version.',
    'Send each item once.',
  ),
  'id.air-waybill': warning(
    'code',
    'This is no air waybill number, or its check digit is wrong.',
    'Three digits and eight.',
  ),
  'id.container': warning(
    'code',
    'The check digit of this container number is wrong.',
    'Read it from the container again.',
  ),
  'id.receptacle': warning('code', 'This is no S9 receptacle of 29 characters.', 'Read the label of the receptacle.'),
  'id.dispatch': warning(
    'code',
    'This is no S8 dispatch of 20 characters.',
    'The first 20 characters of its receptacles.',
  ),
} as const;

export const consistency = {
  'consistency.mass': warning(
    'consistency',
    'The goods weigh more than the item they are in.',
    'Check the masses and their units.',
  ),
  'consistency.value': warning(
    'consistency',
    'The values of the goods do not add up to the value of the item.',
    'Send the value of each article for all of its pieces.',
  ),
} as const;

export const substance = {
  'substance.placeholder': warning(
    'substance',
    'This says nothing: a placeholder, digits or signs only, or the name of a file.',
    'Say who or what is meant.',
  ),
  'substance.stop-word': warning(
    'substance',
    'A description that describes nothing; customs elsewhere refuse it (stop words of ICS2, rules of PACT).',
    'Say what it is, what it is made of and what it is for.',
  ),
  'substance.goods-against-hs': warning(
    'substance',
    'The description names goods that belong to other chapters of the Harmonized System than the code.',
    'Check the code and the description.',
  ),
  'substance.postcode': warning(
    'substance',
    'This is no postcode of this country.',
    "Send the postcode in the country's form.",
  ),
  'substance.phone': warning(
    'substance',
    'This can be no phone number.',
    'Send it with the calling code of its country.',
  ),
  'substance.phone-country': info(
    'substance',
    'The phone number is one of another country than the address.',
    'Send it if it is the right one: nothing has to be mended then.',
  ),
} as const;
