/**
 * Words for everyday goods, and the chapters of the Harmonized System that they are declared under. Only words that mean the same goods wherever they stand;
 * a word that does not (`ring`, `case`, `plate`) is not here. Source: headings and notes of the Harmonized System 2022.
 */
const goods: readonly (readonly [words: string, chapters: string])[] = [
  [
    'shirt shirts tshirt tshirts dress dresses trousers jeans jacket jackets sweater sweaters skirt blouse hoodie socks underwear',
    '39 42 43 61 62 63',
  ],
  ['scarf scarves gloves', '39 40 42 43 61 62 65'],
  ['shoes sneakers sandals slippers', '63 64'],
  ['book books novel magazine magazines brochure brochures', '48 49'],
  ['toy doll dolls puzzle puzzles lego plush', '95'],
  ['headphones earphones charger keyboard webcam smartphone laptop', '84 85'],
  ['necklace earrings bracelet jewellery jewelry', '39 44 70 71 74 83'],
  ['handbag wallet backpack suitcase purse', '42 43 46 63 71'],
  ['wristwatch wristwatches', '91'],
  ['coffee tea', '09 21 22 33'],
  ['lipstick mascara perfume shampoo cosmetics', '33 34'],
  ['detergent soap', '34 38'],
  ['toner ink', '32 37 84'],
  ['bicycle bicycles', '39 40 73 83 84 85 87 95'],
  ['sofa mattress bookshelf wardrobe', '94'],
  ['chocolate biscuits', '18 19 21'],
  ['wine whisky vodka beer', '22'],
  ['cigarettes tobacco cigars', '24'],
  ['tyre tyres', '40'],
  ['umbrella umbrellas', '66'],
  ['guitar violin piano', '49 92'],
];

const chaptersByWord: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  goods.flatMap(([words, chapters]) => {
    const set = new Set(chapters.split(' '));
    return words.split(' ').map((word) => [word, set] as const);
  }),
);

/** What parts the things a description lists, and a thing from what it is for or of. */
const apart = /[^\p{L}\p{N} -]+|\b(?:and|for|from|in|of|to|with)\b|$/gu;

/**
 * The word of a description that belongs to other chapters than the declared one, where all that it lists is known and none belongs to that; else null.
 * Only the last word of each thing counts, which in English names it: a coffee mug is a mug.
 * @param chapter two digits
 */
export function strangeWord(description: string, chapter: string): string | null {
  if (!mayEndWithKnown(description)) return null;
  const text = description.toLowerCase();
  let strange: string | null = null;
  let from = 0;
  // Thing by thing: of most descriptions the first is not known, and the rest need not be looked at.
  for (apart.lastIndex = 0; from <= text.length;) {
    const end = apart.exec(text)!;
    const word = lastWord(text.slice(from, end.index));
    from = end.index + Math.max(end[0].length, 1);
    apart.lastIndex = from;
    if (word === '') continue;
    const chapters = chaptersByWord.get(word);
    if (chapters === undefined || chapters.has(chapter)) return null;
    strange ??= word;
  }
  return strange;
}

function lastWord(thing: string): string {
  const text = thing.trim();
  return text.slice(text.lastIndexOf(' ') + 1).replaceAll('-', '');
}

/** The last two letters of the words, by their number. */
const endings = new Uint8Array(26 * 26);
for (const word of chaptersByWord.keys()) endings[endingOf(word, word.length)] = 1;

/**
 * Whether the first thing may be one of the known words: of letters, digits, hyphens and blanks of ASCII up to its end, which is a comma, its last two letters are
 * those of one. Any other sign, and words that part things as well, leave it open.
 */
function mayEndWithKnown(description: string): boolean {
  let end = 0;
  let word = 0;
  for (; end < description.length; end++) {
    const sign = description.charCodeAt(end);
    if (isLetterOrDigit(sign)) continue;
    if (isLink(description, word, end)) return true;
    if (sign === 0x2c) break;
    if (sign !== 0x20 && sign !== 0x2d) return true;
    word = end + 1;
  }
  if (end === description.length && isLink(description, word, end)) return true;
  while (end > 0 && !isLetterOrDigit(description.charCodeAt(end - 1))) end -= 1;
  return end < 2 || endings[endingOf(description, end)] === 1;
}

function isLetterOrDigit(sign: number): boolean {
  const lower = sign | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (sign >= 0x30 && sign <= 0x39);
}

const links: ReadonlySet<string> = new Set(['and', 'for', 'from', 'in', 'of', 'to', 'with']);

const isLink = (text: string, from: number, to: number): boolean =>
  to - from > 1 && to - from < 5 && links.has(text.slice(from, to).toLowerCase());

function endingOf(text: string, end: number): number {
  const last = (text.charCodeAt(end - 1) | 0x20) - 0x61;
  return ((text.charCodeAt(end - 2) | 0x20) - 0x61) * 26 + last;
}
