import type { Place } from '@watchpost/domain';
import type { FindingLog } from '../findings.ts';
import type { LineDraft } from '../values/line-draft.ts';
import type { MessageRules, RuleBook } from '../xml-mapping/message-kind.ts';
import type { CapturedLine } from '../xml/captured-line.ts';
import type { XmlElement } from '../xml/xml-element.ts';
import { childOf, has, textOf } from './element-tests.ts';
import { headerRules } from './header-rules.ts';
import { itemRules } from './item-rules.ts';
import { headerParties, itemParties, partyRules } from './party-rules.ts';
import { type Broken, bulk, isToOrder, type ItemSums } from './rule-terms.ts';

/** As HMRC asks of the sender: its number, a stroke, the ten digits of its branch. */
const gbSender = /^\s*[A-Z]{2}[^\n\r]{1,15}\/\d{10}\s*$/;

/**
 * The business rules that HMRC publishes for entry summary declarations in Great Britain, by their numbers (8102 to 8692). They are looked
 * at in messages whose sender names itself as HMRC asks; what breaks one is a warning at the element at fault.
 */
export const icsRules: RuleBook = {
  names:
    `MesSenMES3 SpeCirIndHEA1 NatOfMeaOfTraCroHEA87 PlaLoaGOOITE334 PlaUnlGOOITE334 TraChaMetOfPayHEA1 ComRefNumHEA CUSOFFLON
    RefNumCOL1 TRACARENT601 NamTRACARENT604 StrNumTRACARENT607 PstCodTRACARENT606 CtyTRACARENT603 CouCodTRACARENT605
    TINTRACARENT602 StrAndNumTRE1 PosCodTRE1 CitTRE1 CouCodTRE1 StrAndNumPLD1 PosCodPLD1 CitPLD1 CouCodPLD1`.split(
      /\s+/,
    ),
  itemPaths: `PlaLoaGOOITE333 PlaUnlGOOITE333 MetOfPayGDI12 SPEMENMT2/AddInfCodMT23 IDEMEATRAGI970/NatIDEMEATRAGI973
    PACGS2/KinOfPacGS23 PACGS2/MarNumOfPacGSL21`.split(/\s+/),
  open: () => new GbRules(),
};

class GbRules implements MessageRules {
  #applies: boolean | null = null;
  readonly #sums: ItemSums = {
    items: 0,
    packages: 0,
    massKg: 0,
    packed: 0,
    toOrder: 0,
    consignors: 0,
    consignorTexts: new Set(),
    isInSequence: true,
  };

  line(draft: LineDraft, line: CapturedLine, root: XmlElement): void {
    if (!this.#isGb(root)) return;
    const item = line.element();
    const broken: Broken = (rule, element, message) =>
      draft.report('ics.rule', element.place, { value: rule, message: sentence(rule, message) });
    this.#add(item);
    for (const names of itemParties) partyRules(names, item, broken);
    itemRules(item, root, broken);
  }

  end(log: FindingLog, root: XmlElement): void {
    if (!this.#isGb(root)) return;
    const report = (rule: string, place: Place, message: string) =>
      log.report('ics.rule', null, place, { value: rule, message: sentence(rule, message) });
    const broken: Broken = (rule, element, message) => void report(rule, element.place, message);
    for (const names of headerParties) partyRules(names, root, broken);
    headerRules(root, this.#sums, broken);
  }

  #isGb(root: XmlElement): boolean {
    return (this.#applies ??= gbSender.test(childOf(root, 'MesSenMES3')?.text ?? ''));
  }

  #add(item: XmlElement): void {
    const sums = this.#sums;
    sums.items += 1;
    sums.massKg += Number(textOf(item, 'GroMasGDS46')) || 0;
    if (Number(textOf(item, 'IteNumGDS7')) !== sums.items) sums.isInSequence = false;
    if (has(item, 'PACGS2')) sums.packed += 1;
    if (isToOrder(item)) sums.toOrder += 1;
    for (const packages of item.children.filter(({ name }) => name === 'PACGS2')) {
      const count = (name: string) => Number(textOf(packages, name)) || 0;
      sums.packages +=
        count('NumOfPacGS24') + count('NumOfPieGS25') + (bulk.has(textOf(packages, 'KinOfPacGS23')) ? 1 : 0);
    }
    const consignor = childOf(item, 'TRACONCO2');
    if (!consignor) return;
    sums.consignors += 1;
    if (sums.consignorTexts.size < 2)
      sums.consignorTexts.add(consignor.children.map(({ text }) => text.trim()).join('\n'));
  }
}

const sentence = (rule: string, message: string): string => `Rule ${rule} of the GB declaration: ${message}`;
