/** The bytes of one value over the chunks it is cut into, up to a limit; within one chunk nothing is copied. */
export class GatheredBytes {
  #chunk: Buffer = Buffer.alloc(0);
  /** Where in the chunk the value begins or goes on. */
  #from = 0;
  #parts: Buffer[] = [];
  /** Bytes of the chunks before, also of those beyond the limit. */
  #size = 0;

  constructor(private readonly limit: number) {}

  next(chunk: Buffer): void {
    this.#chunk = chunk;
    this.#from = 0;
  }

  begin(at: number): void {
    this.#from = at;
  }

  /** Takes a copy of what the chunk has of it: the chunk is the caller's own. */
  keep(): void {
    const { length } = this.#chunk;
    const room = this.limit - this.#size;
    if (room > 0 && length > this.#from)
      this.#parts.push(Buffer.from(this.#chunk.subarray(this.#from, Math.min(length, this.#from + room))));
    this.#size += length - this.#from;
    this.#from = 0;
  }

  /** Bytes there are of it up to a place in the chunk, kept or not. */
  size(to: number): number {
    return this.#size + to - this.#from;
  }

  /** What is kept of it and what follows up to a place in the chunk; good until the next chunk. */
  upTo(to: number): Buffer {
    const room = Math.max(0, this.limit - this.#size);
    const rest = this.#chunk.subarray(this.#from, Math.min(to, this.#from + room));
    return this.#parts.length === 0 ? rest : Buffer.concat([...this.#parts, rest]);
  }

  drop(): void {
    this.#parts = [];
    this.#size = 0;
  }
}
