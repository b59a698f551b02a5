import { airWaybill } from './exchange-places.ts';
import { escapeXml, instant, type ManifestWriter } from './manifest-writer.ts';
import { type SampleItem, type SampleParty } from './sample-item.ts';

const purposes = { original: 'Creation', amend: 'Update', cancel: 'Deletion' } as const;

/** IATA Cargo-XML house waybill (XFZB 3): one house a document. */
export const cargoXmlXfzbWriter: ManifestWriter = {
  format: 'cargo-xml-xfzb',
  kind: 'cargo-xml-xfzb',
  contentType: 'application/xml',
  mostLines: 1,
  lanes: 'one',
  write: ({ reference, issuedAt, items, spoilt }) => {
    const item = items[0]!;
    return [
      '<?xml version="1.0" encoding="UTF-8"?>',
      '<w:HouseWaybill xmlns="iata:datamodel:3" xmlns:w="iata:housewaybill:1">',
      `<w:MessageHeaderDocument><ID>${reference}</ID><Name>House Waybill</Name><TypeCode>703</TypeCode>`,
      `<IssueDateTime>${instant(issuedAt)}</IssueDateTime><PurposeCode>${purposes[item.function]}</PurposeCode>`,
      '<VersionID>3.00</VersionID></w:MessageHeaderDocument>',
      `<w:BusinessHeaderDocument><ID>${item.itemId}</ID></w:BusinessHeaderDocument>`,
      `<w:MasterConsignment><TransportContractDocument><ID>${airWaybill('020', reference)}</ID></TransportContractDocument>`,
      `<OriginLocation><ID>FRA</ID></OriginLocation><FinalDestinationLocation><ID>${item.port}</ID></FinalDestinationLocation>`,
      movement(item),
      house(item, spoilt === 0),
      '</w:MasterConsignment></w:HouseWaybill>',
    ].join('\n');
  },
};

const movement = (item: SampleItem): string =>
  `<SpecifiedLogisticsTransportMovement><StageCode>Main-Carriage</StageCode><ModeCode>4</ModeCode><ID>${item.flight}</ID>` +
  `<ArrivalEvent><ScheduledOccurrenceDateTime>${instant(item.arrivesAt)}</ScheduledOccurrenceDateTime></ArrivalEvent>` +
  `<DepartureEvent><ScheduledOccurrenceDateTime>${instant(item.departsAt)}</ScheduledOccurrenceDateTime></DepartureEvent>` +
  '</SpecifiedLogisticsTransportMovement>';

function house(item: SampleItem, isSpoilt: boolean): string {
  const mass = isSpoilt ? 'heavy' : item.grossMassKg.toFixed(3);
  return [
    `<IncludedHouseConsignment><ID>${item.itemId}</ID>`,
    `<DeclaredValueForCustomsAmount currencyID="USD">${item.value}</DeclaredValueForCustomsAmount>`,
    `<IncludedTareGrossWeightMeasure unitCode="KGM">${mass}</IncludedTareGrossWeightMeasure>`,
    '<TotalPieceQuantity>1</TotalPieceQuantity>',
    `<SummaryDescription>${escapeXml(item.articles[0]!.description)}</SummaryDescription>`,
    party('ConsignorParty', item.sender),
    party('ConsigneeParty', item.recipient),
    `<FinalDestinationLocation><ID>${item.port}</ID></FinalDestinationLocation>`,
    ...item.articles.map((article, at) =>
      [
        `<IncludedHouseConsignmentItem><SequenceNumeric>${at + 1}</SequenceNumeric>`,
        article.hs === null ? '' : `<TypeCode>${article.hs}</TypeCode>`,
        `<NetWeightMeasure unitCode="KGM">${article.netMassKg}</NetWeightMeasure>`,
        `<PieceQuantity>${article.quantity}</PieceQuantity>`,
        `<NatureIdentificationTransportCargo><Identification>${escapeXml(article.description)}</Identification></NatureIdentificationTransportCargo>`,
        `<OriginCountry><ID>${article.origin}</ID></OriginCountry></IncludedHouseConsignmentItem>`,
      ].join(''),
    ),
    '</IncludedHouseConsignment>',
  ].join('');
}

const party = (element: string, { name, street, postcode, city, country, phone }: SampleParty): string =>
  [
    `<${element}><Name>${escapeXml(name)}</Name><PostalStructuredAddress>`,
    `<PostcodeCode>${escapeXml(postcode)}</PostcodeCode><StreetName>${escapeXml(street)}</StreetName>`,
    `<CityName>${escapeXml(city)}</CityName><CountryID>${country}</CountryID></PostalStructuredAddress>`,
    phone === null
      ? ''
      : `<DefinedTradeContact><DirectTelephoneCommunication><CompleteNumber>${phone}</CompleteNumber></DirectTelephoneCommunication></DefinedTradeContact>`,
    `</${element}>`,
  ].join('');
