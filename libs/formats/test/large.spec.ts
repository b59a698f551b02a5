import { describe, expect, it } from '@jest/globals';
import { openDocument } from '../src/index.ts';
import { options } from './reading.ts';

const LINES = 100_000;
const CHUNK_LINES = 500;

const documents = {
  'watchpost-json': {
    begin: '{"watchpost":"1","shipments":[',
    line: (n: number) =>
      `${n === 0 ? '' : ','}{"ids":{"itemId":"H${n}","itemIdKind":"HOUSE"},"consignor":{"name":"a"},"consignee":{"name":"b"},"articles":[{"description":"beads"}],"grossMassKg":1}`,
    end: ']}',
  },
  csv: {
    begin: 'item id,sender name,recipient name,contents,weight\n',
    line: (n: number) => `H${n},a,b,beads,1\n`,
    end: '',
  },
  'ics-ie315': {
    begin: '<CC315A xmlns="http://ics.dgtaxud.ec/CC315A"><HEAHEA><RefNumHEA4>R</RefNumHEA4></HEAHEA>',
    line: (n: number) =>
      `<GOOITEGDS><IteNumGDS7>${n}</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23><GroMasGDS46>1</GroMasGDS46></GOOITEGDS>`,
    end: '</CC315A>',
  },
};

describe.each(Object.entries(documents))('A document of 100,000 lines in %s', (_, { begin, line, end }) => {
  it('is read without being kept', () => {
    let lines = 0;
    const session = openDocument(options, { line: () => (lines += 1), finding: () => undefined });
    const heaps: number[] = [];
    session.push(Buffer.from(begin));
    for (let from = 0; from < LINES; from += CHUNK_LINES) {
      session.push(Buffer.from(Array.from({ length: CHUNK_LINES }, (_, n) => line(from + n)).join('')));
      if (from % 10_000 === 0) heaps.push(process.memoryUsage().heapUsed);
    }
    session.push(Buffer.from(end));
    expect(session.end()).toMatchObject({ lines: LINES, accepted: LINES });
    expect(lines).toBe(LINES);
    // What is kept at the end is what was kept in the middle, the memory of item numbers (for duplicates) and garbage apart.
    expect(Math.min(...heaps.slice(-3)) - Math.min(...heaps.slice(0, 4))).toBeLessThan(80e6);
  });
});
