import { error, info, warning } from './catalogue-entry.ts';

/** Of what a line declares, in whatever format. */

export const lines = {
  'line.too-large': error('The line is larger than a line may be.', 'Send only what the format defines.'),
  'line.empty': error(
    'The line declares nothing: no party, no goods and no mass.',
    'Send at least who sends what to whom.',
  ),
  'line.incomplete': error('The document ends or breaks within this line.', 'Send the whole document again.'),
  'field.required': error('A field without which the line means nothing is missing.', 'Send it.'),
  'field.missing': warning('A field that the assessment relies on is missing.', 'Send it if you have it.'),
} as const;

export const values = {
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

export const identifiers = {
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

export const consistency = {
  'consistency.mass': warning('The goods weigh more than the item they are in.', 'Check the masses and their units.'),
  'consistency.value': warning(
    'The values of the goods do not add up to the value of the item.',
    'Send the value of each article for all of its pieces.',
  ),
} as const;

export const substance = {
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
