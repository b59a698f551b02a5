import { Injectable } from '@nestjs/common';

/** Tells those who wait within this process that some port's sequence has grown. Whoever waits for what another replica took in looks by itself now and then. */
@Injectable()
export class AlertSignal {
  readonly #waiting = new Set<() => void>();

  raise(): void {
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
