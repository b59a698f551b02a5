import { randomBytes } from 'node:crypto';

/** A new id for a cluster, 16 bytes as Kafka writes them. Never with a dash first, which Kafka's own tools take for an option. */
export function newClusterId(random: () => Buffer = () => randomBytes(16)): string {
  for (;;) {
    const id = random().toString('base64url');
    if (!id.startsWith('-')) return id;
  }
}
