import { serverSentEvents } from '../../../apps/cli/src/alerts/server-sent-events.ts';

/** An alert as a port keeps it that takes every frame it is sent. */
export interface TakenAlert {
  readonly alertId: string;
  readonly port: string;
  readonly sequence: number;
  readonly revision: number;
}

const AGAIN_MS = 100;

/**
 * A port that reads the stream of alerts of one replica, and goes on at the next one, with the cursor it has, wherever that breaks: as behind a
 * balancer.
 */
export class AlertReader {
  readonly taken: TakenAlert[] = [];
  readonly #stop = new AbortController();
  readonly #running: Promise<void>;
  #opened = 0;
  #cursor: string | null = null;

  constructor(
    private readonly gateways: readonly string[],
    private readonly key: string,
  ) {
    this.#running = this.#run();
  }

  /** How often a stream was opened. */
  get opened(): number {
    return this.#opened;
  }

  async stop(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #run(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      await this.#readOnce(this.gateways[this.#opened % this.gateways.length]!).catch(() => undefined);
      await new Promise((resolve) => setTimeout(resolve, AGAIN_MS));
    }
  }

  /** Ends, mostly by throwing, when the stream does. */
  async #readOnce(gateway: string): Promise<void> {
    this.#opened += 1;
    const from: Record<string, string> = this.#cursor === null ? {} : { 'last-event-id': this.#cursor };
    const response = await fetch(new URL('/v1/alerts/stream', gateway), {
      headers: { authorization: `Bearer ${this.key}`, accept: 'text/event-stream', ...from },
      signal: this.#stop.signal,
    });
    if (!response.ok || response.body === null) return;
    for await (const { id, data } of serverSentEvents(response.body)) {
      if (data !== '') this.taken.push(JSON.parse(data) as TakenAlert);
      this.#cursor = id ?? this.#cursor;
    }
  }
}
