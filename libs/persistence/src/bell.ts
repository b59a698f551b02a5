import type pg from 'pg';
import { type Database } from './database.ts';

/**
 * Wakes other processes on the same database, by `NOTIFY`. It says that there is something to look for, and nothing else: who missed it finds the same by
 * looking now and then, so nothing is lost where a connection breaks.
 */
export class Bell {
  #isRinging = false;
  #again = false;

  /** @param name the same in all processes that are meant */
  constructor(
    private readonly database: Database,
    readonly name: string,
  ) {}

  /** Call it after the commit. Those who ring while it rings already are heard once, afterwards. Never throws. */
  ring(): void {
    this.#again = true;
    if (!this.#isRinging) void this.#ring();
  }

  async #ring(): Promise<void> {
    this.#isRinging = true;
    while (this.#again) {
      this.#again = false;
      // Whoever listens looks by itself before long.
      await this.database.run("select pg_notify($1, '')", [this.name]).catch(() => undefined);
    }
    this.#isRinging = false;
  }

  /**
   * Hears what others ring from now on, and this process too, as long as the connection is kept.
   * @param client a session of its own, not a pooler's that is handed out by transaction
   * @returns stops listening
   */
  async listen(client: pg.PoolClient, onRing: () => void): Promise<() => Promise<void>> {
    const hear = ({ channel }: pg.Notification): void => {
      if (channel === this.name) onRing();
    };
    client.on('notification', hear);
    await client.query(`listen "${this.name}"`);
    return async () => {
      client.off('notification', hear);
      await client.query(`unlisten "${this.name}"`);
    };
  }

  /** Hears it on a connection that this takes from the pool and keeps; one that breaks is replaced, and counts as a ring. */
  async hearUntil(stop: AbortSignal, onRing: () => void): Promise<void> {
    while (!stop.aborted) {
      await this.#hearOnce(stop, onRing).catch(() => undefined);
      if (!stop.aborted) await pause(AGAIN_MS, stop);
    }
  }

  async #hearOnce(stop: AbortSignal, onRing: () => void): Promise<void> {
    const client = await this.database.pool.connect();
    const ended = Promise.withResolvers<'broken' | 'stopped'>();
    const onError = (): void => ended.resolve('broken');
    const onStop = (): void => ended.resolve('stopped');
    client.on('error', onError);
    stop.addEventListener('abort', onStop);
    if (stop.aborted) onStop();
    let how: 'broken' | 'stopped' = 'broken';
    try {
      const stopListening = await this.listen(client, onRing);
      // What was rung before is not heard any more.
      onRing();
      how = await ended.promise;
      if (how === 'stopped') await stopListening();
    } finally {
      stop.removeEventListener('abort', onStop);
      // One that broke keeps its listener: its socket may complain once more.
      if (how === 'stopped') client.off('error', onError);
      client.release(how === 'broken');
    }
  }
}

const AGAIN_MS = 1_000;

const pause = (milliseconds: number, stop: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    stop.addEventListener('abort', () => (clearTimeout(timer), resolve()), { once: true });
  });
