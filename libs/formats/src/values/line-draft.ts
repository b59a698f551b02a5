import {
  isContainerNumber,
  isCurrency,
  isCustomsCountry,
  looksLikeS10,
  normaliseHs,
  parseAirWaybill,
  parseDispatch,
  parseReceptacle,
  parseS10,
  type Finding,
  type Money,
  type Place,
} from '@watchpost/domain';
import type { FindingCode } from '../finding-catalogue.ts';
import type { FindingDetails, FindingLog } from '../findings.ts';
import type { FieldTrace } from '../provenance/field-trace.ts';
import { plainNumber, toTwelveDigits } from './decimals.ts';
import { lookUp } from './lookup.ts';
import type { Moment } from './moments.ts';
import type { Sited } from './sited.ts';
import { upperCase } from './upper-case.ts';

/** Kilograms in a unit of mass: UN/ECE Recommendation 20 codes and what is written for them. */
const kilogramsIn: Readonly<Record<string, number>> = {
  KGM: 1,
  KG: 1,
  K: 1,
  GRM: 0.001,
  G: 0.001,
  LBR: 0.45359237,
  LB: 0.45359237,
  L: 0.45359237,
  ONZ: 0.028349523125,
  OZ: 0.028349523125,
  TNE: 1000,
  STN: 907.18474,
  LTN: 1016.0469088,
  DTN: 100,
  MGM: 1e-6,
};

/** Heavier than the largest ship's cargo, more pieces than are made: a slip of the keyboard. */
const ABSURD = 1e9;
const EARLIEST = Date.UTC(1950, 0, 1);
const LATEST = Date.UTC(2100, 0, 1);

const decimal = /^[+-]?(\d+\.?\d*|\.\d+)$/;
/** Anything beside visible ASCII with single blanks between: most texts need no second look. */
const needsCare = /[^ -~]|^ | $| {2}/;
// eslint-disable-next-line no-control-regex -- control characters are what is looked for
const controls = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\u007f-\u009f]/g;

/**
 * Turns the texts of one line into values, remembers where each field stands, and reports what is wrong. An error on a field rejects the
 * line; a warning leaves the field out or keeps it as sent.
 */
export class LineDraft {
  /** The first error; the line is rejected for it. */
  rejection: Finding | null = null;
  /** The first finding for which the line waits for an operator, by its partner's settings. */
  quarantine: Finding | null = null;
  // Two lists instead of a map: written for every field of every line, read for few.
  readonly #fields: string[] = [];
  readonly #sites: Sited[] = [];

  constructor(
    readonly log: FindingLog,
    /** null for what holds for all lines of a message. */
    readonly ordinal: number | null,
    readonly place: Place,
    private readonly textLength: number,
    /** null unless the origin of fields is asked for; what is told it then, and computed for that, is not computed otherwise. */
    readonly trace: FieldTrace | null = null,
  ) {}

  placeOf = (field: string): Place | null => {
    const at = this.#fields.lastIndexOf(field);
    return at < 0 ? null : this.#sites[at]!.place;
  };

  note(field: string, sited: Sited): void {
    this.#fields.push(field);
    this.#sites.push(sited);
  }

  /** Fields and where they stand, in the order in which they were read. */
  get notes(): readonly (readonly [string, Sited])[] {
    return this.#fields.map((field, at) => [field, this.#sites[at]!]);
  }

  /** What was read but says nothing after all. @param field with all that is below it */
  forget(field: string): void {
    for (let at = this.#fields.length - 1; at >= 0; at--) {
      const name = this.#fields[at]!;
      if (name !== field && !name.startsWith(`${field}.`)) continue;
      this.#fields.splice(at, 1);
      this.#sites.splice(at, 1);
    }
  }

  /** Another place may state it. */
  #forgetLast(): void {
    this.#fields.pop();
    this.#sites.pop();
  }

  /** What stands once for all lines stands where it stands: its fields keep their places. @param field with all that is below it */
  inherit(shared: LineDraft, field: string): void {
    if (shared.trace !== null) this.trace?.inherit(shared.trace, field);
    const { length } = shared.#fields;
    for (let at = 0; at < length; at++) {
      const name = shared.#fields[at]!;
      if (name.startsWith(field)) this.note(name, shared.#sites[at]!);
    }
  }

  report(code: FindingCode, place: Place | null, details: FindingDetails = {}): void {
    const finding = this.log.report(code, this.ordinal, place ?? this.place, details);
    if (finding.severity !== 'error') return;
    if (this.log.costs?.costOf(code) === 'quarantine') this.quarantine ??= finding;
    else this.rejection ??= finding;
  }

  /** Reports what leaves nothing of the line, where the same code elsewhere leaves something: no setting waives it. */
  refuse(code: FindingCode, place: Place, details: FindingDetails = {}): void {
    this.rejection ??= this.log.report(code, this.ordinal, place, { ...details, waiver: 'none' });
  }

  /** White space folded, control characters taken out; null where nothing is left. */
  text(field: string, sited: Sited | null): string | null {
    if (sited === null) return null;
    const { text } = sited;
    const isFine = (sited.isTidy === true || !needsCare.test(text)) && text.length <= this.textLength;
    const folded = isFine ? text : this.#careful(text, sited);
    if (folded === '') return null;
    this.note(field, sited);
    return folded;
  }

  #careful(text: string, sited: Sited): string {
    if (text.length > this.textLength) {
      this.report('text.too-long', sited.place, { value: text, expected: `${this.textLength} characters` });
      return '';
    }
    const clean = text.replace(controls, ' ');
    if (clean !== text) this.report('text.control-character', sited.place, { value: text.replace(controls, '·') });
    if (text.includes('\ufffd') && !sited.isDamaged)
      this.report('text.replacement-character', sited.place, { value: text });
    return clean.trim().replace(/\s+/g, ' ');
  }

  /** A number that is not negative; 0 counts as not stated, with a warning. @param decimalSign what stands before the fraction */
  number(field: string, sited: Sited | null, decimalSign: '.' | ',' = '.'): number | null {
    const text = this.text(field, sited);
    if (text === null) return null;
    const plain = decimalSign === '.' ? plainNumber(text) : NaN;
    const isFine = plain > 0 && plain <= ABSURD;
    const value = isFine ? plain : this.#magnitude(plainDecimal(text, decimalSign), sited!);
    if (value === 0) this.report('number.zero', sited!.place, { value: text });
    if (value !== 0 && value !== null) return value;
    if (this.trace !== null) this.#forgetLast();
    return null;
  }

  #magnitude(text: string, sited: Sited): number | null {
    if (!decimal.test(text)) {
      this.report('number.form', sited.place, { value: sited.text });
      return null;
    }
    const value = Number(text);
    if (value < 0) this.report('number.negative', sited.place, { value: sited.text });
    else if (value > ABSURD) this.report('number.absurd', sited.place, { value: sited.text });
    else return value;
    return null;
  }

  /** @param unit Recommendation 20 code; kilograms where the document states none */
  massKg(field: string, sited: Sited | null, unit: Sited | null = null, decimalSign: '.' | ',' = '.'): number | null {
    const value = this.number(field, sited, decimalSign);
    const unitText = upperCase(this.text(`${field}.unit`, unit) ?? 'KGM');
    const factor = unitText === 'KGM' ? 1 : lookUp(kilogramsIn, unitText);
    if (value === null) return null;
    if (factor === undefined) {
      this.report('code.unit', unit?.place ?? null, { value: unitText, expected: 'KGM, GRM, LBR, ONZ' });
      return null;
    }
    return factor === 1 ? value : toTwelveDigits(value * factor);
  }

  money(field: string, amount: Sited | null, currency: Sited | null, decimalSign: '.' | ',' = '.'): Money | null {
    const text = this.text(field, amount);
    if (text === null) return null;
    const isFine = decimalSign === '.' && plainNumber(text) <= ABSURD;
    const plain = isFine ? text : plainDecimal(text, decimalSign);
    if (!isFine && this.#magnitude(plain, amount!) === null) return null;
    const stated = this.text(`${field}.currency`, currency);
    const code = stated && upperCase(stated);
    if (code !== null && !isCurrency(code)) this.report('code.currency', currency!.place, { value: code });
    return { amount: plain.startsWith('+') ? plain.slice(1) : plain, currency: code };
  }

  /** Upper-cased; a code that ISO 3166-1 does not know stays, with a warning. */
  country(field: string, sited: Sited | null): string | null {
    const text = this.text(field, sited);
    const code = text && upperCase(text);
    if (code !== null && !isCustomsCountry(code)) this.report('code.country', sited!.place, { value: code });
    return code;
  }

  /** Digits only, 4 to 10 of them; what is none is left out, with a warning. */
  hs(field: string, sited: Sited | null): string | null {
    const text = this.text(field, sited);
    if (text === null) return null;
    const code = normaliseHs(text);
    if (code === null) this.report('code.hs-form', sited!.place, { value: text, expected: '4 to 10 digits' });
    return code;
  }

  /** @param parse answers null where the text has not the form it expects */
  moment(field: string, sited: Sited | null, parse: (text: string) => Moment | null, form: string): Moment | null {
    const text = this.text(field, sited);
    if (text === null) return null;
    const moment = parse(text);
    if (moment === null) {
      this.report('date.form', sited!.place, { value: text, expected: form });
      return null;
    }
    if (moment.at < EARLIEST || moment.at >= LATEST) {
      this.report('date.absurd', sited!.place, { value: text, expected: '1950 to 2100' });
      return null;
    }
    this.trace?.moment(field, moment);
    return moment;
  }

  /** What the item is called. An S10 number with a fault is kept as it was sent, but identifies nothing. */
  itemNumber(
    field: string,
    sited: Sited | null,
  ): { readonly text: string; readonly s10: string | null; readonly country: string | null } | null {
    const text = this.text(field, sited);
    if (text === null) return null;
    if (!looksLikeS10(text)) return { text, s10: null, country: null };
    const answer = parseS10(text);
    if (answer.kind === 'valid')
      return { text: answer.s10.number, s10: answer.s10.number, country: answer.s10.country };
    const code = answer.fault === 'country' ? 'id.s10-country' : 'id.s10-check-digit';
    this.report(code, sited!.place, { value: text, expected: answer.expected });
    return { text, s10: null, country: null };
  }

  airWaybill(field: string, sited: Sited | null): string | null {
    const text = this.text(field, sited);
    if (text === null) return null;
    const waybill = parseAirWaybill(text);
    if (!waybill?.hasRightCheckDigit) this.report('id.air-waybill', sited!.place, { value: text });
    return waybill?.number ?? text;
  }

  container(field: string, sited: Sited | null): string | null {
    const stated = this.text(field, sited);
    const text = stated && upperCase(stated.includes(' ') ? stated.replaceAll(' ', '') : stated);
    if (text !== null && containerForm.test(text) && !isContainerNumber(text)) {
      this.report('id.container', sited!.place, { value: text });
    }
    return text;
  }

  receptacle(field: string, sited: Sited | null): string | null {
    const text = this.text(field, sited)?.toUpperCase() ?? null;
    if (text !== null && parseReceptacle(text) === null) this.report('id.receptacle', sited!.place, { value: text });
    return text;
  }

  dispatch(field: string, sited: Sited | null): string | null {
    const text = this.text(field, sited)?.toUpperCase() ?? null;
    if (text !== null && parseDispatch(text) === null) this.report('id.dispatch', sited!.place, { value: text });
    return text;
  }
}

const containerForm = /^[A-Z]{4}\d{7}$/;

const grouped = {
  '.': /^[+-]?\d{1,3}(,\d{3})+(\.\d*)?$/,
  ',': /^[+-]?\d{1,3}(\.\d{3})+(,\d*)?$/,
} as const;

/** `1.234,5` with a decimal comma, `1,234.5` with a point: separators of thousands taken out. */
function plainDecimal(text: string, sign: '.' | ','): string {
  if (sign === '.') return text.includes(',') && grouped['.'].test(text) ? text.replaceAll(',', '') : text;
  return (grouped[','].test(text) ? text.replaceAll('.', '') : text).replace(',', '.');
}
