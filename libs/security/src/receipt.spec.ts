import { mkdtempSync, readFileSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { ReceiptSigner, verifyReceipt, type ReceiptClaims } from './receipt.ts';

const claims: ReceiptClaims = {
  iss: 'watchpost',
  manifestId: '019aa000-0000-7000-8000-000000000001',
  partner: 'royal-channel-post',
  sha256: 'ab'.repeat(32),
  size: 4_711,
  receivedAt: '2026-11-20T10:00:00.000Z',
};
const keyFile = (): string => join(mkdtempSync(join(tmpdir(), 'watchpost-receipt-')), 'keys', 'receipt.pem');

describe('a receipt', () => {
  it('verifies with the key set of the exchange that signed it, and says what it said', async () => {
    const signer = await ReceiptSigner.fromFile(keyFile());
    expect(await verifyReceipt(await signer.sign(claims), signer.keySet)).toEqual({ valid: true, claims });
  });

  it('keeps its key in a file that only its owner reads, and finds it again', async () => {
    const path = keyFile();
    const first = await ReceiptSigner.fromFile(path);
    const second = await ReceiptSigner.fromFile(path);
    expect(second.keyId).toBe(first.keyId);
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(JSON.stringify(first.keySet)).not.toContain('"d"');
    expect(readFileSync(path, 'utf8')).toContain('PRIVATE KEY');
  });

  it('does not verify once a byte of it was changed', async () => {
    const signer = await ReceiptSigner.fromFile(keyFile());
    const [header, , signature] = (await signer.sign(claims)).split('.');
    const forged = Buffer.from(JSON.stringify({ ...claims, size: 1 })).toString('base64url');
    expect(await verifyReceipt(`${header}.${forged}.${signature}`, signer.keySet)).toMatchObject({ valid: false });
  });

  it('does not verify with the keys of another exchange', async () => {
    const [ours, theirs] = [await ReceiptSigner.fromFile(keyFile()), await ReceiptSigner.fromFile(keyFile())];
    expect(await verifyReceipt(await ours.sign(claims), theirs.keySet)).toMatchObject({ valid: false });
  });

  it('is not an acknowledgement, even one of the same exchange', async () => {
    const signer = await ReceiptSigner.fromFile(keyFile());
    const other = await signer.signJson('acknowledgement+jws', claims);
    expect(await verifyReceipt(other, signer.keySet)).toMatchObject({ valid: false });
  });

  it.each(['', 'a.b.c', 'eyJhbGciOiJub25lIn0.e30.'])('refuses %p without a throw', async (text) => {
    const signer = await ReceiptSigner.fromFile(keyFile());
    expect(await verifyReceipt(text, signer.keySet)).toMatchObject({ valid: false });
  });
});
