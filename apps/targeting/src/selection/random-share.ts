import { hash } from 'node:crypto';

const RANGE = 2 ** 48;

/**
 * The share of all items that is looked at by chance. Whether an item is drawn hangs on the shipment, not on the version: a correction
 * does not draw again, and a redelivery draws the same.
 */
export class RandomShare {
  constructor(
    private readonly seed: string,
    /** 0 to 1. */
    readonly probability: number,
  ) {}

  draws(shipmentId: string): boolean {
    if (this.probability === 0) return false;
    const digest = hash('sha256', `${this.seed}\u001f${shipmentId}`, 'hex');
    return Number.parseInt(digest.slice(0, 12), 16) / RANGE < this.probability;
  }
}
