import { receptacleTo } from './exchange-places.ts';
import { escapeXml, instant, inWords, type ManifestWriter } from './manifest-writer.ts';
import { type SampleArticle, type SampleItem, type SampleParty } from './sample-item.ts';

/** ICS2 entry summary declaration of post at house level (IE3F43): conveyance and arrival are another message's. */
export const ics2Ie3f43Writer: ManifestWriter = {
  format: 'ics2-ens',
  kind: 'ics2-ens IE3F43',
  contentType: 'application/xml',
  mostLines: 9_999,
  lanes: 'one',
  write: ({ reference, issuedAt, items, spoilt }) => {
    const first = items[0]!;
    const receptacle = receptacleTo(first.port, first.origin, reference);
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<IE3F43 xmlns="urn:wco:datamodel:WCO:CIS:1">',
      `<documentIssueDate>${instant(issuedAt)}</documentIssueDate><LRN>${reference}</LRN>`,
      '<specificCircumstanceIndicator>F43</specificCircumstanceIndicator>',
      '<addressedMemberState><country>XI</country></addressedMemberState>',
      '<declarant><name>Liberty Post</name><identificationNumber>XI123456789000</identificationNumber></declarant>',
      '<consignmentMasterLevel>',
      ...first.route.map(
        (country) => `<countriesOfRoutingOfConsignment><country>${country}</country></countriesOfRoutingOfConsignment>`,
      ),
      '</consignmentMasterLevel>',
      ...items.map((item, at) => houseLevel(item, receptacle, at === spoilt)),
      '</IE3F43>',
    ].join('\n');
  },
};

function houseLevel(item: SampleItem, receptacle: string | null, isSpoilt: boolean): string {
  return [
    `<consignmentHouseLevel><totalGrossMass>${isSpoilt ? 'heavy' : item.grossMassKg}</totalGrossMass>`,
    receptacle === null
      ? ''
      : `<receptacle><receptacleIdentificationNumber>${receptacle}</receptacleIdentificationNumber></receptacle>`,
    party('consignee', item.recipient),
    party('consignor', item.sender),
    ...item.articles.map(goodsItem),
    `<transportDocumentHouseLevel><documentNumber>${item.itemId}</documentNumber><type>N750</type></transportDocumentHouseLevel>`,
    '</consignmentHouseLevel>',
  ].join('');
}

function goodsItem(article: SampleArticle, at: number): string {
  const code =
    article.hs === null
      ? ''
      : `<commodityCode><harmonizedSystemSubHeadingCode>${article.hs}</harmonizedSystemSubHeadingCode></commodityCode>`;
  return [
    `<goodsItem><goodsItemNumber>${at + 1}</goodsItemNumber>`,
    `<postalValue><value>${article.value}</value><currency>USD</currency></postalValue>`,
    `<commodity><descriptionOfGoods>${escapeXml(inWords(article))}</descriptionOfGoods>${code}</commodity>`,
    `<weight><netMass>${article.netMassKg}</netMass></weight>`,
    `<countryOfOrigin><country>${article.origin}</country></countryOfOrigin>`,
    // One parcel, whatever is in it.
    at === 0 ? '<packaging><numberOfPackages>1</numberOfPackages></packaging>' : '',
    '</goodsItem>',
  ].join('');
}

function party(element: string, { name, street, city, region, postcode, country, phone }: SampleParty): string {
  return [
    `<${element}><name>${escapeXml(name)}</name><address><city>${escapeXml(city)}</city><country>${country}</country>`,
    `<street>${escapeXml(street)}</street>${region === null ? '' : `<subDivision>${region}</subDivision>`}`,
    `<postCode>${postcode}</postCode></address>`,
    phone === null ? '' : `<communication><identifier>${phone}</identifier><type>TE</type></communication>`,
    `</${element}>`,
  ].join('');
}
