import { describe, expect, it } from '@jest/globals';
import { toWatchpostJson } from '../src/index.ts';
import { fixtures, read, samples } from './reading.ts';

describe('What a reader gives, as Watchpost JSON', () => {
  it.each([...fixtures, ...samples].map(([name, bytes]) => ({ name, bytes })))(
    'is the same read again: $name',
    ({ bytes }) => {
      const objects = read(bytes)
        .lines.map(toWatchpostJson)
        .filter((json) => json !== null);
      const again = read(objects.map((json) => JSON.stringify(json)).join('\n'), { format: 'watchpost-json' });
      if (objects.length > 0) expect(again.summary).toMatchObject({ accepted: objects.length, rejected: 0 });
      expect(again.lines.map(toWatchpostJson)).toEqual(objects);
    },
  );
});
