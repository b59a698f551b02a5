import { Agent, type IncomingMessage, request } from 'node:http';
import { setTimeout as pause } from 'node:timers/promises';
import type { BenchManifest } from './manifest-supply.ts';

const AGAIN_MS = 200;
const LATER = new Set([401, 429, 503]);

export interface LineCounts {
  readonly lines: number;
  readonly outcomes: Readonly<Record<string, number>>;
}

interface Answer {
  readonly status: number;
  readonly text: string;
}

/**
 * Intake as a partner sees it, over connections that stay open. Node's plain requests send a body as it lies in memory: `fetch` copies it into streams, which on the
 * machine that is measured cost as much as a service.
 */
export class PartnerDoor {
  readonly #address: string;
  readonly #authorization: string;
  readonly #agent = new Agent({ keepAlive: true });

  constructor(address: string, key: string) {
    this.#address = address;
    this.#authorization = `Bearer ${key}`;
  }

  /** Submits until it is taken. @returns its manifest id @throws Error where it is refused for good */
  async submit({ body, contentType }: BenchManifest): Promise<string> {
    for (;;) {
      const { status, text } = await this.#send('POST', '/v1/manifests', contentType, body);
      if (status >= 200 && status < 300) return (JSON.parse(text) as { manifestId: string }).manifestId;
      if (!LATER.has(status)) throw new Error(`a manifest was refused with ${status}: ${text}`);
      await pause(AGAIN_MS);
    }
  }

  /** Where each of its lines stands; null while some have no outcome. */
  async outcomesOf(manifestId: string): Promise<LineCounts | null> {
    const answer = await this.#send('GET', `/v1/manifests/${manifestId}`);
    if (answer.status !== 200) throw new Error(`the status of ${manifestId} was answered with ${answer.status}`);
    const { status, lines, outcomes } = JSON.parse(answer.text) as LineCounts & { status: string };
    return status === 'complete' ? { lines, outcomes } : null;
  }

  /** Lets go of its connections. */
  close(): void {
    this.#agent.destroy();
  }

  #send(method: 'GET' | 'POST', path: string, contentType?: string, body?: Buffer): Promise<Answer> {
    return new Promise((resolve, reject) => {
      const headers: Record<string, string | number> = { authorization: this.#authorization };
      if (contentType !== undefined) headers['content-type'] = contentType;
      if (body !== undefined) headers['content-length'] = body.length;
      const outgoing = request(new URL(path, this.#address), { method, headers, agent: this.#agent });
      outgoing.once('error', reject);
      outgoing.once('response', (incoming) => void answerOf(incoming).then(resolve, reject));
      outgoing.end(body);
    });
  }
}

async function answerOf(incoming: IncomingMessage): Promise<Answer> {
  const parts: Buffer[] = [];
  for await (const part of incoming) parts.push(part as Buffer);
  return { status: incoming.statusCode!, text: Buffer.concat(parts).toString() };
}
