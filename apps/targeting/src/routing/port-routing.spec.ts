import { describe, expect, it } from '@jest/globals';
import { PortRouting } from './port-routing.ts';

describe('Routing to a port', () => {
  const routing = new PortRouting([
    { port: 'jfk', places: ['USJFKA', 'USNYC*'] },
    { port: 'newark', places: ['USNYCE*', 'USEWRA'] },
    { port: 'national', places: ['US'] },
    { port: 'late', places: ['USJFKA'] },
  ]);

  it.each([
    ['an exact place', ['USJFKA'], 'jfk'],
    ['the first of two ports that claim a place', ['USJFKA'], 'jfk'],
    ['the longest prefix', ['USNYCEX'], 'newark'],
    ['a shorter prefix where the longer does not fit', ['USNYCX'], 'jfk'],
    ['the surer place even where a later one fits exactly', ['USNYCX', 'USEWRA'], 'jfk'],
    ['a later place where the first is not known', ['USMIAA', 'USEWRA'], 'newark'],
    ['the country last', ['USMIAA', 'US'], 'national'],
    ['nobody', ['CAYYZA', 'CA'], null],
    ['nobody where nothing is said', [], null],
  ])('takes %s', (_what, places, port) => {
    expect(routing.portOf(places)).toBe(port);
  });

  it('does not take a country for the beginning of a prefix, nor a prefix for a place', () => {
    const wide = new PortRouting([{ port: 'wide', places: ['CA*'] }]);
    expect(wide.portOf(['CA'])).toBeNull();
    expect(wide.portOf(['CAYYZA'])).toBe('wide');
  });
});
