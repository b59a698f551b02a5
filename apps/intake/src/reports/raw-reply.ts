import { Readable } from 'node:stream';
import type { intakeStore } from '@watchpost/persistence';
import type { FastifyReply } from 'fastify';

/** Answers the bytes of a manifest. Never as the type they were sent with: a browser must not take a partner's bytes for a page of ours. */
export async function sendRaw(
  reply: FastifyReply,
  { manifestId, digest, size }: intakeStore.ManifestEntity,
  bytes: AsyncIterable<Buffer>,
): Promise<void> {
  await reply
    .header('content-type', 'application/octet-stream')
    .header('content-length', size)
    .header('content-disposition', `attachment; filename="${manifestId}"`)
    .header('repr-digest', `sha-256=:${Buffer.from(digest, 'hex').toString('base64')}:`)
    .send(Readable.from(bytes, { objectMode: false }));
}
