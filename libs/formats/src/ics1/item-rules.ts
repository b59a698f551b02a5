import type { XmlElement } from '../xml/xml-element.ts';
import { childOf, has, textOf } from './element-tests.ts';
import { type Broken, bulk, isToOrder, unpacked } from './rule-terms.ts';

/** A mass or count as the rules want it written. */
const forms = [
  ['8679', /^[^+-]*$/, 'has a sign.'],
  ['8674', /^[+-]*([1-9.][\d.]*|0(\.\d*)?)$/, 'has leading zeros.'],
  ['8676', /^[^.]*(\.[^.]{0,3})?$/, 'has more than three decimals.'],
  ['8677', /^[+-]?([^.\s]*|\d+\.\d+)$/, 'has no digit on one side of the decimal point.'],
] as const;

/** Rules on one goods item and what it shares with the header. */
export function itemRules(item: XmlElement, root: XmlElement, broken: Broken): void {
  const head = childOf(root, 'HEAHEA');
  const circumstance = textOf(head, 'SpeCirIndHEA1');
  const toOrder = isToOrder(item);
  const need = (rule: string, isMet: boolean, message: string) => {
    if (!isMet) broken(rule, item, message);
  };
  need(
    '8103',
    has(item, 'GroMasGDS46') || circumstance === 'E' || has(head, 'TotGroMasHEA307'),
    'The gross mass is required on the item or in the header.',
  );
  need(
    '8104',
    has(item, 'PlaLoaGOOITE333') || has(head, 'PlaLoaGOOITE334'),
    'The place of loading is required on the item or in the header.',
  );
  need(
    '8687',
    has(item, 'PlaUnlGOOITE333') || has(head, 'PlaUnlGOOITE334') || circumstance === 'E',
    'The place of unloading is required on the item or in the header.',
  );
  need(
    '8170',
    has(item, 'PRODOCDC2') || has(item, 'ComRefNumGIM1') || has(head, 'ComRefNumHEA'),
    'A document or a commercial reference number is required.',
  );
  need(
    '8207',
    has(item, 'GooDesGDS23') || has(item, 'COMCODGODITM'),
    'The goods are to be described or to have a commodity code.',
  );
  need(
    '8622',
    has(item, 'PRTNOT640') || !toOrder || has(root, 'NOTPAR670'),
    'A notify party is required beside additional information 10600.',
  );
  need(
    '8623',
    has(item, 'TRACONCE2') || toOrder || has(root, 'TRACONCE1'),
    'A consignee is required on the item or in the header.',
  );
  transportRules(item, head, need, broken);
  const refuse = (rule: string, name: string, isRefused: boolean, message: string) => {
    const element = childOf(item, name);
    if (element !== undefined && isRefused) broken(rule, element, message);
  };
  refuse('8119', 'TRACONCO2', has(root, 'TRACONCO1'), 'A consignor may not stand both on the item and in the header.');
  refuse(
    '8135',
    'MetOfPayGDI12',
    has(head, 'TraChaMetOfPayHEA1'),
    'The method of payment may not stand both on the item and in the header.',
  );
  refuse(
    '8136',
    'PlaLoaGOOITE333',
    has(head, 'PlaLoaGOOITE334'),
    'The place of loading may not stand both on the item and in the header.',
  );
  refuse(
    '8171',
    'PlaUnlGOOITE333',
    has(head, 'PlaUnlGOOITE334'),
    'The place of unloading may not stand both on the item and in the header.',
  );
  refuse(
    '8208',
    'TRACONCE2',
    circumstance === 'E' && textOf(childOf(item, 'TRACONCE2'), 'TINCE259') === '',
    'The consignee needs an EORI number under circumstance E.',
  );
  refuse('8620', 'PRTNOT640', !toOrder, 'A notify party stands only beside additional information 10600.');
  refuse(
    '8621',
    'PRTNOT640',
    has(root, 'NOTPAR670'),
    'A notify party may not stand both on the item and in the header.',
  );
  refuse('8624', 'TRACONCE2', toOrder, 'A consignee may not stand beside additional information 10600.');
  refuse('8625', 'TRACONCE2', has(root, 'TRACONCE1'), 'A consignee may not stand both on the item and in the header.');
  refuse('8678', 'IteNumGDS7', /^0./.test(textOf(item, 'IteNumGDS7')), 'The item number has leading zeros.');
  massRules(childOf(item, 'GroMasGDS46'), broken);
  for (const packages of item.children.filter(({ name }) => name === 'PACGS2'))
    packageRules(packages, circumstance, broken);
}

function transportRules(
  item: XmlElement,
  head: XmlElement | undefined,
  need: (rule: string, isMet: boolean, message: string) => void,
  broken: Broken,
): void {
  const mode = Number(textOf(head, 'TraModAtBorHEA76'));
  const means = childOf(item, 'IDEMEATRAGI970');
  const isInHeader = has(head, 'IdeOfMeaOfTraCroHEA85');
  need(
    '8199',
    means !== undefined || isInHeader || mode === 4,
    'The means of transport is required on the item or in the header.',
  );
  if (means === undefined) return;
  if (isInHeader || mode === 4) broken('8198', means, 'The means of transport may not stand on the item here.');
  if (!has(means, 'NatIDEMEATRAGI973') && mode !== 2)
    broken('8147', means, 'The nationality of the means of transport is required.');
}

/** How a mass is written; of the header's total too. */
export function massRules(mass: XmlElement | undefined, broken: Broken): void {
  if (mass === undefined) return;
  const text = mass.text.trim();
  for (const [rule, form, message] of forms) if (!form.test(text)) broken(rule, mass, `The gross mass ${message}`);
  if (text.replace(/[^\d]/g, '').length > 11) broken('8675', mass, 'The gross mass has more than 11 digits.');
}

function packageRules(packages: XmlElement, circumstance: string, broken: Broken): void {
  const kind = textOf(packages, 'KinOfPacGS23');
  const counted = has(packages, 'NumOfPacGS24');
  const pieces = has(packages, 'NumOfPieGS25');
  if (bulk.has(kind)) {
    if (counted || pieces) broken('8149', packages, 'Bulk has neither a number of packages nor of pieces.');
  } else if (unpacked.has(kind)) {
    if (counted || !pieces) broken('8150', packages, 'Unpacked goods have a number of pieces and none of packages.');
  } else {
    if (!counted || pieces) broken('8151', packages, 'Packages have a number of packages and none of pieces.');
    if (circumstance === '' && !has(packages, 'MarNumOfPacGSL21'))
      broken('8152', packages, 'Marks and numbers of the packages are required.');
  }
  for (const [rule, name] of [
    ['8680', 'NumOfPacGS24'],
    ['8681', 'NumOfPieGS25'],
  ] as const) {
    const count = childOf(packages, name);
    if (count && /^0./.test(count.text.trim())) broken(rule, count, 'The number has leading zeros.');
  }
}
