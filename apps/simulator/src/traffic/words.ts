/** Words that the samples are made of. Names are common ones put together by chance; nobody in particular is meant. */
export const givenNames = [
  'Jiho',
  'Minseo',
  'Hana',
  'Wei',
  'Li',
  'Mei',
  'Anna',
  'Jonas',
  'Lena',
  'Paul',
  'Emma',
  'Oliver',
  'Grace',
  'Samuel',
  'Maria',
  'Daniel',
  'Laura',
  'Kevin',
  'Nora',
  'Victor',
  'Ines',
  'Hugo',
  'Alice',
  'Peter',
  'Sofia',
  'Martin',
] as const;

export const familyNames = [
  'Kim',
  'Park',
  'Choi',
  'Wang',
  'Chen',
  'Zhang',
  'Lin',
  'Weber',
  'Fischer',
  'Wagner',
  'Smith',
  'Taylor',
  'Brown',
  'Martinez',
  'Lopez',
  'Johnson',
  'Miller',
  'Davis',
  'Wilson',
  'Moore',
  'Clark',
  'Lewis',
  'Walker',
  'Hall',
  'Young',
] as const;

export const companyWords = [
  'Bright',
  'Harbour',
  'Northern',
  'Golden',
  'Blue',
  'Summit',
  'River',
  'Green',
  'Silver',
  'Eastern',
  'Pacific',
  'Maple',
] as const;

export const companyTrades = [
  'Textiles',
  'Books',
  'Optics',
  'Toys',
  'Ceramics',
  'Instruments',
  'Outdoor',
  'Lighting',
  'Stationery',
  'Parts',
] as const;

export const streets = [
  'Oak Street',
  'Main Street',
  'Station Road',
  'Park Avenue',
  'Mill Lane',
  'Hill Road',
  'Lake Drive',
  'Church Street',
  'Garden Way',
  'Market Square',
  'River Road',
  'Elm Street',
  'Sunset Boulevard',
  'Cedar Court',
] as const;

export interface Town {
  readonly city: string;
  readonly region: string | null;
  readonly postcode: string;
}

/** Towns by country, ISO 3166-1 alpha-2. */
export const towns: Readonly<Record<string, readonly Town[]>> = {
  US: [
    { city: 'Columbus', region: 'OH', postcode: '43215' },
    { city: 'Tucson', region: 'AZ', postcode: '85701' },
    { city: 'Albany', region: 'NY', postcode: '12207' },
    { city: 'Boise', region: 'ID', postcode: '83702' },
    { city: 'Raleigh', region: 'NC', postcode: '27601' },
    { city: 'Fresno', region: 'CA', postcode: '93721' },
  ],
  GB: [
    { city: 'Leeds', region: null, postcode: 'LS1 4AP' },
    { city: 'Bristol', region: null, postcode: 'BS1 5TR' },
    { city: 'Norwich', region: null, postcode: 'NR2 1TF' },
  ],
  KR: [
    { city: 'Busan', region: null, postcode: '48058' },
    { city: 'Daejeon', region: null, postcode: '34126' },
    { city: 'Incheon', region: null, postcode: '22382' },
  ],
  CN: [
    { city: 'Shenzhen', region: 'Guangdong', postcode: '518000' },
    { city: 'Hangzhou', region: 'Zhejiang', postcode: '310000' },
    { city: 'Wuhan', region: 'Hubei', postcode: '430000' },
  ],
  DE: [
    { city: 'Leipzig', region: null, postcode: '04109' },
    { city: 'Kassel', region: null, postcode: '34117' },
    { city: 'Ulm', region: null, postcode: '89073' },
  ],
};

export interface Goods {
  readonly description: string;
  /** HS 2022, six digits. */
  readonly hs: string;
  /** Kilograms of one. */
  readonly massKg: number;
  /** US dollars of one. */
  readonly price: number;
}

/** What most parcels hold. */
export const everydayGoods: readonly Goods[] = [
  { description: 'Cotton T-shirt, printed', hs: '610910', massKg: 0.2, price: 14 },
  { description: 'Paperback novel', hs: '490199', massKg: 0.35, price: 11 },
  { description: 'Wooden puzzle for children', hs: '950300', massKg: 0.6, price: 19 },
  { description: 'Ceramic coffee mug', hs: '691200', massKg: 0.4, price: 12 },
  { description: 'Phone case, silicone', hs: '392690', massKg: 0.06, price: 9 },
  { description: 'Wireless headphones', hs: '851830', massKg: 0.25, price: 48 },
  { description: 'Stainless steel wrist watch', hs: '910211', massKg: 0.12, price: 85 },
  { description: 'Running shoes', hs: '640411', massKg: 0.9, price: 62 },
  { description: 'Facial cream, 50 ml', hs: '330499', massKg: 0.11, price: 17 },
  { description: 'Bicycle chain', hs: '731511', massKg: 0.3, price: 21 },
  { description: 'Knitted wool scarf', hs: '611710', massKg: 0.18, price: 24 },
  { description: 'LED desk lamp', hs: '940521', massKg: 0.8, price: 33 },
  { description: 'Green tea, 100 g packet', hs: '090210', massKg: 0.12, price: 8 },
  { description: 'Guitar strings, set', hs: '920930', massKg: 0.04, price: 10 },
  { description: 'Backpack of polyester', hs: '420292', massKg: 0.7, price: 39 },
  { description: 'Sunglasses', hs: '900410', massKg: 0.08, price: 27 },
  { description: 'USB charging cable, 2 m', hs: '854442', massKg: 0.07, price: 7 },
  { description: 'Notebook with hard cover', hs: '482010', massKg: 0.3, price: 9 },
];

/** What one in a hundred holds, as it is declared by those who hope that nobody looks. */
export const riskyGoods: readonly (Goods & { readonly cas: string | null })[] = [
  { description: '4-ANPP 98% lab standard', hs: '293336', massKg: 0.15, price: 30, cas: '21409-26-7' },
  { description: 'N-phenethyl-4-piperidone powder', hs: '293337', massKg: 0.2, price: 25, cas: '39742-60-4' },
  { description: '1-boc-4-piperidone research chemical', hs: '293339', massKg: 0.25, price: 20, cas: '79099-07-3' },
  { description: 'Chemical intermediate CAS 125541-22-2', hs: '293339', massKg: 0.18, price: 18, cas: '125541-22-2' },
  { description: 'Pill press die set M30', hs: '820730', massKg: 1.2, price: 90, cas: null },
  { description: 'Norfentanyl reference standard', hs: '382200', massKg: 0.05, price: 45, cas: '1609-66-1' },
];

/** A description that says nothing, as careless honest senders write it. */
export const vagueDescriptions = ['gift', 'sample', 'spare parts', 'goods', 'clothes', 'accessories'] as const;
