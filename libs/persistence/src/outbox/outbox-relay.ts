import { crashPoint } from '@watchpost/platform';
import type pg from 'pg';
import { type Database, type Queryable, execute } from '../database.ts';
import { Bell } from '../bell.ts';
import { schemaNameOf } from '../service-schema.ts';
import { type OutboxPublisher, type OutboxRecord, type WaitingMessage } from './outbox-message.ts';
import { nextOfOutbox, removeFromOutbox, setAsideInOutbox, type OutboxLimits } from './outbox.repository.ts';
import { type PayloadMemory } from './payload-memory.ts';

export interface OutboxRelayOptions {
  /** How long the relay sleeps when nothing nudges it; 500 ms unless said. Also how often a follower tries to lead. */
  readonly pollMs?: number;
  /** What goes out in one call of the publisher; 500 messages and 4 MiB unless said. */
  readonly limits?: OutboxLimits;
  readonly memory?: PayloadMemory;
  /** Where the messages lie; the service's `outbox` table unless said. `limits` and `memory` belong to that table. */
  readonly store?: OutboxStore;
  readonly report?: (event: RelayEvent) => void;
}

/** Messages that wait, wherever they are kept. Only the leading relay calls it, always on the connection that holds the lead. */
export interface OutboxStore {
  /** The next ones in order; none where nothing waits. */
  next(on: Queryable): Promise<readonly WaitingMessage[]>;
  /** They are durable in the log: take them out. */
  remove(on: Queryable, messages: readonly WaitingMessage[]): Promise<void>;
  /** The log will never take this one: it must not come again, and stays readable with the reason. */
  setAside(on: Queryable, message: WaitingMessage, reason: string): Promise<void>;
}

export type RelayEvent =
  | { readonly kind: 'leading' }
  | { readonly kind: 'sent'; readonly messages: readonly WaitingMessage[] }
  | { readonly kind: 'refused'; readonly message: WaitingMessage; readonly reason: string }
  | { readonly kind: 'failed'; readonly error: unknown };

export interface RelayStatus {
  readonly running: boolean;
  readonly leading: boolean;
  readonly sent: number;
  /** What went wrong last, null since something went right. */
  readonly failure: string | null;
}

const LONGEST_PAUSE_MS = 5_000;
const defaultLimits: OutboxLimits = { rows: 500, bytes: 4 * 1024 * 1024 };

const outboxTable = (limits: OutboxLimits, memory: PayloadMemory | null): OutboxStore => ({
  next: (on) => nextOfOutbox(on, limits, memory),
  remove: async (on, messages) => {
    const ids = messages.map(({ id }) => id);
    await removeFromOutbox(on, ids);
    memory?.forget(ids);
  },
  setAside: (on, { id }, reason) => setAsideInOutbox(on, [id], reason),
});

/**
 * Publishes a service's outbox in order. However many replicas run a relay, one leads: it holds an advisory lock on the connection on which it
 * also reads and deletes, so who loses the connection has lost the lead and can settle nothing more. A message is deleted after the log has
 * acknowledged it: a crash in between publishes it once more, under the same id.
 */
export class OutboxRelay {
  readonly #pollMs: number;
  readonly #store: OutboxStore;
  #loop: Promise<void> | null = null;
  #stopping = false;
  #nudged = false;
  #wake: (() => void) | null = null;
  #leading = false;
  readonly #bell: Bell;
  #sent = 0;
  #failure: string | null = null;

  constructor(
    private readonly database: Database,
    private readonly publisher: OutboxPublisher,
    private readonly options: OutboxRelayOptions = {},
  ) {
    this.#pollMs = options.pollMs ?? 500;
    this.#bell = new Bell(database, `${schemaNameOf(database.service)}.outbox`);
    this.#store = options.store ?? outboxTable(options.limits ?? defaultLimits, options.memory ?? null);
  }

  start(): void {
    this.#loop ??= this.#run();
  }

  /** Call it after a commit that wrote to the outbox, so that nothing waits for the next poll; whichever replica leads is woken. */
  nudge(): void {
    if (this.#leading) this.#wakeUp();
    else this.#bell.ring();
  }

  #wakeUp(): void {
    this.#nudged = true;
    this.#wake?.();
  }

  /** Finishes the messages that are on their way, gives up the lead. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#wake?.();
    await this.#loop;
  }

  status(): RelayStatus {
    const running = this.#loop !== null && !this.#stopping;
    return { running, leading: this.#leading, sent: this.#sent, failure: this.#failure };
  }

  onApplicationBootstrap(): void {
    this.start();
  }

  async onModuleDestroy(): Promise<void> {
    await this.stop();
  }

  async #run(): Promise<void> {
    let pauseMs = 100;
    while (!this.#stopping) {
      try {
        const led = await this.#leadWhilePossible();
        pauseMs = 100;
        if (!led) await this.#sleep(this.#pollMs);
      } catch (error) {
        this.#failed(error);
        await this.#sleep(pauseMs);
        pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
      }
    }
  }

  /** @returns false where somebody else leads. Throws when the connection, and with it the lead, is lost. */
  async #leadWhilePossible(): Promise<boolean> {
    const client = await this.database.pool.connect();
    let broken = false;
    const onError = (): void => void (broken = true);
    // A client that broke is not given another chance, and keeps its listener: its socket may complain once more.
    client.on('error', onError);
    try {
      if (!(await this.#takeLead(client))) return false;
      const stopListening = await this.#bell.listen(client, () => this.#wakeUp());
      await this.#relay(queryableOn(client));
      await stopListening();
      await client.query('select pg_advisory_unlock_all()');
      return true;
    } catch (error) {
      broken = true;
      throw error;
    } finally {
      this.#leading = false;
      if (!broken) client.off('error', onError);
      client.release(broken);
    }
  }

  async #takeLead(client: pg.PoolClient): Promise<boolean> {
    const { rows } = await client.query<{ leading: boolean }>(
      'select pg_try_advisory_lock(hashtextextended($1, 0)) as leading',
      [this.#bell.name],
    );
    this.#leading = rows[0]!.leading;
    if (this.#leading) this.options.report?.({ kind: 'leading' });
    return this.#leading;
  }

  async #relay(on: Queryable): Promise<void> {
    let pauseMs = 100;
    while (!this.#stopping) {
      this.#nudged = false;
      const messages = await this.#store.next(on);
      if (messages.length === 0) {
        await this.#sleep(this.#pollMs);
        continue;
      }
      if (await this.#publish(on, messages)) {
        pauseMs = 100;
        continue;
      }
      this.#nudged = false;
      await this.#sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, LONGEST_PAUSE_MS);
    }
  }

  /** @returns false where the log is away: the same messages are next again. */
  async #publish(on: Queryable, messages: readonly WaitingMessage[]): Promise<boolean> {
    try {
      await this.publisher.send(messages.map(recordOf));
    } catch (error) {
      return this.#putUpWith(on, messages, error);
    }
    crashPoint('outbox.after-send-before-mark');
    await this.#store.remove(on, messages);
    this.#sent += messages.length;
    this.#failure = null;
    this.options.report?.({ kind: 'sent', messages });
    return true;
  }

  async #putUpWith(on: Queryable, messages: readonly WaitingMessage[], error: unknown): Promise<boolean> {
    const refused = refusedBy(error, messages);
    if (refused === undefined) {
      this.#failed(error);
      return false;
    }
    const reason = (error as Error).message;
    await this.#store.setAside(on, refused, reason);
    this.options.report?.({ kind: 'refused', message: refused, reason });
    return true;
  }

  #failed(error: unknown): void {
    this.#failure = error instanceof Error ? error.message : String(error);
    this.options.report?.({ kind: 'failed', error });
  }

  async #sleep(milliseconds: number): Promise<void> {
    if (this.#stopping || this.#nudged) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, milliseconds);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
    this.#wake = null;
  }
}

const recordOf = (message: WaitingMessage): OutboxRecord => ({
  topic: message.topic,
  key: message.aggregateId,
  value: message.payload,
  headers: message.headers,
});

/** The message behind a `RecordRefusedError`, which names the record that the broker will never take. */
function refusedBy(error: unknown, messages: readonly WaitingMessage[]): WaitingMessage | undefined {
  if (!(error instanceof Error) || !('record' in error)) return undefined;
  const { value } = error.record as OutboxRecord;
  return messages.find(({ payload }) => payload === value || payload.equals(value));
}

const queryableOn = (client: pg.PoolClient): Queryable => ({
  query: async <Row extends object>(statement: Parameters<Queryable['query']>[0], values: readonly unknown[] = []) =>
    (await execute(client, statement, values)).rows as Row[],
  run: async (statement, values = []) => (await execute(client, statement, values)).rowCount ?? 0,
});
