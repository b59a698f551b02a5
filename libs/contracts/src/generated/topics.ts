// Written by `npm run schemas` from schemas/. Do not edit.

export interface TopicRow {
  readonly schema: string;
  readonly key: string;
  readonly partitions: number;
  readonly retentionMs: number | null;
  readonly maxMessageBytes: number;
  readonly from: readonly string[];
  readonly to: readonly string[];
}

export const topicRows = {
  'manifests.received.v1': {
    schema: 'manifest-received',
    key: 'manifest id',
    partitions: 12,
    retentionMs: 604800000,
    maxMessageBytes: 4194304,
    from: ['intake'],
    to: ['normalizer'],
  },
  'manifests.processed.v1': {
    schema: 'manifest-processed',
    key: 'manifest id',
    partitions: 12,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['normalizer'],
    to: ['intake', 'operations'],
  },
  'shipments.declared.v1': {
    schema: 'shipment-declared',
    key: 'shipment id',
    partitions: 12,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['normalizer'],
    to: ['scorer'],
  },
  'tracking.observed.v1': {
    schema: 'tracking-observed',
    key: 'shipment id',
    partitions: 12,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['normalizer'],
    to: ['scorer', 'targeting'],
  },
  'units.observed.v1': {
    schema: 'unit-observed',
    key: 'unit',
    partitions: 12,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['normalizer'],
    to: ['targeting', 'operations'],
  },
  'shipments.assessed.v1': {
    schema: 'shipment-assessed',
    key: 'shipment id',
    partitions: 12,
    retentionMs: 2592000000,
    maxMessageBytes: 1048576,
    from: ['scorer'],
    to: ['targeting', 'intake', 'operations'],
  },
  'alerts.issued.v1': {
    schema: 'alert-issued',
    key: 'port',
    partitions: 12,
    retentionMs: 7776000000,
    maxMessageBytes: 1048576,
    from: ['targeting'],
    to: ['port-gateway', 'operations'],
  },
  'alerts.progressed.v1': {
    schema: 'alert-progressed',
    key: 'port',
    partitions: 12,
    retentionMs: 7776000000,
    maxMessageBytes: 1048576,
    from: ['port-gateway', 'targeting'],
    to: ['targeting', 'operations'],
  },
  'inspections.reported.v1': {
    schema: 'inspection-reported',
    key: 'port',
    partitions: 1,
    retentionMs: 31536000000,
    maxMessageBytes: 1048576,
    from: ['port-gateway'],
    to: ['targeting', 'operations'],
  },
  'partners.changed.v1': {
    schema: 'partner-changed',
    key: 'partner@version',
    partitions: 1,
    retentionMs: null,
    maxMessageBytes: 1048576,
    from: ['operations'],
    to: ['intake'],
  },
  'ports.changed.v1': {
    schema: 'port-changed',
    key: 'port@version',
    partitions: 1,
    retentionMs: null,
    maxMessageBytes: 1048576,
    from: ['operations'],
    to: ['targeting', 'port-gateway'],
  },
  'letters.closed.v1': {
    schema: 'letter-closed',
    key: 'dead letter',
    partitions: 1,
    retentionMs: 7776000000,
    maxMessageBytes: 1048576,
    from: ['operations'],
    to: ['intake'],
  },
  'rebuilds.requested.v1': {
    schema: 'rebuild-requested',
    key: 'rebuild id',
    partitions: 1,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['operations'],
    to: ['scorer'],
  },
  'rebuilds.progressed.v1': {
    schema: 'rebuild-progressed',
    key: 'rebuild id',
    partitions: 1,
    retentionMs: 604800000,
    maxMessageBytes: 1048576,
    from: ['scorer'],
    to: ['operations'],
  },
} as const satisfies Readonly<Record<string, TopicRow>>;
