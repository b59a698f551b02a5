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

/**
 * The word of a description that belongs to other chapters than the declared one, where no word of it belongs to that; null where nothing is known or it agrees.
 * @param folded a description, folded
 * @param chapter two digits
 */
export function strangeWord(folded: string, chapter: string): string | null {
  let strange: string | null = null;
  for (const word of folded.split(' ')) {
    const chapters = chaptersByWord.get(word);
    if (chapters === undefined) continue;
    if (chapters.has(chapter)) return null;
    strange ??= word;
  }
  return strange;
}
