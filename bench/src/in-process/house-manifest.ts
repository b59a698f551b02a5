const house = (
  n: number,
): string => `<IncludedHouseConsignment><GrossWeightMeasure unitCode="KGM">0.42</GrossWeightMeasure>
<TotalPieceQuantity>1</TotalPieceQuantity><SummaryDescription>cotton t-shirt</SummaryDescription>
<ConsignorParty><Name>Shenzhen Trading</Name><PostalStructuredAddress><StreetName>${n} Longhua Road</StreetName><CityName>Shenzhen</CityName>
<CountryID>CN</CountryID></PostalStructuredAddress></ConsignorParty>
<ConsigneeParty><Name>John Smith</Name><PostalStructuredAddress><StreetName>${n} Main Street</StreetName><CityName>Columbus</CityName>
<CountryID>US</CountryID></PostalStructuredAddress></ConsigneeParty>
<TransportContractDocument><ID>H${n}</ID></TransportContractDocument></IncludedHouseConsignment>`;

/** A house manifest of Cargo-XML (XFHL): a document of as many houses as one likes, where XFZB has one. */
export const houseManifest = (houses: number): string =>
  [
    '<r:HouseManifest xmlns:r="iata:housemanifest:1" xmlns="iata:datamodel:3"><r:MasterConsignment>',
    '<TransportContractDocument><ID>180-12345675</ID></TransportContractDocument>',
    ...Array.from({ length: houses }, (_, n) => house(n + 1)),
    '</r:MasterConsignment></r:HouseManifest>',
  ].join('\n');
