import { type operationsStore } from '@watchpost/persistence';
import { z } from 'zod';
import { pageOf } from '../paging/page.ts';

/** What a key may do, by who owns it. */
export const scopesOf = {
  partner: ['manifests:write', 'manifests:read'],
  port: ['alerts:read', 'alerts:write'],
  operator: ['operations'],
} as const satisfies Record<operationsStore.KeyOwnerKind, readonly string[]>;

/** A short name in paths and topics; `*` stands for every port (a national service that runs them all). */
export const shortName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{1,62}$/, 'two to 63 lower-case letters, digits and hyphens, not beginning with a hyphen');

const newKey = <Scope extends string>(scopes: readonly [Scope, ...Scope[]]) =>
  z.strictObject({
    scopes: z
      .array(z.enum(scopes))
      .min(1)
      .default([...scopes]),
    description: z.string().min(1).max(200).nullable().default(null),
    expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  });

export const newPartnerKey = newKey(scopesOf.partner);
export const newPortKey = newKey(scopesOf.port);
export const newOperatorKey = newKey(scopesOf.operator).extend({ operator: shortName.describe('Who will use it.') });

export interface NewKey {
  readonly scopes: readonly string[];
  readonly description: string | null;
  readonly expiresAt: string | null;
}

export const keyView = z.object({
  keyId: z.string(),
  scopes: z.array(z.string()),
  description: z.string().nullable(),
  createdAt: z.iso.datetime(),
  createdBy: z.string(),
  expiresAt: z.iso.datetime().nullable(),
  revokedAt: z.iso.datetime().nullable(),
});

export const ownedKeyView = keyView.extend({ ownerKind: z.enum(['partner', 'port', 'operator']), owner: z.string() });
export const keyPage = pageOf(ownedKeyView);

export const issuedKey = ownedKeyView.extend({ key: z.string().describe('Shown this once; only its hash is kept.') });
export type IssuedKey = z.input<typeof issuedKey>;

const text = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());

/** A key without its hash. */
export const viewOfKey = (key: operationsStore.AccessKeyEntity): z.input<typeof keyView> => ({
  keyId: key.keyId,
  scopes: key.scopes,
  description: key.description,
  createdAt: new Date(key.createdAt).toISOString(),
  createdBy: key.createdBy,
  expiresAt: text(key.expiresAt),
  revokedAt: text(key.revokedAt),
});

export const viewOfOwnedKey = (key: operationsStore.AccessKeyEntity): z.input<typeof ownedKeyView> => ({
  ...viewOfKey(key),
  ownerKind: key.ownerKind,
  owner: key.owner,
});
