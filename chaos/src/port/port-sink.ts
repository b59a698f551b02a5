import { hash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { type AddressInfo } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { type DeliveredAlert } from '@watchpost/testing';
import { Webhook } from 'standardwebhooks';

interface AlertMessage {
  readonly data: DeliveredAlert & { readonly issuedAt: string };
}

/** What a port's receiver does with a message the first time it comes. */
type Manner = 'take' | 'refuse' | 'take-and-break-off' | 'take-and-hang';

/** Tries behind the first are counted in minutes: an alert that has been under way for longer than this is always taken. */
const PATIENT_AFTER_MS = 4_000;
/** Longer than the gateway waits for an answer. */
const HANG_MS = 16_000;

export interface SinkCounts {
  readonly taken: number;
  readonly refused: number;
  /** Taken, without telling. */
  readonly silent: number;
  readonly repeated: number;
}

/**
 * The receiver of a port that runs badly: by its seed it answers 500, breaks the connection off after taking the alert, or leaves the gateway without an
 * answer until that gives up. What it took in is written down in the order in which it came.
 */
export class PortSink {
  readonly delivered: DeliveredAlert[] = [];
  readonly #server: Server;
  readonly #seen = new Set<string>();
  readonly #counts = { taken: 0, refused: 0, silent: 0, repeated: 0 };
  readonly #hangs: boolean;
  #open = 0;
  #webhook: Webhook | null = null;

  constructor(
    private readonly seed: number,
    patience: 'hangs' | 'never hangs',
  ) {
    this.#hangs = patience === 'hangs';
    this.#server = createServer((request, response) => {
      this.#open += 1;
      response.once('close', () => (this.#open -= 1));
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  /** Calls that are being answered at this moment. */
  get open(): number {
    return this.#open;
  }

  get counts(): SinkCounts {
    return this.#counts;
  }

  /** Opens its door and has itself called for every port. */
  async register(portGateway: string, key: string): Promise<void> {
    await new Promise<void>((resolve) => this.#server.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/alerts`;
    const response = await fetch(new URL('/v1/webhooks', portGateway), {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
      body: JSON.stringify({ url, description: 'chaos' }),
    });
    if (!response.ok) throw new Error(`the webhook was refused: ${response.status} ${await response.text()}`);
    this.#webhook = new Webhook(((await response.json()) as { secret: string }).secret);
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    // Throws where the signature is wrong: such a call is broken off and taken from nobody.
    const message = this.#webhook!.verify(
      Buffer.concat(chunks),
      request.headers as Record<string, string>,
    ) as AlertMessage;
    const id = String(request.headers['webhook-id']);
    const manner = this.#mannerOf(id, message);
    if (this.#seen.has(id)) this.#counts.repeated += 1;
    this.#seen.add(id);
    if (manner === 'refuse') {
      this.#counts.refused += 1;
      response.writeHead(500).end();
      return;
    }
    const { alertId, port, sequence, revision } = message.data;
    this.delivered.push({ alertId, port, sequence, revision });
    if (manner === 'take') this.#counts.taken += 1;
    else this.#counts.silent += 1;
    if (manner === 'take-and-hang') await pause(HANG_MS, undefined, { ref: false });
    if (manner !== 'take') {
      response.destroy();
      return;
    }
    await pause(15);
    response.writeHead(204).end();
  }

  #mannerOf(id: string, { data }: AlertMessage): Manner {
    if (this.#seen.has(id) || Date.now() - Date.parse(data.issuedAt) > PATIENT_AFTER_MS) return 'take';
    const dice =
      Number.parseInt(hash('sha256', `${this.seed}/${data.alertId}/${data.revision}`, 'hex').slice(0, 4), 16) / 65_536;
    if (dice < 0.08) return 'refuse';
    if (dice < 0.14) return 'take-and-break-off';
    return dice < 0.16 && this.#hangs ? 'take-and-hang' : 'take';
  }
}
