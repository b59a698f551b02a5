import { type Reason } from '@watchpost/domain';
import { Column, Entity, PrimaryColumn } from 'typeorm';
import { epochMillis, safeBigint } from '../epoch-millis.ts';

/** Entry of the block list or override that decided, and the band that the rules came to. */
export interface ViewRuling {
  readonly kind: string;
  readonly rule: string;
  readonly band: string;
}

/** What an alert says of a shipment, as one partner's newest assessed version has it. */
export interface ViewContent {
  readonly manifestId: string;
  readonly itemId: string | null;
  readonly scenario: string;
  readonly band: string;
  readonly score: number;
  readonly recommendation: string;
  /** What decided in the place of the rules, if anything, then heaviest first. */
  readonly reasons: readonly Reason[];
  /** What decided in the place of the rules; rows written before there was such a thing lack it. */
  readonly ruling?: ViewRuling | null;
  readonly receptacle: string | null;
  readonly dispatch: string | null;
  readonly conveyance: string | null;
  readonly arrivesAt: number | null;
  /** Where the arrival is stated more coarsely than to the minute. */
  readonly arrivesPrecision: string | null;
  readonly consignor: string | null;
  readonly consignee: string | null;
  readonly description: string | null;
  readonly origin: string | null;
  readonly destination: string | null;
  readonly grossMassKg: number | null;
  readonly receivedAt: number;
  readonly traceparent: string | null;
  readonly portOfArrival: string | null;
  /** Units it names itself, the nearest first. */
  readonly units: readonly string[];
  /** Offices and places it names, in the order in which they are tried for a port. */
  readonly places: readonly string[];
}

/** What the partner's view asks for: an alert by what was assessed, one by chance, none, or that it be called off. */
export type ViewCall = 'assessed' | 'random' | 'none' | 'cancelled';

/**
 * One partner's newest view of a shipment for which there is or was reason to alert; kept after the alert ended, so that
 * nothing old that comes again can open another.
 */
@Entity('shipment_views')
export class ShipmentViewEntity {
  @PrimaryColumn('uuid', { name: 'shipment_id' })
  shipmentId!: string;

  @PrimaryColumn('text')
  partner!: string;

  /** Version, first part: epoch milliseconds. */
  @Column('bigint', { name: 'version_issued_at', transformer: safeBigint })
  versionIssuedAt!: number;

  @Column('bigint', { name: 'version_sequence', transformer: safeBigint })
  versionSequence!: number;

  @Column('int', { name: 'version_ordinal' })
  versionOrdinal!: number;

  @Column('uuid', { name: 'assessment_id' })
  assessmentId!: string;

  @Column('text')
  call!: ViewCall;

  /** null: no port handles its places, or it calls for nothing. */
  @Column('text', { nullable: true })
  port!: string | null;

  /** Units it was found to travel in when it was last decided on, `<kind> <number>` each. */
  @Column('text', { array: true })
  units!: readonly string[];

  @Column('jsonb')
  content!: ViewContent;

  @Column('timestamptz', { name: 'updated_at', transformer: epochMillis })
  updatedAt!: number;
}
