import { describe, expect, it } from '@jest/globals';
import { Segment, Syntax } from '../segment.ts';
import { defaultCharacters } from '../service-characters.ts';
import { TextDecoding } from '../text-decoding.ts';
import { structureOf } from './grammar.ts';
import { StructureWalker } from './structure-walker.ts';

const structure = structureOf('BGM! DTM*2 SG1*3(CNI! SG2*9(RFF! LOC*2 SG3*9(NAD! CTA) SG4*9(GID! MEA*2 FTX)))');
const syntax = new Syntax(defaultCharacters, TextDecoding.of('UNOC', null, null));
const stretchOf = (text: string) => ({ bytes: Buffer.from(text), text, offset: 0 });

/** Puts segments of these tags in their place. */
function walk(tags: string) {
  const faults: string[] = [];
  const closed: string[] = [];
  const walker = new StructureWalker(structure, new Set(['CNI', 'CNI/RFF']), 10_000, {
    closed: (group) => closed.push(group.path),
    fault: ({ message }) => faults.push(message),
  });
  const segments = tags.split(' ').map((tag) => new Segment(stretchOf(tag), 0, 3, 1, syntax, 'ascii'));
  for (const segment of segments) walker.add(segment);
  walker.end();
  return { faults, closed, paths: segments.map(({ path }) => path) };
}

describe('The structure of a message', () => {
  it('gives every segment its place, and hands groups over as each is complete', () => {
    const { faults, closed, paths } = walk('BGM DTM CNI RFF LOC LOC NAD CTA NAD GID MEA MEA CNI RFF');
    expect(faults).toEqual([]);
    expect(paths.slice(4, 9)).toEqual([
      'CNI[1]/RFF[1]/LOC',
      'CNI[1]/RFF[1]/LOC[2]',
      'CNI[1]/RFF[1]/NAD[1]',
      'CNI[1]/RFF[1]/NAD[1]/CTA',
      'CNI[1]/RFF[1]/NAD[2]',
    ]);
    expect(closed).toEqual(['CNI[1]/RFF[1]', 'CNI[1]', 'CNI[2]/RFF[1]', 'CNI[2]']);
  });

  it('tells what is missing, too many, out of order or unknown, and goes on', () => {
    expect(walk('DTM').faults).toEqual(['BGM is missing in the message.']);
    expect(walk('BGM DTM DTM DTM').faults).toEqual(['DTM stands more often than 2 times.']);
    expect(walk('BGM CNI RFF GID FTX MEA').faults).toEqual(['MEA stands behind what it should stand before.']);
    expect(walk('BGM XYZ').faults).toEqual(['XYZ has no place here.']);
    expect(walk('BGM CNI CNI CNI CNI').faults).toEqual(['CNI stands more often than 3 times.']);
  });

  it('puts goods below the reference that was left out before them', () => {
    const { faults, paths } = walk('BGM CNI GID FTX');
    expect(faults).toEqual(['RFF, which should stand before GID, is missing.']);
    expect(paths.at(-1)).toBe('CNI[1]/RFF[1]/GID[1]/FTX');
  });
});
