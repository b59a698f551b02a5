/**
 * Payloads of messages this process has just written, so that its own relay need not read them back from the database. Bounded by bytes, the
 * oldest go first; what is missing is read. An entry whose transaction was rolled back is never asked for and ages out.
 */
export class PayloadMemory {
  readonly #payloads = new Map<string, Buffer>();
  #bytes = 0;

  constructor(private readonly maxBytes: number) {}

  remember(id: string, payload: Buffer): void {
    if (payload.length > this.maxBytes || this.#payloads.has(id)) return;
    this.#payloads.set(id, payload);
    this.#bytes += payload.length;
    for (const oldest of this.#payloads.keys()) {
      if (this.#bytes <= this.maxBytes) return;
      this.forget([oldest]);
    }
  }

  forget(ids: readonly string[]): void {
    for (const id of ids) {
      this.#bytes -= this.#payloads.get(id)?.length ?? 0;
      this.#payloads.delete(id);
    }
  }

  get(id: string): Buffer | undefined {
    return this.#payloads.get(id);
  }

  /** What is remembered now; stays as it is while later messages push others out. */
  snapshot(): ReadonlyMap<string, Buffer> {
    return new Map(this.#payloads);
  }
}
