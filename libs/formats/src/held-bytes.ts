/** Bytes that wait for a reader, and where in the document they begin. */
export class HeldBytes {
  /** Of the first byte. */
  offset = 0;
  /** Lines of text before the one it stands in. */
  rows = 0;
  length = 0;
  #parts: Buffer[] = [];
  /** How many of the parts are the caller's own. */
  #borrowed = 0;

  /** The caller's own bytes, until {@link keep}. */
  add(bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#parts.push(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
    this.#borrowed += 1;
    this.length += bytes.length;
  }

  /** Bytes that follow those that were taken. @param passed of those, how many stand before them, and lines of text in these */
  begin(bytes: Uint8Array, passed: number, rows: number): void {
    this.offset += passed;
    this.rows += rows;
    this.add(bytes);
  }

  /** Copies what is held beyond the call it came with. */
  keep(): void {
    if (this.#borrowed === 0) return;
    const from = this.#parts.length - this.#borrowed;
    for (let at = Math.max(0, from); at < this.#parts.length; at += 1) this.#parts[at] = Buffer.from(this.#parts[at]!);
    this.#borrowed = 0;
  }

  get first(): number | null {
    return this.#parts[0]?.[0] ?? null;
  }

  /** As many of the first bytes as there are. */
  head(length: number): Buffer {
    return this.#whole().subarray(0, length);
  }

  /** All of it goes to a reader; the offset stays where it began. */
  takeAll(): Buffer {
    const whole = this.#whole();
    this.#parts = [];
    this.#borrowed = 0;
    this.length = 0;
    return whole;
  }

  pass(count: number): void {
    const whole = this.#whole();
    const passed = whole.subarray(0, count);
    for (let at = passed.indexOf(0x0a); at >= 0; at = passed.indexOf(0x0a, at + 1)) this.rows += 1;
    this.offset += count;
    this.length -= count;
    this.#parts = count < whole.length ? [whole.subarray(count)] : [];
  }

  /** @param which `fillers` are NUL and the end-of-file mark of old systems besides */
  passBlanks(which: 'white space' | 'fillers'): void {
    const blanks = which === 'fillers' ? fillers : whiteSpace;
    while (this.#parts.length > 0) {
      const [first] = this.#parts as [Buffer];
      let count = 0;
      while (count < first.length && blanks.has(first[count]!)) count += 1;
      if (count === 0) return;
      const rest = first.subarray(count);
      for (let at = first.indexOf(0x0a); at >= 0 && at < count; at = first.indexOf(0x0a, at + 1)) this.rows += 1;
      this.offset += count;
      this.length -= count;
      if (rest.length > 0) this.#parts[0] = rest;
      else this.#parts.shift();
    }
  }

  #whole(): Buffer {
    if (this.#parts.length === 1) return this.#parts[0]!;
    const whole = Buffer.concat(this.#parts);
    this.#parts = whole.length > 0 ? [whole] : [];
    this.#borrowed = 0;
    return whole;
  }
}

const whiteSpace = new Set([0x20, 0x0a, 0x0d, 0x09]);
const fillers = new Set([...whiteSpace, 0, 0x1a]);
