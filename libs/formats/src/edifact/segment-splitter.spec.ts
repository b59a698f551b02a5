import { describe, expect, it } from '@jest/globals';
import { SegmentSplitter, type SegmentSink } from './segment-splitter.ts';

type Told = readonly [string, number, number];

/** What is found in a document: segments with offset and row, and what else was told. */
function splitUp(document: string, { limit = 1_000, chunk = document.length } = {}) {
  const segments: Told[] = [];
  const told: string[] = [];
  const sink: SegmentSink = {
    begins: () => 'segment',
    segment: ({ text, offset }, from, to, row) => void segments.push([text.slice(from, to), offset + from, row]),
    oversized: (offset) => void told.push(`oversized ${offset}`),
    characters: (_, offset, __, source) => void told.push(`${source} ${offset}`),
    cut: (raw) => void told.push(`cut ${raw}`),
  };
  const splitter = new SegmentSplitter(sink, limit);
  for (let at = 0; at < document.length; at += chunk) splitter.push(Buffer.from(document.slice(at, at + chunk)));
  splitter.end();
  return { segments, told };
}

describe('Segments', () => {
  it('end at a terminator that is not released, and keep their line breaks', () => {
    const { segments } = splitUp("FTX+A?'B??'\r\n\nLOC+1\n+2'DTM+3'");
    expect(segments).toEqual([
      ["FTX+A?'B??", 0, 1],
      ['LOC+1\n+2', 14, 3],
      ['DTM+3', 23, 4],
    ]);
  });

  it('are told apart by the characters of an advice, each interchange by its own', () => {
    const { segments, told } = splitUp("UNA:*.? ~UNB*UNOA:3~UNZ*0*1~UNB+UNOA:3'UNZ+0+1'");
    expect(segments.map(([raw]) => raw)).toEqual(['UNB*UNOA:3', 'UNZ*0*1', 'UNB+UNOA:3', 'UNZ+0+1']);
    expect(told).toEqual(['advice 0', 'advice 28']);
  });

  it('keep the characters of before where an advice tells nothing apart', () => {
    const { segments, told } = splitUp("UNA++.? 'UNB+UNOA:3'");
    expect(segments.map(([raw]) => raw)).toEqual(['UNB+UNOA:3']);
    expect(told).toEqual(['unusable 0']);
  });

  it('that are too large are passed over, released terminators and all, however they come', () => {
    const large = `FTX+${"?'??".repeat(5_000)}`;
    for (const chunk of [1, 7, 4_096, 1_000_000]) {
      const { segments, told } = splitUp(`LOC+1'${large}'LOC+2'`, { chunk });
      expect(segments.map(([raw]) => raw)).toEqual(['LOC+1', 'LOC+2']);
      expect(told).toEqual(['oversized 6']);
    }
  });

  it('that have no end are told as cut', () => {
    expect(splitUp("LOC+1'LOC+2").told).toEqual(['cut LOC+2']);
    expect(splitUp("LOC+1'\r\n\u001a").told).toEqual([]);
  });
});
