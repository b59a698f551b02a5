import { describe, expect, it } from '@jest/globals';
import { type CatalogueEntry, findingCatalogue, findingClasses, type FindingCode } from '../finding-catalogue.ts';
import { costOf, costText, findingCosts, type FindingCosts, parseFindingCosts, severityAt } from './finding-costs.ts';

const codes = Object.entries<CatalogueEntry>(findingCatalogue) as [FindingCode, CatalogueEntry][];
const pointersOf = (json: unknown): readonly string[] => {
  const answer = parseFindingCosts(json);
  return answer.kind === 'invalid' ? answer.faults.map(({ pointer }) => pointer) : [];
};

describe('What a finding costs', () => {
  it('is what its code says before what its class says, and nothing of its own where neither is named', () => {
    const costs: FindingCosts = { code: 'quarantine', 'code.country': 'warn' };
    expect(costOf('code.country', costs)).toBe('warn');
    expect(costOf('code.currency', costs)).toBe('quarantine');
    expect(costOf('substance.phone', costs)).toBeNull();
  });

  it('is not said of notes by their class', () => {
    expect(costOf('id.none', { code: 'reject' })).toBeNull();
    expect(costOf('id.none', { 'id.none': 'reject' })).toBe('reject');
  });

  it('stays a rejection where nothing can be made of the line, whatever is said of its class', () => {
    for (const cost of findingCosts) {
      const costs: FindingCosts = Object.fromEntries(findingClasses.map((of) => [of, cost]));
      for (const [code, { waiver }] of codes)
        if (waiver === 'none') expect([code, costOf(code, costs)]).toEqual([code, cost === 'reject' ? 'reject' : null]);
    }
  });

  it('says how it is told, and tells the sender where it is not what it costs everybody', () => {
    expect(severityAt('warning', 'reject')).toBe('error');
    expect(severityAt('warning', 'quarantine')).toBe('error');
    expect(severityAt('error', 'warn')).toBe('warning');
    expect(severityAt('info', 'warn')).toBe('info');
    expect(costText('error', 'reject')).toBeNull();
    expect(costText('warning', 'warn')).toBeNull();
    expect(costText('error', 'warn')).toMatch('let through');
  });
});

describe('Costs as they are written', () => {
  it('are taken as they are where they have no fault', () => {
    const costs = { envelope: 'reject', 'number.form': 'warn', 'csv.cells': 'reject' };
    expect(parseFindingCosts(costs)).toEqual({ kind: 'valid', costs });
    expect(parseFindingCosts({})).toEqual({ kind: 'valid', costs: {} });
  });

  it('are refused with every fault at its place', () => {
    expect(pointersOf({ codes: 'warn', 'code.nothing': 'warn', envelope: 'free', 'a/b': 'warn', code: null })).toEqual([
      '/codes',
      '/code.nothing',
      '/envelope',
      '/a~1b',
      '/code',
    ]);
    for (const json of [null, [], 'warn', 7]) expect(pointersOf(json)).toEqual(['']);
    expect(pointersOf(JSON.parse('{"__proto__": "warn", "constructor": "warn"}'))).toHaveLength(2);
  });

  it('are refused where they waive what cannot be waived', () => {
    for (const [code, { waiver }] of codes)
      for (const cost of ['warn', 'quarantine'])
        expect(pointersOf({ [code]: cost })).toEqual(waiver === 'none' ? [`/${code}`] : []);
  });
});
