import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis } from '../epoch-millis.ts';

export type KeyOwnerKind = 'partner' | 'port' | 'operator';

/** A bearer key by its hash; the key itself is nowhere. Times in epoch milliseconds. */
@Entity('access_keys')
export class AccessKeyEntity {
  @PrimaryColumn('text', { name: 'key_id' })
  keyId!: string;

  @Column('text', { name: 'owner_kind' })
  ownerKind!: KeyOwnerKind;

  /** Partner's, port's or operator's short name. */
  @Column('text')
  owner!: string;

  /** SHA-256 of the key, hex. */
  @Column('text')
  hash!: string;

  @Column('text', { array: true })
  scopes!: string[];

  @Column('text', { nullable: true })
  description!: string | null;

  @Column('timestamptz', { name: 'created_at', transformer: epochMillis })
  createdAt!: number;

  @Column('text', { name: 'created_by' })
  createdBy!: string;

  @Column('timestamptz', { name: 'expires_at', nullable: true, transformer: epochMillis })
  expiresAt!: number | null;

  @Column('timestamptz', { name: 'revoked_at', nullable: true, transformer: epochMillis })
  revokedAt!: number | null;
}
