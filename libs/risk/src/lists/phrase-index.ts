import { fold } from '@watchpost/domain';

/** A phrase of one or more folded words, and what it stands for. */
interface Entry<T> {
  readonly rest: readonly string[];
  readonly meaning: T;
}

/**
 * Finds phrases in a text by whole words, all lists at once: one look-up a word, however many phrases there are.
 */
export class PhraseIndex<T> {
  readonly #byFirstWord = new Map<string, Entry<T>[]>();

  add(phrase: string, meaning: T): void {
    const [first, ...rest] = fold(phrase).split(' ');
    if (first === undefined || first === '') return;
    const entry: Entry<T> = { rest, meaning };
    const known = this.#byFirstWord.get(first);
    if (known) known.push(entry);
    else this.#byFirstWord.set(first, [entry]);
  }

  /** @param words of a folded text, in order */
  find(words: readonly string[], found: (meaning: T) => void): void {
    for (let at = 0; at < words.length; at++) {
      const entries = this.#byFirstWord.get(words[at]!);
      if (entries === undefined) continue;
      for (const entry of entries) if (follows(words, at + 1, entry.rest)) found(entry.meaning);
    }
  }
}

function follows(words: readonly string[], at: number, rest: readonly string[]): boolean {
  for (let i = 0; i < rest.length; i++) if (words[at + i] !== rest[i]) return false;
  return true;
}
