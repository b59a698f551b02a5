/** Reads Kafka's primitive types. Reading over the end gives numbers that are not numbers: whoever reads bytes of unknown origin checks {@link left}. */
export class ByteReader {
  constructor(
    readonly buffer: Buffer,
    public at = 0,
  ) {}

  get left(): number {
    return this.buffer.length - this.at;
  }

  int8(): number {
    return this.buffer.readInt8(this.at++);
  }

  int16(): number {
    this.at += 2;
    return this.buffer.readInt16BE(this.at - 2);
  }

  int32(): number {
    this.at += 4;
    return this.buffer.readInt32BE(this.at - 4);
  }

  /** Exact for safe integers. */
  int64(): number {
    this.at += 8;
    return this.buffer.readInt32BE(this.at - 8) * 0x1_0000_0000 + this.buffer.readUInt32BE(this.at - 4);
  }

  int64Text(): string {
    this.at += 8;
    return this.buffer.readBigInt64BE(this.at - 8).toString();
  }

  text16(): string {
    return this.text(this.int16());
  }

  text(length: number): string {
    this.at += length;
    return this.buffer.utf8Slice(this.at - length, this.at);
  }

  varint(): number {
    const { buffer } = this;
    let value = 0;
    let shift = 0;
    let byte: number;
    do {
      byte = buffer[this.at++]!;
      value |= (byte & 0x7f) << shift;
      shift += 7;
    } while (byte >= 0x80 && shift < 35);
    return (value >>> 1) ^ -(value & 1);
  }

  varlong(): number {
    let value = 0;
    let scale = 1;
    let byte: number;
    do {
      byte = this.buffer[this.at++]!;
      value += (byte & 0x7f) * scale;
      scale *= 0x80;
    } while (byte >= 0x80);
    return value % 2 === 0 ? value / 2 : -(value + 1) / 2;
  }

  /** With its length before it; null for length -1. A part of the buffer, not a copy. */
  bytes(): Buffer | null {
    const length = this.varint();
    if (length < 0) return null;
    this.at += length;
    return this.buffer.subarray(this.at - length, this.at);
  }
}

declare module 'node:buffer' {
  interface Buffer {
    utf8Slice(start?: number, end?: number): string;
  }
}
