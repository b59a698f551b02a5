import { Inject, Injectable, type OnApplicationBootstrap, type OnModuleDestroy } from '@nestjs/common';
import { Bell, type Database, DATABASE } from '@watchpost/persistence';

/**
 * Tells those who wait, in this process and in the other replicas, that some port's sequence has grown. It may be missed where a connection breaks: who
 * waits looks by itself now and then.
 */
@Injectable()
export class AlertSignal implements OnApplicationBootstrap, OnModuleDestroy {
  readonly #waiting = new Set<() => void>();
  readonly #stop = new AbortController();
  readonly #bell: Bell;
  #hearing: Promise<void> | null = null;

  constructor(@Inject(DATABASE) database: Database) {
    this.#bell = new Bell(database, 'port_gateway.sequences');
  }

  onApplicationBootstrap(): void {
    this.#hearing ??= this.#bell.hearUntil(this.#stop.signal, () => this.#wakeAll());
  }

  async onModuleDestroy(): Promise<void> {
    this.#stop.abort();
    await this.#hearing;
  }

  /** Call it after the commit. */
  raise(): void {
    this.#wakeAll();
    this.#bell.ring();
  }

  #wakeAll(): void {
    for (const wake of [...this.#waiting]) wake();
  }

  /** Resolves when the signal is raised, after so many milliseconds, or when `stop` aborts. */
  wait(milliseconds: number, stop: AbortSignal): Promise<void> {
    if (stop.aborted) return Promise.resolve();
    return new Promise((resolve) => {
      const wake = (): void => {
        clearTimeout(timer);
        this.#waiting.delete(wake);
        stop.removeEventListener('abort', wake);
        resolve();
      };
      const timer = setTimeout(wake, milliseconds);
      this.#waiting.add(wake);
      stop.addEventListener('abort', wake);
    });
  }
}
