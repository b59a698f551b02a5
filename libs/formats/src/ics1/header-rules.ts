import type { XmlElement } from '../xml/xml-element.ts';
import { childOf, has, textOf } from './element-tests.ts';
import { massRules } from './item-rules.ts';
import type { Broken, ItemSums } from './rule-terms.ts';

/** TraModAtBorHEA76 that GB takes. */
const modes: ReadonlySet<number> = new Set([1, 2, 3, 4, 8, 10, 11]);
const flight = /^([a-z0-9]{3}\d{1,4}[a-z]?|[a-z0-9]{1,3}\d[a-z]?)$/i;

/** Rules on the header and on what the items say together. */
export function headerRules(root: XmlElement, items: ItemSums, broken: Broken): void {
  const head = childOf(root, 'HEAHEA');
  if (head) {
    transportRules(head, broken);
    totalRules(head, items, broken);
  }
  partyRules(root, head, items, broken);
  const need = (rule: string, isMet: boolean, message: string) => {
    if (!isMet) broken(rule, root, message);
  };
  need('8102', items.isInSequence, 'Items are numbered from 1, each once, in sequence.');
  need(
    '8193',
    items.consignors === 0 || (items.consignors > 1 && items.consignorTexts.size > 1),
    'Consignors on items differ; one that is the same for all stands in the header.',
  );
  need('8611', items.items <= 999, 'There are at most 999 items.');
  need(
    '8684',
    root.children.filter(({ name }) => name === 'ITI').length >= 2,
    'The itinerary has at least two countries.',
  );
  need('8688', items.packed > 0, 'Packages are required.');
  const lodged = childOf(childOf(root, 'CUSOFFLON'), 'RefNumCOL1');
  const entry = textOf(childOf(root, 'CUSOFFFENT730'), 'RefNumCUSOFFFENT731');
  if (lodged && lodged.text.trim() === entry)
    broken('8616', lodged, 'The office of lodgement is not that of first entry.');
}

function transportRules(head: XmlElement, broken: Broken): void {
  const modeElement = childOf(head, 'TraModAtBorHEA76');
  const mode = Number(modeElement?.text.trim());
  const test = (rule: string, element: XmlElement | undefined, isBroken: boolean, message: string) => {
    if (isBroken) broken(rule, element ?? head, message);
  };
  test('8689', modeElement, !modes.has(mode), 'The mode of transport is 1, 2, 3, 4, 8, 10 or 11.');
  test('8690', modeElement, /^0./.test(modeElement?.text.trim() ?? ''), 'The mode of transport has leading zeros.');
  const circumstance = childOf(head, 'SpeCirIndHEA1');
  const indicator = circumstance?.text.trim() ?? '';
  test(
    '8691',
    circumstance,
    circumstance !== undefined && !/^[CDE]$/.test(indicator),
    'The specific circumstance is C, D or E.',
  );
  test('8111', modeElement, indicator === 'C' && modes.has(mode) && mode !== 3, 'Circumstance C is road (C529).');
  test('8112', modeElement, indicator === 'D' && modes.has(mode) && mode !== 2, 'Circumstance D is rail (C529).');
  meansRules(head, mode, test);
  referenceRules(childOf(head, 'ConRefNumHEA'), mode, test);
}

type Test = (rule: string, element: XmlElement | undefined, isBroken: boolean, message: string) => void;

function meansRules(head: XmlElement, mode: number, test: Test): void {
  const means = childOf(head, 'IdeOfMeaOfTraCroHEA85');
  const nationality = childOf(head, 'NatOfMeaOfTraCroHEA87');
  const isVessel = mode === 1 || mode === 8;
  const isRoad = mode === 3 || mode === 10 || mode === 11;
  test('8107', means, isVessel && !means, 'The means of transport is required for sea and inland water (C017).');
  if (means) {
    test('8113', means, mode === 4, 'The means of transport may not be named for air (C017).');
    const isNumber = /^\d{7,8}$/.test(means.text.trim());
    test('8114', means, isVessel && !isNumber, 'The means of transport is an IMO or ENI number (C514).');
    test('8108', means, isRoad && !nationality, 'The nationality of the means of transport is required (C024).');
  }
  if (nationality)
    test(
      '8115',
      nationality,
      !(isRoad && means),
      'The nationality of the means of transport may not stand here (C024).',
    );
}

function referenceRules(reference: XmlElement | undefined, mode: number, test: Test): void {
  const text = reference?.text.trim() ?? '';
  test('8118', reference, mode === 4 && !flight.test(text), 'The conveyance reference is a flight number for air.');
  const isTransfer = /^XFER(?![a-z0-9]+([:-][a-z0-9]+)?$)/i.test(text);
  test('8685', reference, mode === 1 && isTransfer, 'A reference with XFER goes on with letters and digits.');
}

function totalRules(head: XmlElement, items: ItemSums, broken: Broken): void {
  const [count, packages, mass] = ['TotNumOfIteHEA305', 'TotNumOfPacHEA306', 'TotGroMasHEA307'].map((name) =>
    childOf(head, name),
  );
  const test = (rule: string, element: XmlElement | undefined, isBroken: boolean, message: string) => {
    if (isBroken) broken(rule, element ?? head, message);
  };
  test(
    '8206',
    count,
    count !== undefined && Number(count.text) !== items.items,
    'The total number of items is not that of the items.',
  );
  test('8671', count, /^0./.test(count?.text.trim() ?? ''), 'The total number of items has leading zeros.');
  test(
    '8109',
    packages,
    items.packed > 0 && !packages,
    'The total number of packages is required beside packages (C582).',
  );
  test(
    '8116',
    packages,
    items.packed === 0 && packages !== undefined,
    'The total number of packages may not stand without packages (C582).',
  );
  test(
    '8117',
    packages,
    packages !== undefined && Number(packages.text) !== items.packages,
    'The total number of packages is not what packages, pieces and bulk add up to (R105).',
  );
  test('8672', packages, /^0./.test(packages?.text.trim() ?? ''), 'The total number of packages has leading zeros.');
  test(
    '8686',
    mass,
    mass !== undefined && Number(mass.text) + 0.0001 < items.massKg,
    'The total gross mass is less than the items add up to.',
  );
  test('8673', mass, /[+-]/.test(mass?.text ?? ''), 'The total gross mass has a sign.');
  massRules(mass, (rule, element, message) => {
    if (rule !== '8679') broken(rule, element, message);
  });
}

function partyRules(root: XmlElement, head: XmlElement | undefined, items: ItemSums, broken: Broken): void {
  const consignee = childOf(root, 'TRACONCE1');
  const notify = childOf(root, 'NOTPAR670');
  const carrier = childOf(root, 'TRACARENT601');
  const carrierTin = childOf(carrier, 'TINTRACARENT602');
  const declarantTin = childOf(childOf(root, 'PERLODSUMDEC'), 'TINPLD1');
  const mode = Number(textOf(head, 'TraModAtBorHEA76'));
  const test = (rule: string, element: XmlElement | undefined, isBroken: boolean, message: string) => {
    if (element !== undefined && isBroken) broken(rule, element, message);
  };
  test(
    '8105',
    consignee,
    textOf(head, 'SpeCirIndHEA1') === 'E' && !has(consignee, 'TINCE159'),
    'The consignee needs an EORI number under circumstance E.',
  );
  test('8204', consignee, items.toOrder > 0, 'A consignee may not stand beside additional information 10600.');
  test(
    '8619',
    notify,
    items.toOrder < items.items,
    'A notify party stands only where every item has additional information 10600.',
  );
  test(
    '8164',
    carrier,
    !carrierTin && [1, 4, 8, 10, 11].includes(mode),
    'The carrier needs an EORI number for this mode (C502).',
  );
  test(
    '8195',
    carrierTin,
    carrierTin?.text === declarantTin?.text,
    'The carrier is another than who lodges the declaration.',
  );
  test(
    '8692',
    declarantTin,
    !declarantTin?.text.trim().startsWith('GB'),
    'Who lodges the declaration has an EORI number of GB.',
  );
  for (const [group, first, names] of [
    ['TRAREP', 8656, 'NamTRE1 StrAndNumTRE1 PosCodTRE1 CitTRE1 CouCodTRE1'],
    ['PERLODSUMDEC', 8661, 'NamPLD1 StrAndNumPLD1 PosCodPLD1 CitPLD1 CouCodPLD1'],
  ] as const) {
    for (const [at, name] of names.split(' ').entries()) {
      const element = childOf(childOf(root, group), name);
      test(`${first + at}`, element, true, `${name} may not stand here.`);
    }
  }
}
