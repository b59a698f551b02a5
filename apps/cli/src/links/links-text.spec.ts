import { describe, expect, it } from '@jest/globals';
import { linksText } from './links-text.ts';

const master = { kind: 'MASTER_BILL', number: '999-12345675' } as const;

describe('What is linked, for people', () => {
  it('is each unit with what each partner says of it, where it was seen, what it holds, and the alerts', () => {
    const said = { document: 'XFWB', within: [], departsAt: null, portOfArrival: null };
    const text = linksText({
      units: [
        {
          ...master,
          views: [
            {
              ...said,
              partner: 'airline',
              conveyance: 'KE31',
              arrivesAt: '2026-11-20T14:10:00Z',
              portOfArrival: 'DFW',
            },
            { ...said, partner: 'forwarder', conveyance: null, arrivesAt: null },
          ],
          lastSeen: { event: 'EMD', at: '2026-11-20T14:20:00Z', place: 'DFW', partner: 'airline' },
        },
      ],
      holds: [{ kind: 'RECEPTACLE', number: 'R1' }],
      items: [{ shipmentId: 's', itemId: 'RB123456785GB' }],
      alerts: [{ alertId: 'a1', port: 'dfw', state: 'ISSUED', itemId: null }],
    });
    expect(text.split('\n')).toEqual([
      'MASTER_BILL 999-12345675',
      '  airline by XFWB: on KE31, arrives 2026-11-20T14:10:00Z, at DFW',
      '  forwarder by XFWB: nothing more',
      '  seen: EMD, DFW, 2026-11-20T14:20:00Z, told by airline',
      'holds RECEPTACLE R1',
      'holds item RB123456785GB',
      'alert a1 at dfw, ISSUED, item -',
    ]);
  });
});
