import type { Party, Shipment } from '@watchpost/domain';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';

export const completenessFeatures = {
  missing_count: {
    type: 'number',
    unit: 'fields',
    description: 'How many of the fields in `missing_fields` could have been there.',
  },
  missing_fields: {
    type: 'text',
    description:
      'Which of these are not stated or are placeholders: HS code, description, gross mass, value, consignor’s name and address, consignee’s name, address and phone or e-mail.',
  },
} as const satisfies Record<string, FeatureDefinition>;

export type CompletenessFeatures = FeaturesOf<typeof completenessFeatures>;

const saysNothing = /^(?:[\W\d_]*|unknown|tb[cdan]|n\/?a|none|nil|x+|test)$/i;

export function readCompleteness(out: CompletenessFeatures, shipment: Shipment): void {
  let count = 0;
  let fields = '';
  const miss = (field: string) => {
    count++;
    fields = fields === '' ? field : `${fields}, ${field}`;
  };
  if (!shipment.articles.some((each) => each.hs !== null)) miss('HS code');
  if (!shipment.articles.some((each) => each.description !== null)) miss('description');
  if (shipment.grossMassKg === null) miss('gross mass');
  if (shipment.value === null && !shipment.articles.some((each) => each.value !== null)) miss('value');
  if (hasNoName(shipment.consignor)) miss('consignor’s name');
  if (hasNoAddress(shipment.consignor)) miss('consignor’s address');
  if (hasNoName(shipment.consignee)) miss('consignee’s name');
  if (hasNoAddress(shipment.consignee)) miss('consignee’s address');
  if (hasNoContact(shipment.consignee)) miss('consignee’s phone or e-mail');
  out.missing_count = count;
  out.missing_fields = fields;
}

const hasNoName = (party: Party | null): boolean => party === null || party.name === null || isPlaceholder(party.name);

/** A name in another script is a name: only what has no letter of any script is a placeholder. */
const isPlaceholder = (name: string): boolean => saysNothing.test(name) && !/\p{L}/u.test(name.replace(/[a-z]/gi, ''));

function hasNoAddress(party: Party | null): boolean {
  const address = party?.address;
  return !address || address.lines.length === 0;
}

const hasNoContact = (party: Party | null): boolean =>
  party === null || (party.phones.length === 0 && party.emails.length === 0);
