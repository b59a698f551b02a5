/** The characters that structure an interchange (ISO 9735, service string advice). An empty text is a function that is not used. */
export interface ServiceCharacters {
  readonly component: string;
  readonly element: string;
  readonly decimal: '.' | ',';
  readonly release: string;
  /** Syntax version 4. */
  readonly repetition: string;
  readonly terminator: string;
}

/** Level A, which every later level keeps. */
export const defaultCharacters: ServiceCharacters = {
  component: ':',
  element: '+',
  decimal: '.',
  release: '?',
  repetition: '',
  terminator: "'",
};

/** Level B (UNOB): information separators IS1, IS3 and IS4, without a release character. */
const levelB: ServiceCharacters = {
  ...defaultCharacters,
  component: '\u001f',
  element: '\u001d',
  release: '',
  terminator: '\u001c',
};

/** `UNA` with its six characters. */
export const UNA_LENGTH = 9;
/** How far the header of an interchange reaches where its terminator is looked for. */
const HEADER_LENGTH = 512;

/** What a service string advice sets; null where the characters cannot be told apart. @param una nine characters */
export function charactersOf(una: string): ServiceCharacters | null {
  const [component, element, decimal, release, repetition, terminator] = una.slice(3) as unknown as string[];
  const characters: ServiceCharacters = {
    component: component!,
    element: element!,
    decimal: decimal === ',' ? ',' : '.',
    release: release === ' ' ? '' : release!,
    repetition: repetition === ' ' ? '' : repetition!,
    terminator: terminator!,
  };
  const used = [component, element, terminator, ...[characters.release, characters.repetition].filter(Boolean)];
  const isUsable = new Set(used).size === used.length && used.every((character) => !/[A-Za-z0-9]/.test(character!));
  return isUsable ? characters : null;
}

/**
 * The characters of an interchange that has no service string advice: those of before or the default where its header is written
 * with them, else what the header shows itself.
 * @param header text from `UNB` on
 * @returns null where the header shows nothing
 */
export function charactersShownBy(header: string, before: ServiceCharacters): ServiceCharacters | null {
  const element = header[3] ?? '';
  const component = /^UN[A-Z]{2}(.)\d/.exec(header.slice(4))?.[1];
  const known = [before, defaultCharacters, levelB].filter(
    (characters) => characters.element === element && (component === undefined || characters.component === component),
  );
  const start = header.slice(0, HEADER_LENGTH);
  const next = ['UNH', 'UNG'].map((tag) => start.indexOf(tag + element)).find((at) => at > 0);
  // They may differ in the terminator alone; a line break is one where nothing else is.
  const end = next === undefined ? '' : start.slice(0, next);
  const shown =
    known.find(({ terminator }) => end.trimEnd().endsWith(terminator)) ??
    known.find(({ terminator }) => end.endsWith(terminator));
  if (known.length > 0) return shown ?? known[0]!;
  if (component === undefined || /[A-Za-z0-9\s]/.test(element)) return null;
  const terminator = next === undefined ? "'" : (start.slice(0, next).trimEnd().at(-1) ?? "'");
  return { ...defaultCharacters, element, component, terminator };
}
