import { type AlertIssued } from '@watchpost/contracts';
import { deterministicId } from '@watchpost/domain';
import { NOW } from './running-gateway.ts';

export const idOf = (number: number): string => deterministicId('test alert', number);

/** An alert for JFK unless said. */
export const alert = (number: number, given: Partial<AlertIssued> = {}): AlertIssued => ({
  alertId: idOf(number),
  revision: 1,
  port: 'jfk',
  state: 'ISSUED',
  subjectKind: 'shipment',
  subject: deterministicId('shipment', number),
  shipmentId: deterministicId('shipment', number),
  itemId: 'RB123456785CN',
  partner: 'china-post',
  manifestId: deterministicId('manifest', number),
  assessmentId: deterministicId('assessment', number),
  scenario: 'fentanyl-mail@1',
  action: 'HOLD',
  methods: ['XRAY', 'RAMAN'],
  band: 'critical',
  score: 0.9,
  reasons: [
    {
      factor: 'press-words',
      outcome: 'named',
      value: 'press',
      weight: 4.2,
      text: 'Names a press',
      rule: 'press-words@1',
    },
  ],
  selection: { method: 'rule', probability: 1, detail: null },
  location: {
    receptacle: null,
    dispatch: null,
    conveyance: 'CA981',
    arrivesAt: NOW,
    leavesAt: NOW + 86_400_000,
    lastSeen: null,
    units: [],
  },
  consignor: 'Hubei Trading',
  consignee: 'J. Doe',
  description: 'pill press die',
  origin: 'CN',
  destination: 'US',
  grossMassKg: 0.4,
  receivedAt: NOW - 3_600_000,
  issuedAt: NOW,
  traceparent: '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01',
  ...given,
});
