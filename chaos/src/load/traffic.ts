import { hash } from 'node:crypto';
import { type DeclaredLine, type Submission } from '@watchpost/testing';
import { type SampleTracking } from '../../../apps/simulator/src/traffic/manifest-writer.ts';
import { Random } from '../../../apps/simulator/src/traffic/random.ts';
import { sampleItem, type SampleItem } from '../../../apps/simulator/src/traffic/sample-item.ts';
import { type SamplePartner, samplePartners } from '../../../apps/simulator/src/traffic/sample-partner.ts';

/** A submission with what is sent. */
export interface Draft {
  readonly submission: Submission;
  readonly text: string;
  readonly contentType: string;
  /** `Idempotency-Key` as it is sent: that of another submission, where its refusal is what is looked for. */
  readonly idempotencyKey: string;
}

const RISKY_SHARE = 0.08;
/** Items that a partner speaks of again: another value, other goods, taken back. */
const AGAIN = 0.25;
const CANCELS = 0.1;
const BECOMES_HARMLESS = 0.15;
/** Documents that were issued before others that are already there. */
const LATE = 0.3;
const SPOILT = 0.2;
const UNREADABLE = 0.01;
const REMEMBERED = 400;
/** Documents are issued two seconds apart; late ones in the seconds between. */
const STEP_MS = 2_000;

interface Desk {
  readonly partner: SamplePartner;
  readonly recent: SampleItem[];
  readonly issued: Set<number>;
  documents: number;
}

/**
 * What partners push, by the seed alone: new items, newer and older statements about items that are there, the same item by two partners, cancellations,
 * tracking events, damaged lines, documents that nobody can read, items that leave no choice but an alert.
 */
export class Traffic {
  readonly #random: Random;
  readonly #desks: readonly Desk[];
  readonly #lines: number;
  readonly #seed: number;
  /** Documents count from here, so that none is issued in the future. */
  readonly #beganAt: number;
  #serial = 0;
  #count = 0;

  constructor(seed: number, linesPerManifest: number, now: number) {
    this.#seed = seed;
    this.#random = new Random(`chaos-traffic/${seed}`);
    this.#lines = linesPerManifest;
    this.#beganAt = Math.floor(now / 60_000) * 60_000 - 6 * 3_600_000;
    this.#desks = samplePartners
      .filter(({ writer }) => writer.mostLines > 1)
      .map((partner) => ({ partner, recent: [], issued: new Set(), documents: 0 }));
  }

  next(): Draft {
    this.#count += 1;
    const desk = this.#random.pick(this.#desks);
    if (this.#random.chance(UNREADABLE)) return this.#unreadable(desk);
    const issuedAt = this.#issueTime(desk);
    const items = this.#items(desk);
    const tracking = desk.partner.tracks ? this.#tracking(desk) : [];
    const spoilt = this.#spoilt(items);
    const { writer, partner } = desk.partner;
    const text = writer.write({ reference: this.#reference(), issuedAt, items, tracking, spoilt });
    desk.recent.push(...items.filter((item, at) => item.function === 'original' && at !== spoilt));
    desk.recent.splice(0, Math.max(0, desk.recent.length - REMEMBERED));
    const lines = [
      ...items.map((item, at) => lineOf(item, at + 1, issuedAt, at === spoilt)),
      ...tracking.map(({ itemId }, at) => trackingLine(itemId, items.length + at + 1, issuedAt)),
    ];
    return this.#draft(partner, writer.format, writer.contentType, text, lines);
  }

  /** Another body under the key of a submission that was accepted; it has to be refused. */
  otherBody(first: Draft): Draft {
    const text = `${first.text} `;
    const key = `${first.submission.key}/other-body`;
    return {
      ...first,
      text,
      submission: { ...first.submission, key, digest: hash('sha256', text, 'hex') },
    };
  }

  #reference(): string {
    return `C${this.#seed}X${String(this.#count).padStart(7, '0')}`;
  }

  #draft(partner: string, format: string, contentType: string, text: string, lines: readonly DeclaredLine[]): Draft {
    const key = `chaos-${this.#seed}-${this.#count}`;
    const submission = { key, partner, format, digest: hash('sha256', text, 'hex'), lines };
    return { submission, text, contentType, idempotencyKey: key };
  }

  #unreadable({ partner }: Desk): Draft {
    return this.#draft(partner.partner, 'unknown', 'text/plain', `${this.#reference()}: please see attached`, []);
  }

  /** No two documents of a partner have the same one: which of two statements is the newer never hangs on who was taken first. */
  #issueTime(desk: Desk): number {
    desk.documents += 1;
    const newest = this.#beganAt + desk.documents * STEP_MS;
    if (desk.documents > 1 && this.#random.chance(LATE)) {
      const late = this.#beganAt + this.#random.whole(1, desk.documents - 1) * STEP_MS + STEP_MS / 2;
      if (!desk.issued.has(late)) {
        desk.issued.add(late);
        return late;
      }
    }
    return newest;
  }

  #items(desk: Desk): readonly SampleItem[] {
    const lane = this.#random.pick(desk.partner.lanes);
    const items = new Map<string, SampleItem>();
    while (items.size < this.#lines) {
      const item = this.#again(desk) ?? this.#fresh(desk, lane);
      if (!items.has(item.itemId)) items.set(item.itemId, item);
    }
    return [...items.values()];
  }

  #fresh({ partner }: Desk, lane: SamplePartner['lanes'][number]): SampleItem {
    this.#serial += 1;
    return sampleItem(this.#random, {
      lane: partner.writer.lanes === 'one' ? lane : this.#random.pick(partner.lanes),
      numbering: partner.numbering,
      serial: this.#seed * 1_000_000 + this.#serial,
      now: this.#beganAt,
      riskyShare: RISKY_SHARE,
    });
  }

  /** An item that this partner or another has declared; null mostly. */
  #again(desk: Desk): SampleItem | null {
    if (!desk.partner.amends || !this.#random.chance(AGAIN)) return null;
    // A house bill is its partner's own: another one would declare another item.
    const amending = this.#desks.filter(
      ({ partner }) => partner.amends && partner.numbering === desk.partner.numbering,
    );
    const { recent } = this.#random.chance(0.3) ? this.#random.pick(amending) : desk;
    if (recent.length === 0) return null;
    const item = this.#random.pick(recent);
    if (this.#random.chance(CANCELS)) return { ...item, function: 'cancel' };
    const amended: SampleItem = { ...item, function: 'amend', value: (Number(item.value) * 1.1).toFixed(2) };
    if (!item.isRisky || !this.#random.chance(BECOMES_HARMLESS)) return amended;
    const articles = item.articles.map((article) => ({
      ...article,
      description: 'Wooden puzzle',
      hs: '950300',
      cas: null,
    }));
    return { ...amended, articles, isRisky: false };
  }

  #tracking({ recent }: Desk): readonly SampleTracking[] {
    if (recent.length === 0) return [];
    return Array.from({ length: 2 }, (_, at) => {
      const { itemId, port, origin } = this.#random.pick(recent);
      const isThere = this.#random.chance(0.5);
      return {
        itemId,
        event: isThere ? 'EMD' : 'EMC',
        at: this.#beganAt + this.#count * 10_000 + at * 1_000,
        place: isThere ? port : `${origin}ICN`,
      };
    });
  }

  /** Only a new item is damaged, so that what is expected of others never hangs on what a reader makes of it. */
  #spoilt(items: readonly SampleItem[]): number | null {
    if (!this.#random.chance(SPOILT)) return null;
    const at = items.findIndex((item) => item.function === 'original');
    return at < 0 ? null : at;
  }
}

const lineOf = (item: SampleItem, ordinal: number, issuedAt: number, isSpoilt: boolean): DeclaredLine => ({
  ordinal,
  kind: 'item',
  itemId: item.itemId,
  issuedAt,
  function: item.function,
  isSpoilt,
  mustAlert: !isSpoilt && item.function !== 'cancel' && item.articles[0]!.cas !== null,
});

const trackingLine = (itemId: string, ordinal: number, issuedAt: number): DeclaredLine => ({
  ordinal,
  kind: 'tracking',
  itemId,
  issuedAt,
  function: 'original',
  isSpoilt: false,
  mustAlert: false,
});
