import { describe, expect, it } from '@jest/globals';
import { strangeWord } from './goods-words.ts';

describe('A description against its chapter', () => {
  it('is strange where all that it lists is known to belong elsewhere', () => {
    for (const description of ['Books', 'books for', 'Books (used books)'])
      expect([description, strangeWord(description, '61')]).toEqual([description, 'books']);
  });

  it('is not where a thing is not known, or belongs there', () => {
    for (const description of [
      'book shelf',
      'shelf, books',
      'books, shelf',
      'wool',
      'T-shirt',
      'shirt 2',
      'note-books',
    ])
      expect([description, strangeWord(description, '61')]).toEqual([description, null]);
  });

  it('counts the word before what it is for or of', () => {
    expect(strangeWord('Coffee of wool', '61')).toBe(null);
    expect(strangeWord('Coffee for tea', '61')).toBe('coffee');
    expect(strangeWord('built-in sofa', '61')).toBe(null);
  });
});
