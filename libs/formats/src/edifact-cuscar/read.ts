import type {
  MessageContext,
  MessageDefinition,
  MessageMapper,
  MessageOutcome,
} from '../edifact/message-definition.ts';
import { checkTotals, type Totals } from '../edifact/mapping/totals.ts';
import type { Segment } from '../edifact/segment.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { mapHeader, type DeclarationHeader } from './header.ts';
import { mapConsignment } from './map.ts';
import { cuscarStructure } from './structure.ts';

const CONSIGNMENT = 'CNI';
const BILL = 'CNI/RFF';

/** Customs cargo report: a line is a consignment, or each bill of one that has several. */
export const cuscar: MessageDefinition = {
  type: 'CUSCAR',
  profile: 'standard',
  structureOf: cuscarStructure,
  handedOver: new Set([CONSIGNMENT, BILL]),
  open: (context) => new CuscarMapper(context),
};

/** References that are kept of one consignment. */
const REFERENCES = 99;

/**
 * Directories begin a group with every RFF of a consignment; parties and goods follow the last one. References alone belong to what follows
 * them, or to what stands before them where nothing follows.
 */
class CuscarMapper implements MessageMapper {
  #header: DeclarationHeader | null = null;
  /** A bill whose consignment may have more references. */
  #held: { readonly bill: SegmentGroup; readonly references: Segment[] } | null = null;
  #loose: Segment[] = [];
  #totals: Totals = { items: 0, packages: 0, grossMassKg: 0 };
  #unreadable = 0;

  constructor(private readonly context: MessageContext) {}

  group(group: SegmentGroup): void {
    if (group.rule.path === CONSIGNMENT) return this.#consignmentEnds(group);
    const references = group.all('RFF');
    const isBill = group.fault !== null || group.groups.length > 0 || group.segments.length > references.length;
    if (!isBill) {
      if (this.#loose.length < REFERENCES) this.#loose.push(...references);
      return;
    }
    if (this.#held !== null) this.#emit(group.parent!, this.#held.bill, this.#held.references);
    this.#held = { bill: group, references: [...this.#loose, ...references] };
    this.#loose = [];
  }

  end(end: 'complete' | 'broken'): MessageOutcome {
    const { emitter, root } = this.context;
    const { reference } = this.#known();
    if (end === 'complete' && this.#unreadable === 0) {
      checkTotals(root.all('CNT'), this.#totals, (code, place, details) =>
        emitter.log.report(code, null, place, details),
      );
    }
    return { reference, role: 'declaration', answers: null, facts: [] };
  }

  #consignmentEnds(group: SegmentGroup): void {
    const bill = this.#held?.bill ?? group;
    const references = (this.#held?.references ?? group.all('RFF')).concat(this.#loose);
    this.#held = null;
    this.#loose = [];
    this.#emit(group, bill, references);
  }

  #emit(group: SegmentGroup, bill: SegmentGroup, references: readonly Segment[]): void {
    const { emitter } = this.context;
    const draft = emitter.draft((group.trigger ?? bill.trigger ?? bill.first ?? this.context.begin).place);
    if (draft === null) return;
    const fault = bill.fault ?? group.fault;
    if (fault !== null) {
      this.#unreadable += 1;
      draft.report(fault.code, fault.place, fault.details);
      return emitter.reject(draft, null);
    }
    const drafted = mapConsignment(draft, { group, bill, references }, this.#known(), emitter.options.partner);
    const { pieces, grossMassKg } = drafted.shipment;
    const own: Totals = { items: 1, packages: pieces ?? 0, grossMassKg: grossMassKg ?? 0 };
    const counts = bill.all('CNT');
    if (counts.length > 0) checkTotals(counts, own, (code, place, details) => draft.report(code, place, details));
    this.#totals = {
      items: this.#totals.items + 1,
      packages: this.#totals.packages + own.packages,
      grossMassKg: this.#totals.grossMassKg + own.grossMassKg,
    };
    emitter.onManifest(draft, drafted);
  }

  #known(): DeclarationHeader {
    this.#header ??= mapHeader(this.context);
    return this.#header;
  }
}
