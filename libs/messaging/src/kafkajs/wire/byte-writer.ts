/** Writes Kafka's primitive types into a buffer that is known to be large enough. */
export class ByteWriter {
  at = 0;

  constructor(readonly bytes: Buffer) {}

  int8(value: number): void {
    this.bytes[this.at++] = value;
  }

  int16(value: number): void {
    this.at = this.bytes.writeInt16BE(value, this.at);
  }

  int32(value: number): void {
    this.at = this.bytes.writeInt32BE(value, this.at);
  }

  /** Safe integers only. */
  int64(value: number): void {
    this.at = this.bytes.writeInt32BE(Math.floor(value / 0x1_0000_0000), this.at);
    this.at = this.bytes.writeUInt32BE(value >>> 0, this.at);
  }

  /** With its length in two bytes before it. */
  text16(text: string): void {
    const length = this.bytes.utf8Write(text, this.at + 2);
    this.int16(length);
    this.at += length;
  }

  /** Zigzag, 32 bits. */
  varint(value: number): void {
    let left = ((value << 1) ^ (value >> 31)) >>> 0;
    while (left >= 0x80) {
      this.bytes[this.at++] = (left & 0x7f) | 0x80;
      left >>>= 7;
    }
    this.bytes[this.at++] = left;
  }

  /** Zigzag, safe integers. */
  varlong(value: number): void {
    let left = value >= 0 ? value * 2 : -value * 2 - 1;
    while (left >= 0x80) {
      this.bytes[this.at++] = (left % 0x80) | 0x80;
      left = Math.floor(left / 0x80);
    }
    this.bytes[this.at++] = left;
  }

  raw(bytes: Uint8Array): void {
    this.bytes.set(bytes, this.at);
    this.at += bytes.length;
  }

  /** Text whose length in bytes is known, without the length. */
  text(text: string, byteLength: number): void {
    if (byteLength !== text.length || byteLength > 64) {
      this.at += this.bytes.utf8Write(text, this.at);
      return;
    }
    // Short ASCII, as nearly all headers are: cheaper than a call out of JavaScript.
    for (let index = 0; index < byteLength; index += 1) this.bytes[this.at + index] = text.charCodeAt(index);
    this.at += byteLength;
  }
}

declare module 'node:buffer' {
  interface Buffer {
    utf8Write(text: string, offset?: number): number;
  }
}

export function sizeOfVarint(value: number): number {
  const left = ((value << 1) ^ (value >> 31)) >>> 0;
  if (left < 0x80) return 1;
  if (left < 0x4000) return 2;
  if (left < 0x20_0000) return 3;
  return left < 0x1000_0000 ? 4 : 5;
}

export function sizeOfVarlong(value: number): number {
  let left = value >= 0 ? value * 2 : -value * 2 - 1;
  let size = 1;
  for (; left >= 0x80; size += 1) left = Math.floor(left / 0x80);
  return size;
}

/** Bytes of a text in UTF-8. */
export function sizeOfText(text: string): number {
  if (text.length > 64) return Buffer.byteLength(text);
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 0x7f) return Buffer.byteLength(text);
  }
  return text.length;
}
