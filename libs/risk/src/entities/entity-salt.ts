import { hash } from 'node:crypto';

/** Multipliers and beginnings of the hash, drawn from a secret: without it nobody can make two names collide on purpose. */
export interface EntitySalt {
  readonly lowFactor: number;
  readonly highFactor: number;
  readonly lowStart: number;
  readonly highStart: number;
}

/** @param secret any text; the same text gives the same keys for ever, another text gives others */
export function entitySaltOf(secret: string): EntitySalt {
  const bytes = Buffer.from(hash('sha256', `watchpost entity keys\u001f${secret}`, 'hex'), 'hex');
  return {
    lowFactor: bytes.readUInt32LE(0) | 1,
    highFactor: bytes.readUInt32LE(4) | 1,
    lowStart: bytes.readUInt32LE(8) | 0,
    highStart: bytes.readUInt32LE(12) | 0,
  };
}

const halves = new DataView(new ArrayBuffer(8));

/** Signed 64-bit, not cryptographic: two multiplicative lanes over the UTF-16 units, then mixed as Murmur3 ends. */
export function entityHash(salt: EntitySalt, text: string): bigint {
  let low = salt.lowStart;
  let high = salt.highStart;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, salt.lowFactor);
    low ^= low >>> 15;
    high = Math.imul(high ^ unit, salt.highFactor);
    high ^= high >>> 13;
  }
  low = finish(low ^ text.length ^ (high >>> 7));
  high = finish(high ^ low);
  // A bigint is made of its two halves in one step: shifting and joining would make three more, for every key of every line.
  halves.setUint32(0, low, true);
  halves.setInt32(4, high, true);
  return halves.getBigInt64(0, true);
}

function finish(lane: number): number {
  let v = lane;
  v = Math.imul(v ^ (v >>> 16), 0x85ebca6b);
  v = Math.imul(v ^ (v >>> 13), 0xc2b2ae35);
  return v ^ (v >>> 16);
}
