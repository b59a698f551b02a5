import { isUtf8 } from 'node:buffer';
import { CharacterSet } from '../charset/character-set.ts';
import { lookUp } from '../values/lookup.ts';

/** Syntax identifiers (data element 0001) and the character set each stands for. UNOX changes sets by escape sequences, which are not followed. */
const characterSets: Readonly<Record<string, string>> = {
  UNOA: 'iso-8859-1',
  UNOB: 'iso-8859-1',
  UNOC: 'iso-8859-1',
  UNOD: 'iso-8859-2',
  UNOE: 'iso-8859-5',
  UNOF: 'iso-8859-7',
  UNOG: 'iso-8859-3',
  UNOH: 'iso-8859-4',
  UNOI: 'iso-8859-6',
  UNOJ: 'iso-8859-8',
  UNOK: 'iso-8859-9',
  UNOL: 'iso-8859-15',
  UNOW: 'utf-8',
  UNOX: 'utf-8',
  UNOY: 'utf-8',
};
/** Sets under which UTF-8 is sent in earnest. Of the others, two letters of a short word can look like one of UTF-8. */
const mayBeUtf8: ReadonlySet<string> = new Set(['UNOA', 'UNOB', 'UNOC']);

export const knownSyntaxIdentifiers: readonly string[] = Object.keys(characterSets);

export interface FirstDamage {
  /** Bytes from the start of the text. */
  readonly at: number;
  /** As `0xff`. */
  readonly bytes: string;
}

/** How the bytes of an interchange become text: texts come in with a character for each byte. */
export class TextDecoding {
  readonly #set: CharacterSet;
  readonly #seemsUtf8: 'never' | 'where it is valid';

  private constructor(set: CharacterSet, seemsUtf8: 'never' | 'where it is valid') {
    this.#set = set;
    this.#seemsUtf8 = seemsUtf8;
  }

  /** @param identifier data element 0001; null where the interchange has no header @param named by the sender, for what says nothing itself */
  static of(identifier: string | null, named: string | null, mark: 'utf-8' | null): TextDecoding {
    if (mark !== null) return new TextDecoding(new CharacterSet(mark), 'never');
    const declared = identifier === null ? undefined : lookUp(characterSets, identifier);
    const saysNothing = identifier === null || identifier === 'UNOA' || identifier === 'UNOB';
    const wish = saysNothing ? (setOf(named) ?? declared ?? 'iso-8859-1') : (declared ?? setOf(named) ?? 'utf-8');
    const seemsUtf8 = identifier === null || mayBeUtf8.has(identifier) ? 'where it is valid' : 'never';
    return new TextDecoding(new CharacterSet(wish), seemsUtf8);
  }

  get name(): string {
    return this.#set.name;
  }

  decode(raw: string, letters: 'ascii' | 'encoded'): string {
    if (letters === 'ascii' || raw === '') return raw;
    const bytes = Buffer.from(raw, 'latin1');
    if (this.#seemsUtf8 !== 'never' && isUtf8(bytes)) return bytes.toString('utf8');
    return this.#set
      .decode(bytes)
      .map(({ text }) => text)
      .join('');
  }

  /** Whether the text is UTF-8 although its interchange names another set. */
  isOtherwise(raw: string): boolean {
    return this.#seemsUtf8 !== 'never' && this.#set.name !== 'utf-8' && isUtf8(Buffer.from(raw, 'latin1'));
  }

  /** The first bytes that are none of the set; null where all are. */
  damageOf(raw: string): FirstDamage | null {
    if (this.isOtherwise(raw)) return null;
    const found = this.#set.decode(Buffer.from(raw, 'latin1')).find(({ invalid }) => invalid !== null);
    return found === undefined ? null : { at: found.offset, bytes: found.invalid! };
  }
}

/** null where nobody knows a set of this name, or it has no place for the service characters. */
function setOf(name: string | null): string | null {
  try {
    const known = name === null ? null : new CharacterSet(name).name;
    return known === null || known.startsWith('utf-16') || known === 'iso-2022-jp' ? null : known;
  } catch {
    return null;
  }
}
