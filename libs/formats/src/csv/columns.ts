/** What a column means. */
export type CsvField =
  | 'itemId'
  | 'masterBill'
  | 'receptacle'
  | 'dispatch'
  | 'container'
  | 'issuedAt'
  | 'postedAt'
  | 'function'
  | 'pieces'
  | 'grossMass'
  | 'massUnit'
  | 'grossMassUnit'
  | 'netMassUnit'
  | 'value'
  | 'currency'
  | 'postage'
  | 'category'
  | 'origin'
  | 'destination'
  | 'route'
  | 'mode'
  | 'conveyance'
  | 'departs'
  | 'arrives'
  | 'portOfArrival'
  | 'description'
  | 'hs'
  | 'quantity'
  | 'netMass'
  | 'goodsOrigin'
  | 'cas'
  | `${'consignor' | 'consignee' | 'notify'}${'Name' | 'Address' | 'City' | 'Region' | 'Postcode' | 'Country' | 'Phone' | 'Email' | 'TaxNumber'}`;

/** Names under which exchanges, posts and forwarders send a column, beside the field's own; compared without case, spaces and signs. */
const synonyms: Readonly<Partial<Record<CsvField, readonly string[]>>> = {
  itemId: [
    'item',
    'item id',
    'item number',
    'item no',
    'tracking number',
    'tracking no',
    'barcode',
    's10',
    'house bill',
    'hawb',
    'house waybill',
    'reference',
    'id',
  ],
  masterBill: ['master bill', 'mawb', 'master waybill', 'awb'],
  receptacle: ['receptacle id', 's9', 'bag'],
  dispatch: ['dispatch id', 's8'],
  container: ['container number', 'container no'],
  issuedAt: ['issued at', 'issue date', 'declaration date', 'document date'],
  postedAt: ['posted at', 'posting date', 'date of posting', 'mailing date'],
  function: ['message function', 'purpose'],
  pieces: ['pcs', 'number of pieces', 'packages', 'parcels'],
  grossMass: ['gross mass', 'gross weight', 'weight', 'gross mass kg', 'gross weight kg', 'weight kg'],
  massUnit: ['weight unit', 'mass unit', 'unit'],
  grossMassUnit: ['gross weight unit', 'unit of gross weight', 'unit of gross mass'],
  netMassUnit: ['net weight unit', 'unit of net weight', 'unit of net mass'],
  value: ['declared value', 'total value', 'customs value', 'amount'],
  currency: ['value currency', 'currency code'],
  postage: ['postage paid', 'postal charges'],
  category: ['item category', 'nature', 'category of item', 'content type'],
  origin: ['origin country', 'country of dispatch', 'sender country code', 'from'],
  destination: ['destination country', 'to'],
  route: ['routing', 'routing countries'],
  mode: ['transport mode'],
  conveyance: ['flight', 'flight number', 'voyage', 'vessel', 'conveyance reference'],
  departs: ['departure', 'etd', 'departs at'],
  arrives: ['arrival', 'eta', 'arrives at', 'expected arrival'],
  portOfArrival: [
    'port of arrival',
    'port',
    'office of entry',
    'destination office',
    'arrival airport',
    'port of entry',
  ],
  description: ['goods description', 'contents', 'content', 'description of goods', 'goods'],
  hs: ['hs code', 'tariff', 'tariff code', 'commodity code', 'hs6'],
  quantity: ['qty'],
  netMass: ['net mass', 'net weight', 'net mass kg', 'net weight kg'],
  goodsOrigin: ['goods origin', 'country of origin', 'origin of goods', 'made in'],
  cas: ['cas number', 'cas no'],
};

const partySynonyms: Readonly<Record<'consignor' | 'consignee' | 'notify', readonly string[]>> = {
  consignor: ['consignor', 'sender', 'shipper', 'exporter'],
  consignee: ['consignee', 'recipient', 'receiver', 'addressee', 'importer'],
  notify: ['notify', 'notify party'],
};

const partFields = ['Name', 'Address', 'City', 'Region', 'Postcode', 'Country', 'Phone', 'Email', 'TaxNumber'] as const;
const partSynonyms: Readonly<Record<(typeof partFields)[number], readonly string[]>> = {
  Name: ['name', ''],
  Address: ['address', 'street', 'address line', 'address 1'],
  City: ['city', 'town'],
  Region: ['region', 'state', 'province'],
  Postcode: ['postcode', 'postal code', 'zip', 'zip code'],
  Country: ['country', 'country code'],
  Phone: ['phone', 'telephone', 'mobile'],
  Email: ['email', 'e-mail', 'mail'],
  TaxNumber: ['tax number', 'tax id', 'vat', 'eori'],
};

const folded = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]/gu, '');

const byName: ReadonlyMap<string, CsvField> = new Map<string, CsvField>([
  ...(Object.entries(synonyms) as [CsvField, readonly string[]][]).flatMap(([field, names]) =>
    [field, ...names].map((name) => [folded(name), field] as const),
  ),
  ...(['consignor', 'consignee', 'notify'] as const).flatMap((party) =>
    partFields.flatMap((part) =>
      partySynonyms[party].flatMap((owner) =>
        partSynonyms[part].map((name) => [folded(`${owner}${name}`), `${party}${part}`] as const),
      ),
    ),
  ),
]);

/** Every field that a column can mean. */
export const csvFields: readonly CsvField[] = [
  ...(Object.keys(synonyms) as CsvField[]),
  ...(['consignor', 'consignee', 'notify'] as const).flatMap((party) =>
    partFields.map((part): CsvField => `${party}${part}`),
  ),
];

/** What a column of this name means; null where it is not known. */
export const fieldOf = (name: string): CsvField | null => byName.get(folded(name)) ?? null;
