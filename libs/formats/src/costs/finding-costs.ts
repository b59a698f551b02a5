import type { Severity } from '@watchpost/domain';
import { type FindingClass, findingClasses } from '../catalogue/catalogue-entry.ts';
import type { MappingFault } from '../csv/json-faults.ts';
import { type CatalogueEntry, findingCatalogue, type FindingCode } from '../finding-catalogue.ts';

/**
 * What a finding costs the line that it is told of: the line is `reject`ed; it is read and held in `quarantine` until an operator releases it; or it goes
 * on, and its sender is `warn`ed. Told of a message or a document it costs all their lines that are still open.
 */
export const findingCosts = ['reject', 'quarantine', 'warn'] as const;
export type FindingCost = (typeof findingCosts)[number];

/** What findings cost a partner's lines, by class or by code; the code wins. What is not named costs what the catalogue says. */
export type FindingCosts = Readonly<Partial<Record<FindingClass | FindingCode, FindingCost>>>;

const classes: ReadonlySet<string> = new Set(findingClasses);
const isCode = (name: string): name is FindingCode => Object.hasOwn(findingCatalogue, name);

/**
 * What a finding costs by a partner's settings; null where they say nothing of it. A class speaks for errors and warnings: a note costs something only where
 * its own code is named. What cannot be waived stays rejected, whatever is said of its class.
 */
export function costOf(code: FindingCode, costs: FindingCosts): FindingCost | null {
  const own = costs[code];
  if (own !== undefined) return own;
  const entry: CatalogueEntry = findingCatalogue[code];
  const cost = costs[entry.class];
  if (cost === undefined || entry.severity === 'info') return null;
  return entry.waiver === 'none' && cost !== 'reject' ? null : cost;
}

/** How a finding of this severity is told where it costs that: what costs the line is an error, what does not is none. */
export function severityAt(severity: Severity, cost: FindingCost): Severity {
  if (cost !== 'warn') return 'error';
  return severity === 'error' ? 'warning' : severity;
}

const usualCost = (severity: Severity): FindingCost => (severity === 'error' ? 'reject' : 'warn');

/** A sentence for the sender; null where the finding costs what it costs everybody. */
export const costText = (severity: Severity, cost: FindingCost): string | null =>
  usualCost(severity) === cost ? null : costTexts[cost];

const costTexts: Readonly<Record<FindingCost, string>> = {
  reject: "By its partner's settings this is rejected.",
  quarantine: "By its partner's settings this waits in quarantine for an operator.",
  warn: "By its partner's settings this is let through.",
};

export type CostsAnswer =
  | { readonly kind: 'valid'; readonly costs: FindingCosts }
  | { readonly kind: 'invalid'; readonly faults: readonly MappingFault[] };

/** Costs as they are written in JSON, with every fault that they have, each at its JSON pointer. @param json parsed JSON of any shape */
export function parseFindingCosts(json: unknown): CostsAnswer {
  if (typeof json !== 'object' || json === null || Array.isArray(json))
    return { kind: 'invalid', faults: [{ pointer: '', message: 'has to be an object of classes and codes' }] };
  const faults = Object.entries(json).flatMap(([name, cost]) => {
    const message = faultOf(name, cost);
    return message === null ? [] : [{ pointer: `/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, message }];
  });
  return faults.length === 0 ? { kind: 'valid', costs: json } : { kind: 'invalid', faults };
}

function faultOf(name: string, cost: unknown): string | null {
  if (!classes.has(name) && !isCode(name))
    return `is no class (${findingClasses.join(', ')}) and no code of a finding (docs/findings.md)`;
  if (!findingCosts.some((known) => known === cost)) return `has to be ${findingCosts.join(' or ')}`;
  if (isCode(name) && cost !== 'reject' && findingCatalogue[name].waiver === 'none')
    return 'cannot be waived: nothing can be made of the line; reject is what it costs';
  return null;
}
