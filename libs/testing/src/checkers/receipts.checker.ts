/** A receipt as it was answered. */
export interface PromisedReceipt {
  readonly manifestId: string;
  readonly receipt: string;
  /** Of the bytes that were sent: SHA-256, hex. */
  readonly digest: string;
}

/** What the exchange has of a manifest now. */
export interface KeptManifest {
  /** null where it does not know the manifest. */
  readonly receipt: string | null;
  /** What the receipt says, verified with the exchange's published keys; null where the signature does not hold. */
  readonly claims: { readonly manifestId: string; readonly sha256: string } | null;
  /** SHA-256 of the raw bytes as they are handed out, hex; null where there are none. */
  readonly rawDigest: string | null;
}

/** C2, durability: every receipt that was ever answered is there, verifies, and its raw bytes have the digest that was promised. */
export function checkReceipts(
  promised: readonly PromisedReceipt[],
  kept: ReadonlyMap<string, KeptManifest>,
): readonly string[] {
  return promised.flatMap(({ manifestId, receipt, digest }) => {
    const found = kept.get(manifestId);
    if (found === undefined || found.receipt === null) return [`${manifestId} has a receipt and is not there`];
    const faults: string[] = [];
    if (found.receipt !== receipt) faults.push(`${manifestId} has another receipt than the one that was answered`);
    if (found.claims === null) faults.push(`${manifestId} has a receipt whose signature does not hold`);
    else if (found.claims.manifestId !== manifestId || found.claims.sha256 !== digest) {
      faults.push(`${manifestId} has a receipt about something else`);
    }
    if (found.rawDigest !== digest) faults.push(`${manifestId} has other raw bytes than were sent`);
    return faults;
  });
}
