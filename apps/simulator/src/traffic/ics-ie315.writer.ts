import { compact, escapeXml, inWords, type ManifestWriter } from './manifest-writer.ts';
import { type SampleItem, type SampleParty } from './sample-item.ts';

/** ICS1 entry summary declaration (CC315A): a goods item an item, the itinerary in the header. */
export const icsIe315Writer: ManifestWriter = {
  format: 'ics-ie315',
  kind: 'ics-ie315',
  contentType: 'application/xml',
  mostLines: 999,
  lanes: 'one',
  write: ({ reference, issuedAt, items, spoilt }) => {
    const [first] = items;
    const stamp = compact(issuedAt);
    const lines = items.map((item, at) => goodsItem(item, at + 1, at === spoilt));
    const mass = items.reduce((total, { grossMassKg }) => total + grossMassKg, 0);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<ie:CC315A xmlns:ie="http://ics.dgtaxud.ec/CC315A">',
      '<MesSenMES3>SAMPLE/TRADER</MesSenMES3><MesRecMES6>GBCD1234</MesRecMES6>',
      `<DatOfPreMES9>${stamp.slice(2, 8)}</DatOfPreMES9><TimOfPreMES10>${stamp.slice(8)}</TimOfPreMES10>`,
      `<MesIdeMES19>${reference}</MesIdeMES19><MesTypMES20>CC315A</MesTypMES20>`,
      `<HEAHEA><RefNumHEA4>${reference}</RefNumHEA4><TraModAtBorHEA76>4</TraModAtBorHEA76>`,
      `<TotNumOfIteHEA305>${items.length}</TotNumOfIteHEA305><TotGroMasHEA307>${mass.toFixed(3)}</TotGroMasHEA307>`,
      `<DecDatTimHEA114>${stamp}</DecDatTimHEA114><ConRefNumHEA>${first!.flight}</ConRefNumHEA></HEAHEA>`,
      ...lines,
      ...first!.route.map((country) => `<ITI><CouOfRouCodITI1>${country}</CouOfRouCodITI1></ITI>`),
      '<PERLODSUMDEC><TINPLD1>GB123456789000</TINPLD1></PERLODSUMDEC>',
      `<CUSOFFFENT730><RefNumCUSOFFFENT731>${first!.port}</RefNumCUSOFFFENT731>`,
      `<ExpDatOfArrFIRENT733>${compact(first!.arrivesAt)}</ExpDatOfArrFIRENT733></CUSOFFFENT730>`,
      '</ie:CC315A>',
    ].join('\n');
  },
};

function goodsItem(item: SampleItem, number: number, isSpoilt: boolean): string {
  const description = item.articles.map(inWords).join('; ');
  const { hs } = item.articles[0]!;
  return [
    `<GOOITEGDS><IteNumGDS7>${number}</IteNumGDS7><GooDesGDS23>${escapeXml(description)}</GooDesGDS23>`,
    `<GroMasGDS46>${isSpoilt ? 'heavy' : item.grossMassKg.toFixed(3)}</GroMasGDS46>`,
    `<PRODOCDC2><DocTypDC21>N703</DocTypDC21><DocRefDC23>${item.itemId}</DocRefDC23></PRODOCDC2>`,
    party('TRACONCO2', 'CO2', item.sender),
    hs === null ? '' : `<COMCODGODITM><ComNomCMD1>${hs}</ComNomCMD1></COMCODGODITM>`,
    party('TRACONCE2', 'CE2', item.recipient),
    '<PACGS2><KinOfPacGS23>PK</KinOfPacGS23><NumOfPacGS24>1</NumOfPacGS24></PACGS2></GOOITEGDS>',
  ].join('');
}

/** Names of the elements of a party end in the group's letters and a running number: NamCO27, StrAndNumCO222, … */
function party(group: string, ending: string, { name, street, postcode, city, country }: SampleParty): string {
  const element = (start: string, number: number, text: string): string =>
    `<${start}${ending}${number}>${escapeXml(text)}</${start}${ending}${number}>`;
  return [
    `<${group}>`,
    element('Nam', 7, name),
    element('StrAndNum', 22, street),
    element('PosCod', 23, postcode),
    element('Cit', 24, city),
    element('Cou', 25, country),
    `</${group}>`,
  ].join('');
}
