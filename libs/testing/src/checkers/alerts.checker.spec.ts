import { describe, expect, it } from '@jest/globals';
import { alertIdOf } from '@watchpost/domain';
import { type AlertEvidence, checkAlerts } from './alerts.checker.ts';

const port = 'jfk-mail';
const about = { port, subjectKind: 'shipment', subject: 's1', shipmentId: 's1' };
const alertId = alertIdOf('shipment', 's1', port, 'decision-1');
const issued = [
  { ...about, alertId, revision: 1, assessmentId: 'decision-1' },
  { ...about, alertId, revision: 2, assessmentId: 'decision-2' },
];
/** One alert, revised once; the first revision was published twice and both reached the port. */
const sound: AlertEvidence = {
  due: ['s1'],
  decisions: new Set(['decision-1', 'decision-2']),
  targeting: [{ ...about, alertId, state: 'DELIVERED', revision: 2 }],
  issued: [issued[0]!, issued[0]!, issued[1]!],
  gateway: [{ alertId, port, sequence: 2, revision: 2 }],
  lastNumbers: new Map([[port, 2]]),
  delivered: [
    { alertId, port, sequence: 1, revision: 1 },
    { alertId, port, sequence: 2, revision: 2 },
    { alertId, port, sequence: 2, revision: 2 },
  ],
};
const faultsWith = (changes: Partial<AlertEvidence>) => checkAlerts({ ...sound, ...changes });

describe('The checker of alerts', () => {
  it('finds nothing where every revision has its number and the last one its port, however often the wire carried it', () => {
    expect(faultsWith({})).toEqual([]);
  });

  it('sees two open alerts for one subject and port', () => {
    const other = alertIdOf('shipment', 's1', port, 'decision-2');
    const twice: AlertEvidence = {
      ...sound,
      targeting: [...sound.targeting, { ...about, alertId: other, state: 'ISSUED', revision: 1 }],
      issued: [...issued, { ...about, alertId: other, revision: 1, assessmentId: 'decision-2' }],
      gateway: [...sound.gateway, { alertId: other, port, sequence: 3, revision: 1 }],
      lastNumbers: new Map([[port, 3]]),
      delivered: [...sound.delivered, { alertId: other, port, sequence: 3, revision: 1 }],
    };
    expect(checkAlerts(twice)).toEqual([
      `shipment s1 at ${port} has 2 open alerts: ${[alertId, other].toSorted().join(', ')}`,
    ]);
  });

  it('sees an alert without its decision, and one that goes by another id than its opening gives', () => {
    expect(faultsWith({ decisions: new Set(['decision-1']) })).toEqual([
      `alert ${alertId} revision 2 rests on no decision`,
    ]);
    const astray = issued.map((revision) => ({ ...revision, subject: 's2' }));
    expect(faultsWith({ issued: astray })).toEqual([`alert ${alertId} has another id than its opening gives`]);
  });

  it('sees a shipment that is due an alert and has none, or one that has ended', () => {
    expect(faultsWith({ due: ['s1', 's9'] })).toEqual(['shipment s9 is due an alert and has none']);
    expect(faultsWith({ targeting: [{ ...about, alertId, state: 'SUPERSEDED', revision: 2 }] })).toEqual([
      'shipment s1 is due an alert and has none',
    ]);
  });

  it('sees a number that was left out, given twice, or lies beyond the last', () => {
    expect(faultsWith({ lastNumbers: new Map([[port, 3]]) })).toEqual([`${port} has given 3 numbers to 2 revisions`]);
    expect(faultsWith({ gateway: [...sound.gateway, ...sound.gateway] })).toContain(
      `${port} has given a number to two alerts`,
    );
    expect(faultsWith({ gateway: [{ alertId, port, sequence: 9, revision: 2 }] })).toContain(
      `${port} has numbers beyond its last one`,
    );
  });

  it('sees an alert that never left the outbox, one that the door lacks, and one that never reached its port', () => {
    expect(faultsWith({ issued: [], lastNumbers: new Map(), gateway: [], delivered: [] })).toEqual([
      `alert ${alertId} (revision 2) was never issued`,
      `alert ${alertId} stands at revision 0 at the port's door, and is at 2`,
    ]);
    expect(faultsWith({ delivered: sound.delivered.slice(0, 1) })).toEqual([
      `alert ${alertId} reached its port up to revision 1 of 2`,
    ]);
    expect(faultsWith({ delivered: [] })).toEqual([`alert ${alertId} never reached its port`]);
  });

  it('sees what reached a port and is not at its door, and a number that came as two things', () => {
    expect(faultsWith({ delivered: [...sound.delivered, { alertId: 'x', port, sequence: 2, revision: 1 }] })).toEqual([
      `number ${port} 2 came as ${alertId} revision 2 and as x revision 1`,
      'alert x reached a port and is not at its door',
    ]);
  });
});
