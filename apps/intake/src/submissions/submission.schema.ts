import { z } from 'zod';

export const submissionQuery = z.object({
  format: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/)
    .optional()
    .describe('Format to try first; recognised by content where it is not given.'),
});

/** What `POST /v1/manifests` answers. The same submission again gets the same answer. */
export const acceptedManifest = z.object({
  manifestId: z.uuid(),
  digest: z.string().describe('SHA-256 of the bytes after content coding was removed, hex.'),
  size: z.int().describe('Bytes, after content coding was removed.'),
  receivedAt: z.iso.datetime(),
  testMode: z.boolean().describe('Nothing of it reaches a port.'),
  receipt: z.string().describe('Compact JWS (EdDSA), type receipt+jws; keys are at /.well-known/jwks.json.'),
  links: z
    .record(z.string(), z.string())
    .describe('Where status, lines, findings, receipt, raw and acknowledgement are.'),
});

export type AcceptedManifest = z.output<typeof acceptedManifest>;

export function linksOf(manifestId: string): Record<string, string> {
  const self = `/v1/manifests/${manifestId}`;
  const parts = ['lines', 'findings', 'receipt', 'raw', 'acknowledgement'];
  return { self, ...Object.fromEntries(parts.map((part) => [part, `${self}/${part}`])) };
}
