import { LinePlan, type LineSource, type PlanNode } from '../xml/line-plan.ts';
import { at, type Source } from '../xml/xml-path.ts';
import type { LineKind, NumberTable } from './message-kind.ts';
import type {
  ArticleTable,
  CodeSource,
  ConveyanceTable,
  IdentifierSource,
  MassSource,
  MomentSource,
  MoneySource,
  PartyTable,
  ShipmentTable,
} from './shipment-table.ts';

/** The tables of a message's lines, their paths followed once and for all. */
export interface PlannedLines {
  readonly plan: LinePlan;
  readonly table: ShipmentTable<LineSource>;
  readonly numbers: NumberTable<LineSource>;
}

const known = new WeakMap<LineKind, PlannedLines>();

export function plannedLines(lines: LineKind, firstLetter: 'either' | 'exact'): PlannedLines {
  const before = known.get(lines);
  if (before) return before;
  const plan = new LinePlan(lines.element, firstLetter);
  const here = new TablePlanner(plan, [plan.line]);
  const planned = { plan, table: here.shipment(lines.table), numbers: here.numbers(lines.numbers) };
  for (const path of lines.rules?.itemPaths ?? []) plan.texts(at(path));
  known.set(lines, planned);
  return planned;
}

/** Puts what a plan makes of them in the place of the paths of a table. */
class TablePlanner {
  constructor(
    private readonly plan: LinePlan,
    /** The elements that the table is about. */
    private readonly within: readonly PlanNode[],
  ) {}

  shipment(table: ShipmentTable): ShipmentTable<LineSource> {
    const { consignor, consignee, notify, grossMassKg, value, postage, articles, conveyance, postedAt, ...texts } =
      table;
    return {
      ...this.#each(texts),
      ...(consignor && { consignor: this.#party(consignor) }),
      ...(consignee && { consignee: this.#party(consignee) }),
      ...(notify && { notify: this.#party(notify) }),
      ...(grossMassKg && { grossMassKg: this.#mass(grossMassKg) }),
      ...(value && { value: this.#money(value) }),
      ...(postage && { postage: this.#money(postage) }),
      ...(articles && { articles: this.#articles(articles) }),
      ...(conveyance && { conveyance: this.#conveyance(conveyance) }),
      ...(postedAt && { postedAt: this.#moment(postedAt) }),
    };
  }

  numbers({ postal, declarant, required, referenceElement, ...rest }: NumberTable): NumberTable<LineSource> {
    const { airWaybillWithin, masterIs, ...texts } = rest;
    return {
      ...this.#each(texts),
      postal: this.#texts(postal),
      required,
      referenceElement,
      ...(declarant && { declarant }),
      ...(airWaybillWithin && { airWaybillWithin }),
      ...(masterIs && { masterIs }),
    };
  }

  #party(table: PartyTable): PartyTable<LineSource> {
    const { at: elements, lines, identifiers, name, isAlsoBeside, ...texts } = table;
    const inner = this.#below(elements);
    return {
      ...inner.#each(texts),
      at: this.plan.elements(elements, this.within),
      name: inner.#texts(name),
      ...(lines && { lines: lines.map((source) => inner.#texts(source)) }),
      ...(identifiers && { identifiers: inner.#identifiers(identifiers) }),
      ...(isAlsoBeside && { isAlsoBeside }),
    };
  }

  #articles(table: ArticleTable): ArticleTable<LineSource> {
    const { each, summary, description, netMassKg, value, identifiers, ...texts } = table;
    const inner = each === undefined ? this : this.#below(each);
    return {
      ...inner.#each(texts),
      ...(each && { each: this.plan.elements(each, this.within) }),
      ...(summary && { summary: this.#texts(summary) }),
      description: inner.#texts(description),
      ...(netMassKg && { netMassKg: inner.#mass(netMassKg) }),
      ...(value && { value: inner.#money(value) }),
      ...(identifiers && { identifiers: inner.#identifiers(identifiers) }),
    };
  }

  #conveyance({ mode, id, departs, arrives }: ConveyanceTable): ConveyanceTable<LineSource> {
    return {
      mode: typeof mode === 'string' ? mode : this.#code(mode),
      ...(id && { id: this.#texts(id) }),
      ...(departs && { departs: this.#moment(departs) }),
      ...(arrives && { arrives: this.#moment(arrives) }),
    };
  }

  #code<T>({ source, codes, finding }: CodeSource<T>): CodeSource<T, LineSource> {
    return { source: this.#texts(source), codes, finding };
  }

  #mass({ amount, unit }: MassSource): MassSource<LineSource> {
    return { amount: this.#texts(amount), unit: unit && this.#texts(unit) };
  }

  #money({ amount, currency }: MoneySource): MoneySource<LineSource> {
    return { amount: this.#texts(amount), currency: currency && this.#texts(currency) };
  }

  #moment({ source, parse, form }: MomentSource): MomentSource<LineSource> {
    return { source: this.#texts(source), parse, form };
  }

  #identifiers(sources: readonly IdentifierSource[]): readonly IdentifierSource<LineSource>[] {
    return sources.map(({ scheme, source }) => ({ scheme, source: this.#texts(source) }));
  }

  #texts(source: Source): LineSource {
    return this.plan.texts(source, this.within);
  }

  #each<K extends string>(sources: Readonly<Partial<Record<K, Source>>>): Readonly<Partial<Record<K, LineSource>>> {
    const planned: Partial<Record<K, LineSource>> = {};
    for (const name in sources) planned[name] = this.#texts(sources[name]!);
    return planned;
  }

  #below(elements: Source): TablePlanner {
    const nodes = this.plan.elements(elements, this.within).map(({ stages }) => stages.at(-1)!.node);
    return new TablePlanner(this.plan, nodes);
  }
}
