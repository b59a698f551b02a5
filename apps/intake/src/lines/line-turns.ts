import { ProblemError } from '@watchpost/platform';

/** Lines that are being read again: one for a partner, a few in all, so that whoever pushes is not held up. Of this process alone. */
export class LineTurns {
  readonly #partners = new Set<string>();

  constructor(private readonly most: number) {}

  /** @throws ProblemError 429 with `Retry-After` where there is no turn for this partner now */
  async take<T>(partner: string, read: () => Promise<T>): Promise<T> {
    if (this.#partners.has(partner) || this.#partners.size >= this.most) throw busy();
    this.#partners.add(partner);
    try {
      return await read();
    } finally {
      this.#partners.delete(partner);
    }
  }
}

const busy = (): ProblemError =>
  new ProblemError(429, 'line.busy', 'Other lines are being read; try again.', { headers: { 'retry-after': '1' } });
