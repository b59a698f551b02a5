import type { Address, Party, Shipment } from '@watchpost/domain';
import { fold, foldName } from '@watchpost/domain';
import { type EntitySalt, entityHash } from './entity-salt.ts';
import { type EntityKeys, type EntityKind } from './knowledge.ts';
import { type LinkSketch, linkTo } from './link-sketch.ts';

/** The keys of a shipment and, for each, the sketch of who stands on its other side. */
export interface EntityTraits {
  readonly keys: EntityKeys;
  readonly links: Readonly<Record<EntityKind, LinkSketch>>;
  /** Hashes of the folded names alone, to compare what two partners declare. */
  readonly consignorName: bigint | null;
  readonly consigneeName: bigint | null;
}

const PART = '\u001f';
const shortestPhone = 7;
const placeholderPhone = /^(\d)\1+$/;

/**
 * A party is its name (words in any order) at its postcode, or its city where there is no postcode, in its country: a name alone would
 * make one person of all who share it.
 */
export function entityTraitsOf(shipment: Shipment, salt: EntitySalt): EntityTraits {
  const consignorName = nameOf(shipment.consignor);
  const consigneeName = nameOf(shipment.consignee);
  const consignor = partyKey(shipment.consignor, consignorName, salt);
  const consignee = partyKey(shipment.consignee, consigneeName, salt);
  const ofConsignor = consignor === null ? 0n : linkTo(consignor);
  const ofConsignee = consignee === null ? 0n : linkTo(consignee);
  return {
    keys: {
      consignor,
      consignee,
      consignorAddress: addressKey(shipment.consignor?.address ?? null, salt),
      consigneeAddress: addressKey(shipment.consignee?.address ?? null, salt),
      consigneePhone: phoneKey(shipment.consignee?.phones[0], salt),
    },
    links: {
      consignor: ofConsignee,
      consignee: ofConsignor,
      consignorAddress: ofConsignor,
      consigneeAddress: ofConsignee,
      consigneePhone: ofConsignee,
    },
    consignorName: nameKey(consignorName, salt),
    consigneeName: nameKey(consigneeName, salt),
  };
}

const nameOf = (party: Party | null): string => (party?.name ? foldName(party.name) : '');

const nameKey = (name: string, salt: EntitySalt): bigint | null =>
  name === '' ? null : entityHash(salt, `name${PART}${name}`);

function partyKey(party: Party | null, name: string, salt: EntitySalt): bigint | null {
  if (name === '') return null;
  const address = party?.address;
  const at = address?.postcode ?? address?.city;
  return entityHash(salt, `party${PART}${name}${PART}${at ? fold(at) : ''}${PART}${address?.country ?? ''}`);
}

function addressKey(address: Address | null, salt: EntitySalt): bigint | null {
  if (!address || address.lines.length === 0) return null;
  const street = address.lines.length === 1 ? address.lines[0]! : address.lines.join(' ');
  const at = address.postcode ?? address.city ?? '';
  return entityHash(salt, `address${PART}${fold(street)}${PART}${fold(at)}${PART}${address.country ?? ''}`);
}

/** The last ten digits: country and trunk prefixes are written or left out as people like. */
function phoneKey(phone: string | undefined, salt: EntitySalt): bigint | null {
  if (phone === undefined) return null;
  const digits = phone.replace(/\D+/g, '');
  if (digits.length < shortestPhone || placeholderPhone.test(digits)) return null;
  return entityHash(salt, `phone${PART}${digits.slice(-10)}`);
}
