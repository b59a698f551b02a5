export {
  generateKey,
  hashKey,
  KeyDirectory,
  keyIdOf,
  principalOf,
  type KeyLookup,
  type KeyOwner,
  type KeyPrefix,
  type KeyRefusal,
  type Principal,
  type Scope,
  type StoredKey,
} from './access-key.ts';
export { BearerGuard, KEYS, principalOfRequest, RequireScope } from './bearer.guard.ts';
export { ReceiptSigner, verifyReceipt, type KeySet, type ReceiptClaims, type ReceiptVerdict } from './receipt.ts';
