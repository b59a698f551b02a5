import { hash, randomBytes } from 'node:crypto';
import type { EpochMillis } from '@watchpost/domain';

/** What a key may do. */
export type Scope = 'manifests:write' | 'manifests:read' | 'alerts:read' | 'alerts:write' | 'operations';

/** What stands in front of a key's randomness, so that a leaked one is recognised by scanners and by people. */
export type KeyPrefix = 'wp_partner' | 'wp_port' | 'wp_operator';

/** A new bearer key: 256 bits of randomness behind its prefix. Shown once; only its hash is kept. */
export const generateKey = (prefix: KeyPrefix): string => `${prefix}_${randomBytes(32).toString('base64url')}`;

/** SHA-256, hex. A key has enough randomness of its own that a slow hash would protect nothing. */
export const hashKey = (key: string): string => hash('sha256', key, 'hex');

/** Short name of a key for logs and audit: the first 12 hex digits of its hash. */
export const keyIdOf = (keyHash: string): string => keyHash.slice(0, 12);

/** Who stands behind a request. */
export interface Principal {
  readonly kind: 'partner' | 'port' | 'operator';
  /** Partner, port (`*` for a service that runs every port) or operator. */
  readonly id: string;
  readonly scopes: readonly string[];
  readonly keyId: string;
}

/** A key as the compacted topics and tables carry it. */
export interface StoredKey {
  readonly keyId: string;
  /** SHA-256 of the key, hex. */
  readonly hash: string;
  readonly scopes: readonly string[];
  readonly expiresAt: EpochMillis | null;
  readonly revokedAt: EpochMillis | null;
}

/** Why a key opens nothing. */
export type KeyRefusal = 'key.unknown' | 'key.expired' | 'key.revoked' | 'key.inactive';

export interface KeyOwner {
  readonly kind: Principal['kind'];
  readonly id: string;
  readonly active: boolean;
  readonly keys: readonly StoredKey[];
}

/** Finds the principal of a key. An answer may take a look into a table. */
export interface KeyLookup {
  find(key: string, now: EpochMillis): Principal | KeyRefusal | Promise<Principal | KeyRefusal>;
}

interface Entry {
  readonly owner: KeyOwner;
  readonly key: StoredKey;
}

/** Keys in memory, as a service learns them from partners.changed and ports.changed. Replacing an owner replaces all its keys. */
export class KeyDirectory implements KeyLookup {
  private readonly byHash = new Map<string, Entry>();
  private readonly hashesOf = new Map<string, readonly string[]>();

  put(owner: KeyOwner): void {
    const name = `${owner.kind} ${owner.id}`;
    for (const known of this.hashesOf.get(name) ?? []) this.byHash.delete(known);
    for (const key of owner.keys) this.byHash.set(key.hash, { owner, key });
    this.hashesOf.set(
      name,
      owner.keys.map(({ hash: keyHash }) => keyHash),
    );
  }

  get size(): number {
    return this.byHash.size;
  }

  find(key: string, now: EpochMillis): Principal | KeyRefusal {
    const entry = this.byHash.get(hashKey(key));
    if (entry === undefined) return 'key.unknown';
    if (!entry.owner.active) return 'key.inactive';
    return principalOf(entry.owner, entry.key, now);
  }
}

/** The principal of a stored key, unless it was revoked or has expired. */
export function principalOf(
  owner: Pick<KeyOwner, 'kind' | 'id'>,
  key: StoredKey,
  now: EpochMillis,
): Principal | KeyRefusal {
  if (key.revokedAt !== null && key.revokedAt <= now) return 'key.revoked';
  if (key.expiresAt !== null && key.expiresAt <= now) return 'key.expired';
  return { kind: owner.kind, id: owner.id, scopes: key.scopes, keyId: key.keyId };
}
