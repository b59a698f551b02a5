import { type CsvField, fieldOf } from '../columns.ts';

/** Words of headers in German, French, Spanish, Chinese, Japanese and Korean, beside the English ones of `columns.ts`. */
const words: Readonly<Partial<Record<CsvField, readonly string[]>>> = {
  itemId: [
    'Sendungsnummer',
    'Sendung',
    'Barcode',
    'numéro de suivi',
    'numéro de colis',
    'número de seguimiento',
    'número de envío',
    '运单号',
    '追踪号',
    '单号',
    '追跡番号',
    '問い合わせ番号',
    '運送状番号',
    '송장번호',
    '운송장번호',
    '등기번호',
  ],
  masterBill: ['Hauptfrachtbrief', 'guía master', '主单号', '主运单号'],
  description: [
    'Ware',
    'Warenbeschreibung',
    'Inhalt',
    'Bezeichnung',
    'désignation',
    'contenu',
    'description des marchandises',
    'descripción',
    'contenido',
    'mercancía',
    '品名',
    '货物名称',
    '商品名称',
    '内容品',
    '商品名',
    '품명',
    '내용품',
  ],
  hs: [
    'Zolltarifnummer',
    'Warennummer',
    'code SH',
    'code douanier',
    'código arancelario',
    'partida arancelaria',
    '海关编码',
    '税号',
    'HSコード',
    '세번',
    'HS코드',
  ],
  quantity: ['Menge', 'Anzahl', 'quantité', 'cantidad', '数量', '個数', '수량'],
  pieces: ['Packstücke', 'nombre de colis', 'bultos', '件数', '포장수'],
  grossMass: [
    'Gewicht',
    'Bruttogewicht',
    'poids',
    'poids brut',
    'peso',
    'peso bruto',
    '重量',
    '毛重',
    '総重量',
    '중량',
    '총중량',
  ],
  netMass: ['Nettogewicht', 'poids net', 'peso neto', '净重', '正味重量', '순중량'],
  value: [
    'Wert',
    'Warenwert',
    'valeur',
    'valeur déclarée',
    'valor',
    'valor declarado',
    '价值',
    '申报价值',
    '金额',
    '価格',
    '申告価格',
    '가격',
    '신고가격',
  ],
  currency: ['Währung', 'devise', 'monnaie', 'moneda', 'divisa', '币种', '货币', '通貨', '통화'],
  category: ['Art', 'Sendungsart', 'nature', 'catégorie', 'categoría', '类别', '種別', '구분'],
  postedAt: [
    'Datum',
    'Einlieferungsdatum',
    'date',
    'date de dépôt',
    'fecha',
    'fecha de envío',
    '寄件日期',
    '发件日期',
    '日期',
    '差出日',
    '引受日',
    '접수일',
    '접수일자',
  ],
  goodsOrigin: ['Ursprungsland', "pays d'origine", 'país de origen', '原产国', '原産国', '원산지'],
  destination: ['Bestimmungsland', 'pays de destination', 'país de destino', '目的国', '仕向国', '도착국'],
  origin: ['Abgangsland', "pays d'expédition", 'país de procedencia', '发件国', '差出国', '발송국'],
};
const parties = {
  consignor: [
    'Absender',
    'Versender',
    'expéditeur',
    'remitente',
    'expedidor',
    '寄件人',
    '发件人',
    '差出人',
    '送り主',
    '発送人',
    '발송인',
    '보내는사람',
    '송하인',
  ],
  consignee: [
    'Empfänger',
    'destinataire',
    'destinatario',
    'consignatario',
    '收件人',
    '收货人',
    '受取人',
    'お届け先',
    '荷受人',
    '수취인',
    '받는사람',
    '수하인',
  ],
} as const;
const parts = {
  Name: ['', 'name', 'nom', 'nombre', '姓名', '名称', '名', '氏名', '성명', '이름'],
  Address: ['adresse', 'strasse', 'straße', 'rue', 'dirección', 'calle', '地址', '住所', '주소'],
  City: ['ort', 'stadt', 'ville', 'ciudad', '城市', '市', '도시'],
  Region: ['bundesland', 'région', 'provincia', '省', '省份', '都道府県', '지역'],
  Postcode: ['plz', 'postleitzahl', 'code postal', 'código postal', '邮编', '郵便番号', '우편번호'],
  Country: ['land', 'pays', 'país', '国家', '国', '국가'],
  Phone: ['telefon', 'téléphone', 'teléfono', '电话', '电话号码', '手机', '電話', '電話番号', '전화', '전화번호'],
  Email: ['email', 'e-mail', 'courriel', 'correo', '邮箱', 'メール', '이메일'],
} as const;

const folded = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]/gu, '')
    .normalize('NFC');

const byWord: ReadonlyMap<string, CsvField> = new Map<string, CsvField>([
  ...(Object.entries(words) as [CsvField, readonly string[]][]).flatMap(([field, names]) =>
    names.map((name) => [folded(name), field] as const),
  ),
  ...(Object.keys(parties) as (keyof typeof parties)[]).flatMap((party) =>
    (Object.keys(parts) as (keyof typeof parts)[]).flatMap((part) =>
      parties[party].flatMap((owner) =>
        parts[part].flatMap((name) =>
          [`${owner}${name}`, `${name}${owner}`, `${name}de${owner}`, `${name}du${owner}`, `${name}del${owner}`].map(
            (written) => [folded(written), `${party}${part}`] as const,
          ),
        ),
      ),
    ),
  ),
]);

const units: Readonly<Record<string, string>> = {
  g: 'GRM',
  gr: 'GRM',
  gramm: 'GRM',
  grams: 'GRM',
  kg: 'KGM',
  lb: 'LBR',
  lbs: 'LBR',
  oz: 'ONZ',
};
const unitAtEnd = /[\s([{（]+(?:in\s+|en\s+)?(g|gr|gramm|grams|kg|lbs?|oz)[)\]}）]?\s*$/i;

/** What a header word means, and the unit of mass that it names; null where it is not known. */
export function meaningOf(header: string): { readonly field: CsvField; readonly massUnit: string | null } | null {
  const unit = unitAtEnd.exec(header)?.[1]?.toLowerCase() ?? null;
  const bare = unit === null ? header : header.replace(unitAtEnd, '');
  const field = fieldOf(header) ?? fieldOf(bare) ?? byWord.get(folded(bare)) ?? byWord.get(folded(header));
  return field === undefined ? null : { field, massUnit: unit === null ? null : units[unit]! };
}
