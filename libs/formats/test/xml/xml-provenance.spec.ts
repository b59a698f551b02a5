import { describe, expect, it } from '@jest/globals';
import { fieldAt, proveFields } from '../proven-fields.ts';

const proven = (document: string) => {
  const { lines, faults } = proveFields(Buffer.from(document));
  expect(faults).toEqual([]);
  return lines;
};

const ie315 = (header: string, item: string) =>
  `<CC315A xmlns="http://ics.dgtaxud.ec/CC315A">${header}<GOOITEGDS>${item}</GOOITEGDS></CC315A>`;

describe('Of an XML line', () => {
  it('a number that is made of reference and position says both', () => {
    const [line] = proven(
      ie315(
        '<HEAHEA><RefNumHEA4>R1</RefNumHEA4></HEAHEA>',
        '<IteNumGDS7>7</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23>',
      ),
    );
    expect(fieldAt(line!, '/ids/itemId').parts.map(({ sent, place }) => [sent, place.segment])).toEqual([
      ['R1', 'RefNumHEA4'],
      ['7', 'IteNumGDS7'],
    ]);
  });

  it('of several documents the one it goes by is told', () => {
    const bill = (type: string, number: string) =>
      `<PRODOCDC2><DocTypDC21>${type}</DocTypDC21><DocRefDC23>${number}</DocRefDC23></PRODOCDC2>`;
    const [line] = proven(
      ie315(
        '<HEAHEA><RefNumHEA4>R1</RefNumHEA4></HEAHEA>',
        `${bill('N703', 'H1')}${bill('N740', '02012345675')}<GooDesGDS23>beads</GooDesGDS23>`,
      ),
    );
    expect(fieldAt(line!, '/ids/itemId')).toMatchObject({ sent: 'H1', parts: [] });
    expect(line!.kind === 'shipment' && line!.placeOf('itemId')?.path).toBe('/CC315A/GOOITEGDS/PRODOCDC2/DocRefDC23');
    expect(fieldAt(line!, '/ids/masterBill').sent).toBe('02012345675');
  });

  it('what the header says stands in the header: codes as sent, day and time of its making apart', () => {
    const [line] = proven(
      ie315(
        '<HEAHEA><RefNumHEA4>R1</RefNumHEA4><TraModAtBorHEA76>4</TraModAtBorHEA76></HEAHEA><DatOfPreMES9>261119</DatOfPreMES9><TimOfPreMES10>0930</TimOfPreMES10>',
        '<IteNumGDS7>1</IteNumGDS7><GooDesGDS23>beads</GooDesGDS23>',
      ),
    );
    expect(fieldAt(line!, '/conveyance/mode')).toMatchObject({ sent: '4', place: { segment: 'TraModAtBorHEA76' } });
    expect(fieldAt(line!, '/issuedAt')).toMatchObject({ sent: '261119\n0930', precision: 'minute', assumed: ['zone'] });
    expect(fieldAt(line!, '/function').from).toBe('message');
  });

  it('packages that are added up, a code in two parts and a mass with its unit keep what was sent', () => {
    const [line] = proven(
      `<Declaration xmlns="urn:wco:datamodel:WCO:DEC-DMS:2"><FunctionalReferenceID>R</FunctionalReferenceID><GoodsShipment><GovernmentAgencyGoodsItem>
      <SequenceNumeric>1</SequenceNumeric><Commodity><Description>glass &amp; beads</Description>
      <Classification><ID>701810</ID><IdentificationTypeCode>TSP</IdentificationTypeCode></Classification>
      <Classification><ID>10</ID><IdentificationTypeCode>TRC</IdentificationTypeCode></Classification>
      <GoodsMeasure><GrossMassMeasure unitCode="GRM">420</GrossMassMeasure></GoodsMeasure></Commodity>
      <Consignor><Name>A</Name><Address><CountryCode>CN</CountryCode></Address></Consignor>
      <Packaging><QuantityQuantity>1</QuantityQuantity></Packaging><Packaging><QuantityQuantity>2</QuantityQuantity></Packaging>
      </GovernmentAgencyGoodsItem></GoodsShipment></Declaration>`,
    );
    expect(fieldAt(line!, '/pieces').parts.map(({ sent }) => sent)).toEqual(['1', '2']);
    expect(fieldAt(line!, '/articles/0/hs').parts.map(({ sent }) => sent)).toEqual(['701810', '10']);
    expect(fieldAt(line!, '/grossMassKg')).toMatchObject({ sent: '420', unit: { sent: 'GRM' } });
    expect(fieldAt(line!, '/articles/0/description').sent).toBe('glass & beads');
    expect(fieldAt(line!, '/origin').from).toBe('/consignor/address/country');
  });
});
