import { describe, expect, it } from '@jest/globals';
import type {
  Address,
  Article,
  Conveyance,
  Finding,
  Identifier,
  Money,
  Party,
  Place,
  Reason,
  Shipment,
  ShipmentVersion,
} from '@watchpost/domain';
import { createCodec } from './codec.ts';
import type * as shapes from './generated/shapes.ts';
import { catalogueIds } from './schema-ids.ts';
import { declaredEvent, fullShipment } from '../test/events.ts';
import { topics } from './topics.ts';

/**
 * A domain type and its schema agree where the domain's type can be written (it is no wider) and neither has a field the other lacks.
 * The domain may be narrower: it knows closed sets where the schema has text.
 */
type Agree<Domain, Schema> = Domain extends Schema
  ? keyof Schema extends keyof Domain
    ? keyof Domain extends keyof Schema
      ? true
      : { readonly inDomainOnly: Exclude<keyof Domain, keyof Schema> }
    : { readonly inSchemaOnly: Exclude<keyof Schema, keyof Domain> }
  : { readonly cannotBeWritten: Domain };

/** Fails to compile, with the difference in the message, where one pair does not agree. */
const agreements: {
  readonly Address: Agree<Address, shapes.AddressShape>;
  readonly Article: Agree<Article, shapes.ArticleShape>;
  readonly Conveyance: Agree<Conveyance, shapes.ConveyanceShape>;
  readonly Finding: Agree<Finding, shapes.FindingShape>;
  readonly Identifier: Agree<Identifier, shapes.IdentifierShape>;
  readonly Money: Agree<Money, shapes.MoneyShape>;
  readonly Party: Agree<Party, shapes.PartyShape>;
  readonly Place: Agree<Place, shapes.PlaceShape>;
  readonly Reason: Agree<Reason, shapes.ReasonShape>;
  readonly Shipment: Agree<Shipment, shapes.ShipmentShape>;
  readonly ShipmentVersion: Agree<ShipmentVersion, shapes.ShipmentVersionShape>;
} = {
  Address: true,
  Article: true,
  Conveyance: true,
  Finding: true,
  Identifier: true,
  Money: true,
  Party: true,
  Place: true,
  Reason: true,
  Shipment: true,
  ShipmentVersion: true,
};

describe('the domain and the schemas', () => {
  it.each(Object.entries(agreements))('agree on %s', (_name, agrees) => {
    expect(agrees).toBe(true);
  });

  const codec = createCodec(catalogueIds());
  const through = (shipment: Shipment) =>
    codec.decode(topics.shipmentsDeclared, codec.encode(topics.shipmentsDeclared, { ...declaredEvent, shipment }))
      .shipment;

  it('carry a shipment in which everything is stated without a loss', () => {
    expect(through(fullShipment)).toEqual(fullShipment);
  });

  it('carry a shipment in which nothing is stated without inventing anything', () => {
    const silent = Object.fromEntries(
      Object.entries(fullShipment).map(([field, value]) => [field, Array.isArray(value) ? [] : null]),
    ) as unknown as Shipment;
    const shipment = { ...silent, function: 'cancel' } as const;
    expect(through(shipment)).toEqual(shipment);
  });
});
