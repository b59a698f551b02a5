import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { calculateJwkThumbprint, CompactSign, compactVerify, exportJWK, importJWK, type JWK } from 'jose';
import { StartFault } from '@watchpost/platform';

/** What a receipt says: these bytes were taken under this id at this time. */
export interface ReceiptClaims {
  /** The exchange that took them. */
  readonly iss: string;
  readonly manifestId: string;
  readonly partner: string;
  /** SHA-256 of the bytes after content coding was removed, hex. */
  readonly sha256: string;
  /** Bytes. */
  readonly size: number;
  /** RFC 3339, UTC. */
  readonly receivedAt: string;
}

/** Keys that verify receipts, as `/.well-known/jwks.json` serves them. */
export interface KeySet {
  readonly keys: readonly JWK[];
}

const TYPE = 'receipt+jws';

/** Signs receipts: compact JWS (RFC 7515) with EdDSA over Ed25519. */
export class ReceiptSigner {
  private constructor(
    private readonly key: KeyObject,
    readonly keyId: string,
    readonly keySet: KeySet,
  ) {}

  /** @param pem Ed25519 private key, PKCS #8 */
  static async fromPem(pem: string): Promise<ReceiptSigner> {
    const key = privateKeyOf(pem);
    const jwk = await exportJWK(createPublicKey(key));
    const keyId = await calculateJwkThumbprint(jwk);
    return new ReceiptSigner(key, keyId, { keys: [{ ...jwk, kid: keyId, use: 'sig', alg: 'EdDSA' }] });
  }

  /** Reads the key file; makes it, readable by its owner alone, where there is none yet. */
  static async fromFile(path: string): Promise<ReceiptSigner> {
    if (!existsSync(path)) {
      mkdirSync(dirname(path), { recursive: true });
      const { privateKey } = generateKeyPairSync('ed25519');
      // Under its name only once it is whole: another replica that starts at this moment must not read half of it.
      const own = `${path}.${process.pid}.new`;
      writeFileSync(own, privateKey.export({ type: 'pkcs8', format: 'pem' }), { mode: 0o600 });
      try {
        linkSync(own, path);
      } catch (error) {
        // Another replica was faster: its key is the one.
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      } finally {
        rmSync(own);
      }
    }
    return ReceiptSigner.fromPem(readFileSync(path, 'utf8'));
  }

  sign(claims: ReceiptClaims): Promise<string> {
    return this.signJson(TYPE, claims);
  }

  /** Signs any statement of the exchange, under a type of its own. */
  signJson(type: string, statement: object): Promise<string> {
    return new CompactSign(new TextEncoder().encode(JSON.stringify(statement)))
      .setProtectedHeader({ alg: 'EdDSA', typ: type, kid: this.keyId })
      .sign(this.key);
  }
}

function privateKeyOf(pem: string): KeyObject {
  try {
    const key = createPrivateKey(pem);
    if (key.asymmetricKeyType === 'ed25519') return key;
  } catch {
    // said below
  }
  throw new StartFault(
    'The receipt key is not an Ed25519 private key in PEM; make one with "openssl genpkey -algorithm ed25519".',
    2,
  );
}

export type ReceiptVerdict =
  { readonly valid: true; readonly claims: ReceiptClaims } | { readonly valid: false; readonly reason: string };

/** Whether the exchange that has these keys signed the receipt. Never throws. */
export async function verifyReceipt(receipt: string, keySet: KeySet): Promise<ReceiptVerdict> {
  try {
    const { payload, protectedHeader } = await compactVerify(
      receipt.trim(),
      async (header) => {
        const jwk = keySet.keys.find(({ kid }) => kid === header.kid);
        if (jwk === undefined) throw new Error(`no key ${header.kid ?? ''} in the key set`);
        return importJWK(jwk, 'EdDSA');
      },
      { algorithms: ['EdDSA'] },
    );
    if (protectedHeader.typ !== TYPE)
      return { valid: false, reason: `it is a ${protectedHeader.typ ?? 'statement'}, not a receipt` };
    return { valid: true, claims: JSON.parse(new TextDecoder().decode(payload)) as ReceiptClaims };
  } catch (error) {
    return { valid: false, reason: (error as Error).message };
  }
}
