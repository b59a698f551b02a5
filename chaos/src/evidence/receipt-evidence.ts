import { hash } from 'node:crypto';
import { type KeySet, verifyReceipt } from '@watchpost/security';
import { type KeptManifest } from '@watchpost/testing';

const AT_ONCE = 8;

/** Asks the partners' door for every manifest's receipt and bytes, each with the key of the partner who sent it. */
export async function readReceipts(
  intake: string,
  manifests: readonly { readonly manifestId: string; readonly key: string }[],
): Promise<ReadonlyMap<string, KeptManifest>> {
  const keySet = (await (await fetch(new URL('/.well-known/jwks.json', intake))).json()) as KeySet;
  const kept = new Map<string, KeptManifest>();
  const left = [...manifests];
  const work = async (): Promise<void> => {
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      kept.set(next.manifestId, await askFor(intake, next.manifestId, next.key, keySet));
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, work));
  return kept;
}

async function askFor(intake: string, manifestId: string, key: string, keySet: KeySet): Promise<KeptManifest> {
  const get = (what: string): Promise<Response> =>
    fetch(new URL(`/v1/manifests/${manifestId}/${what}`, intake), { headers: { authorization: `Bearer ${key}` } });
  const [receiptAnswer, rawAnswer] = await Promise.all([get('receipt'), get('raw')]);
  const receipt = receiptAnswer.ok ? (await receiptAnswer.text()).trim() : null;
  const raw = Buffer.from(await rawAnswer.arrayBuffer());
  const verdict = receipt === null ? null : await verifyReceipt(receipt, keySet);
  return {
    receipt,
    claims: verdict?.valid === true ? verdict.claims : null,
    rawDigest: rawAnswer.ok ? hash('sha256', raw, 'hex') : null,
  };
}
