import { Inject, Injectable } from '@nestjs/common';
import { type AccessKey, type Codec, eventHeaders, type TopicDefinition, topics } from '@watchpost/contracts';
import { eventIdOf, LIVE_RUN } from '@watchpost/domain';
import { readingText } from '@watchpost/formats';
import { CODEC } from '@watchpost/messaging';
import { appendToOutbox, operationsStore, OutboxRelay, type Transaction } from '@watchpost/persistence';

interface Announcement<T> {
  readonly topic: TopicDefinition<T>;
  readonly kind: 'partner' | 'port';
  readonly subject: string;
  readonly version: number;
  readonly at: number;
  readonly event: T;
  readonly traceparent: string | null;
}

/** Tells the services of partners and ports as they stand, with their keys, through the outbox. */
@Injectable()
export class AnnouncementsService {
  constructor(
    @Inject(CODEC) private readonly codec: Codec,
    private readonly relay: OutboxRelay,
  ) {}

  async partner(tx: Transaction, partner: operationsStore.PartnerEntity, traceparent: string | null): Promise<void> {
    const keys = await this.#keys(tx, { ownerKind: 'partner', owner: partner.partner });
    const { mapping, findingCosts, ...settings } = partner;
    await this.#append(tx, {
      topic: topics.partnersChanged,
      kind: 'partner',
      subject: partner.partner,
      version: partner.version,
      at: partner.changedAt,
      event: { ...settings, reading: readingText({ mapping, findingCosts }), keys },
      traceparent,
    });
  }

  async port(tx: Transaction, port: operationsStore.PortEntity, traceparent: string | null): Promise<void> {
    const keys = await this.#keys(tx, { ownerKind: 'port', owner: port.port });
    await this.#append(tx, {
      topic: topics.portsChanged,
      kind: 'port',
      subject: port.port,
      version: port.version,
      at: port.changedAt,
      event: { ...port, keys },
      traceparent,
    });
  }

  /** Call it once the transaction is committed, so that nobody waits for the relay's next look. */
  sendNow(): void {
    this.relay.nudge();
  }

  async #keys(tx: Transaction, owner: operationsStore.KeyOwner): Promise<AccessKey[]> {
    const keys = await operationsStore.keysOf(tx, owner);
    return keys.map(({ keyId, hash, scopes, expiresAt, revokedAt }) => ({ keyId, hash, scopes, expiresAt, revokedAt }));
  }

  async #append<T>(tx: Transaction, announcement: Announcement<T>): Promise<void> {
    const { topic, kind, subject, version, at, event, traceparent } = announcement;
    const id = eventIdOf(`${kind}-changed`, subject, String(version), LIVE_RUN);
    await appendToOutbox(tx, [
      {
        id,
        aggregateType: kind,
        aggregateId: topic.keyOf(event),
        type: topic.typeName,
        topic: topic.name,
        payload: this.codec.encode(topic, event),
        headers: eventHeaders({ topic, id, source: 'operations', time: at, subject, traceparent }),
      },
    ]);
  }
}
