import { describe, expect, it } from '@jest/globals';
import { type LogRecord } from '@watchpost/messaging';
import { letterIdOf, letterOf, placeOf, revived } from './parked-record.ts';

const record: LogRecord = {
  topic: 'shipments.declared.v1.scorer.dlq',
  partition: 0,
  offset: 42,
  key: Buffer.from('ship-1'),
  value: Buffer.from([0, 0, 0, 0, 9, 1]),
  timestamp: 1_795_500_000_000,
  headers: {
    ce_id: 'e1',
    wp_partner: 'royal-mail',
    wp_manifest: 'm1',
    wp_ordinal: '7',
    wp_dlq_topic: 'shipments.declared.v1',
    wp_dlq_partition: '3',
    wp_dlq_offset: '900',
    wp_dlq_timestamp: '1795500000000',
    wp_dlq_group: 'scorer',
    wp_dlq_code: 'avro.truncated',
    wp_dlq_reason: 'the value ends before the event does',
    wp_dlq_stage: 'decode',
    wp_dlq_place: '/shipment',
    wp_dlq_attempts: '2',
    wp_dlq_first_failed_at: '1795500000500',
  },
};

describe('A dead letter', () => {
  it('says by its headers where it came from and why', () => {
    expect(letterOf(record, 1_795_500_001_000)).toEqual({
      topic: 'shipments.declared.v1.scorer.dlq',
      partition: 0,
      offset: 42,
      originTopic: 'shipments.declared.v1',
      service: 'scorer',
      code: 'avro.truncated',
      reason: 'the value ends before the event does',
      stage: 'decode',
      place: '/shipment',
      partner: 'royal-mail',
      manifestId: 'm1',
      ordinal: 7,
      attempts: 2,
      firstFailedAt: 1_795_500_000_500,
      parkedAt: 1_795_500_001_000,
      bytes: 6,
      key: 'ship-1',
      shipmentId: null,
      issuedAt: null,
      sequence: null,
      versionOrdinal: null,
      testMode: false,
      again: null,
    });
  });

  it('is listed even where its headers are missing or absurd', () => {
    const headers = {
      wp_dlq_reason: `nul${String.fromCharCode(0)}l`.repeat(2000),
      wp_ordinal: '1e400',
      wp_dlq_attempts: '-4',
      wp_dlq_first_failed_at: '9e99',
    };
    const letter = letterOf({ ...record, value: null, headers }, 1);
    expect(letter).toMatchObject({
      code: 'unknown',
      stage: 'unknown',
      ordinal: null,
      attempts: 1,
      firstFailedAt: null,
      bytes: 0,
    });
    expect(letter.reason).toHaveLength(2000);
    expect(letter.reason).not.toContain(String.fromCharCode(0));
  });

  it('goes back as it was, marked with the redrive', () => {
    expect(revived(record, 'shipments.declared.v1', 'redrive-1')).toEqual({
      topic: 'shipments.declared.v1',
      key: record.key,
      value: record.value,
      timestamp: record.timestamp,
      headers: {
        ce_id: 'e1',
        wp_partner: 'royal-mail',
        wp_manifest: 'm1',
        wp_ordinal: '7',
        wp_redrive: 'redrive-1',
        wp_redrive_of: 'shipments.declared.v1.scorer.dlq:0:42',
      },
    });
  });

  it('is found again by its id', () => {
    const place = { topic: record.topic, partition: 0, offset: 42 };
    expect(letterIdOf(record)).toBe('shipments.declared.v1.scorer.dlq:0:42');
    expect(placeOf(letterIdOf(record))).toEqual(place);
    for (const id of ['', 'x', 'a:b:c', 'topic:1:-1', 'topic:1:9999999999999999', 'to pic:1:1'])
      expect(placeOf(id)).toBeUndefined();
  });
});
