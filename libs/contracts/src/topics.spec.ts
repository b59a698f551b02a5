import { describe, expect, it } from '@jest/globals';
import { deadLetterHeaders, eventHeaders, headers } from './cloud-events.ts';
import { topicRows } from './generated/topics.ts';
import { catalogueIds } from './schema-ids.ts';
import { createRegistryView } from './registry-view.ts';
import { declaredEvent } from '../test/events.ts';
import { describeDrift, topicSpecs } from './topic-specs.ts';
import { allTopics, deadLetterOrigin, deadLetterTopicOf, topicNamed, topics } from './topics.ts';

describe('the catalogue of topics', () => {
  it('defines every topic of schemas/topics.json and no other', () => {
    expect(allTopics.map(({ name }) => name).sort()).toEqual(Object.keys(topicRows).sort());
  });

  it('has a schema with an id for each', () => {
    const ids = catalogueIds();
    const known = allTopics.map(({ schemaName }) => ids.current(schemaName).id);
    expect(new Set(known).size).toBe(allTopics.length);
  });

  it('keys shipments by their id and partners by id and version', () => {
    expect(topics.shipmentsDeclared.keyOf(declaredEvent)).toBe(declaredEvent.shipmentId);
    expect(topics.partnersChanged.keyOf({ partner: 'royal-mail', version: 7 } as never)).toBe('royal-mail@7');
  });

  it('finds a topic by name', () => {
    expect(topicNamed('alerts.issued.v1')).toBe(topics.alertsIssued);
    expect(topicNamed('alerts.issued.v9')).toBeUndefined();
  });

  it('takes the name of a dead-letter topic apart again', () => {
    const name = deadLetterTopicOf('shipments.declared.v1', 'port-gateway');
    expect(name).toBe('shipments.declared.v1.port-gateway.dlq');
    expect(deadLetterOrigin(name)).toEqual({ topic: 'shipments.declared.v1', group: 'port-gateway' });
    expect(deadLetterOrigin('shipments.declared.v1')).toBeUndefined();
  });
});

describe('what topics are created with', () => {
  const configOf = (name: string, settings = {}) => topicSpecs(settings).find((spec) => spec.name === name)?.config;

  it('includes a dead-letter topic for every reader of every topic', () => {
    const names = topicSpecs().map(({ name }) => name);
    expect(names).toContain('manifests.received.v1.normalizer.dlq');
    expect(names).toContain('shipments.assessed.v1.operations.dlq');
    expect(names).toHaveLength(allTopics.length + allTopics.flatMap(({ consumers }) => consumers).length);
  });

  it('keeps dead letters without end, whatever the cap on time', () => {
    expect(configOf('shipments.declared.v1.scorer.dlq', { maxRetentionMs: 1_000 })).toMatchObject({
      'retention.ms': '-1',
    });
  });

  it('caps bytes over all partitions, in segments small enough to be deleted', () => {
    const config = configOf('shipments.declared.v1', { maxBytesPerTopic: 12 * 64 * 1024 * 1024 });
    expect(config).toMatchObject({
      'retention.bytes': String(64 * 1024 * 1024),
      'segment.bytes': String(16 * 1024 * 1024),
    });
  });

  it('never caps what is compacted', () => {
    expect(configOf('partners.changed.v1', { maxBytesPerTopic: 1_000, maxRetentionMs: 1_000 })).toEqual({
      'cleanup.policy': 'compact',
      'max.message.bytes': '1048576',
    });
  });

  it('asks two replicas for an answer where there are three', () => {
    expect(configOf('alerts.issued.v1', { replicationFactor: 3 })).toMatchObject({ 'min.insync.replicas': '2' });
    expect(configOf('alerts.issued.v1')).not.toHaveProperty('min.insync.replicas');
  });

  it('says what to do about a difference', () => {
    const drift = { topic: 'alerts.issued.v1', setting: 'retention.ms', expected: '1', actual: '2' };
    expect(describeDrift(drift)).toContain(
      'kafka-configs --alter --topic alerts.issued.v1 --add-config retention.ms=1',
    );
    expect(describeDrift({ ...drift, setting: 'partitions' })).toContain('fixed for a major version');
  });
});

describe('the headers of a record', () => {
  const base = {
    topic: topics.shipmentsDeclared,
    id: 'e1',
    source: 'normalizer',
    time: Date.UTC(2026, 10, 24, 4, 19, 49, 123),
    subject: 's1',
  };

  it('are CloudEvents in binary mode', () => {
    expect(eventHeaders(base)).toEqual({
      ce_specversion: '1.0',
      ce_id: 'e1',
      ce_type: 'watchpost.shipments.declared.v1',
      ce_source: 'normalizer',
      ce_time: '2026-11-24T04:19:49.123Z',
      ce_subject: 's1',
      'content-type': 'application/avro',
    });
  });

  it('say where the event came from where that is known', () => {
    const more = {
      manifestId: 'm1',
      ordinal: 3,
      partner: 'p',
      traceparent: '00-a-b-01',
      outcome: 'ASSESSED',
      band: 'high',
      testMode: true,
    };
    expect(eventHeaders({ ...base, ...more })).toMatchObject({
      [headers.manifest]: 'm1',
      [headers.ordinal]: '3',
      [headers.partner]: 'p',
      [headers.traceparent]: '00-a-b-01',
      [headers.outcome]: 'ASSESSED',
      [headers.band]: 'high',
      [headers.testMode]: 'true',
    });
  });

  it('keep the time of each record apart', () => {
    expect(eventHeaders({ ...base, time: base.time + 1 })['ce_time']).toBe('2026-11-24T04:19:49.124Z');
    expect(eventHeaders(base)['ce_time']).toBe('2026-11-24T04:19:49.123Z');
  });

  it('are written in lower case, as the log has them', () => {
    for (const name of [...Object.values(headers), ...Object.values(deadLetterHeaders)])
      expect(name).toBe(name.toLowerCase());
  });
});

describe('what a registry answers from the catalogue', () => {
  const view = createRegistryView(catalogueIds());

  it('names subjects by topic', () => {
    expect(view.subjects()).toHaveLength(allTopics.length);
    expect(view.subjects('alerts.')).toEqual(['alerts.issued.v1-value', 'alerts.progressed.v1-value']);
  });

  it('answers a version by number, the latest, and by id', () => {
    const latest = view.version('alerts.issued.v1-value', 'latest')!;
    expect(latest).toEqual(view.version('alerts.issued.v1-value', latest.version));
    expect(view.schemaById(latest.id)).toBe(latest.schema);
    expect(view.versionsById(latest.id)).toEqual([latest]);
  });

  it('knows nothing of what is not there', () => {
    expect(view.versions('nothing-value')).toBeUndefined();
    expect(view.version('alerts.issued.v1-value', 99)).toBeUndefined();
    expect(view.schemaById(123_456)).toBeUndefined();
  });
});
