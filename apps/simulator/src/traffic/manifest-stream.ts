import { hash } from 'node:crypto';
import { type SampleTracking } from './manifest-writer.ts';
import { Random } from './random.ts';
import { sampleItem, type SampleItem } from './sample-item.ts';
import { type SamplePartner } from './sample-partner.ts';

export interface SampleManifest {
  readonly partner: string;
  readonly format: string;
  /** As reports call what is written. */
  readonly kind: string;
  readonly contentType: string;
  readonly reference: string;
  readonly text: string;
  /** Lines it declares, tracking events included. */
  readonly lines: number;
  /** Items that are risky in truth. */
  readonly risky: readonly string[];
  /** It was sent before, byte for byte. */
  readonly isRepeat: boolean;
}

export interface StreamOptions {
  /** The same seed gives the same manifests, as long as the times asked with are the same. */
  readonly seed: string;
  /** Items of one manifest; the partner's own number unless said. */
  readonly lines?: number;
  /** One in a hundred unless said. */
  readonly riskyShare?: number;
}

const AMENDED = 0.02;
const CANCELLED = 0.003;
const REPEATED = 0.01;
const SPOILT = 0.15;
const TRACKED = 0.1;
/** Items a partner still remembers, to change them or tell where they are. */
const REMEMBERED = 2_000;

/**
 * Manifests of one partner, one after the other: new items, now and then a changed or cancelled one, a line that is spoilt,
 * a document sent twice.
 */
export class ManifestStream {
  readonly #partner: SamplePartner;
  readonly #random: Random;
  readonly #lines: number;
  readonly #riskyShare: number;
  readonly #prefix: string;
  readonly #recent: SampleItem[] = [];
  #serial: number;
  #count = 0;
  #last: SampleManifest | null = null;

  constructor(partner: SamplePartner, { seed, lines, riskyShare }: StreamOptions) {
    this.#partner = partner;
    this.#random = new Random(`${seed}/${partner.partner}`);
    this.#lines = Math.min(lines ?? partner.lines, partner.writer.mostLines);
    this.#riskyShare = riskyShare ?? 0.01;
    this.#prefix = hash('sha256', `${seed}/${partner.partner}`, 'hex').slice(0, 6).toUpperCase();
    this.#serial = this.#random.whole(0, 99_999_999);
  }

  /** @param now epoch milliseconds that the manifest is issued at */
  next(now: number): SampleManifest {
    if (this.#last !== null && this.#random.chance(REPEATED)) return { ...this.#last, isRepeat: true };
    const { partner, writer } = this.#partner;
    this.#count += 1;
    const reference = `${this.#prefix}${String(this.#count).padStart(8, '0')}`;
    const items = this.#items(now);
    const tracking = this.#partner.tracks ? this.#tracking(now) : [];
    const spoilt = this.#random.chance(SPOILT) ? this.#random.whole(0, items.length * 2) : -1;
    const text = writer.write({
      reference,
      issuedAt: now,
      items,
      tracking,
      spoilt: spoilt >= 0 && spoilt < items.length ? spoilt : null,
    });
    this.#remember(items);
    this.#last = {
      partner,
      format: writer.format,
      kind: writer.kind,
      contentType: writer.contentType,
      reference,
      text,
      lines: items.length + tracking.length,
      risky: items.filter((item, at) => item.isRisky && at !== spoilt).map(({ itemId }) => itemId),
      isRepeat: false,
    };
    return this.#last;
  }

  #items(now: number): readonly SampleItem[] {
    const lane = this.#random.pick(this.#partner.lanes);
    return Array.from({ length: this.#lines }, () => {
      const again = this.#partner.amends ? this.#changed() : null;
      if (again !== null) return again;
      this.#serial += 1;
      return sampleItem(this.#random, {
        lane: this.#partner.writer.lanes === 'one' ? lane : this.#random.pick(this.#partner.lanes),
        numbering: this.#partner.numbering,
        serial: this.#serial,
        now,
        riskyShare: this.#riskyShare,
      });
    });
  }

  /** An item declared before, with another value or taken back; null mostly. */
  #changed(): SampleItem | null {
    if (this.#recent.length === 0) return null;
    const dice = this.#random.next();
    if (dice > AMENDED + CANCELLED) return null;
    const item = this.#random.pick(this.#recent);
    if (dice < CANCELLED) return { ...item, function: 'cancel' };
    return { ...item, function: 'amend', value: (Number(item.value) * 1.1).toFixed(2) };
  }

  #tracking(now: number): readonly SampleTracking[] {
    const count = Math.min(Math.ceil(this.#lines * TRACKED), this.#recent.length);
    return Array.from({ length: count }, () => {
      const { itemId, port, origin } = this.#random.pick(this.#recent);
      const isThere = this.#random.chance(0.5);
      return { itemId, event: isThere ? 'EMD' : 'EMC', at: now - 60_000, place: isThere ? port : `${origin}ICN` };
    });
  }

  #remember(items: readonly SampleItem[]): void {
    this.#recent.push(...items.filter((item) => item.function === 'original'));
    this.#recent.splice(0, Math.max(0, this.#recent.length - REMEMBERED));
  }
}
