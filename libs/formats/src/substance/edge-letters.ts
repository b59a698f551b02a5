/**
 * Texts of a list by their first two and last two letters. Most texts that are looked up are none of the list and differ there already; only for the others is
 * it worth folding them.
 */
export class EdgeLetters {
  readonly #edges = new Set<number>();

  /** @param folded texts in lower case that begin and end with a letter; a short one is at its own edges twice */
  constructor(folded: Iterable<string>) {
    for (const text of folded) this.#edges.add(edgesOf(text));
  }

  /** Whether a text, folded, may be one of the list. A text that begins or ends otherwise than with two letters of ASCII may be anything. */
  mayHave(text: string): boolean {
    const edges = edgesOf(text);
    return edges < 0 || this.#edges.has(edges);
  }
}

/** -1 where one of the four is no letter of ASCII. */
function edgesOf(text: string): number {
  const { length } = text;
  if (length < 2) return -1;
  // What is a letter of ASCII is the same letter in lower case with this bit.
  const a = (text.charCodeAt(0) | 0x20) - 0x61;
  const b = (text.charCodeAt(1) | 0x20) - 0x61;
  const y = (text.charCodeAt(length - 2) | 0x20) - 0x61;
  const z = (text.charCodeAt(length - 1) | 0x20) - 0x61;
  const areLetters = isLetter(a) && isLetter(b) && isLetter(y) && isLetter(z);
  return areLetters ? ((a * 26 + b) * 26 + y) * 26 + z : -1;
}

const isLetter = (number: number): boolean => number >= 0 && number < 26;
