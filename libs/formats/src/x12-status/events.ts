import type { TrackingEventCode } from '@watchpost/domain';

/** What a status says of an item: the nearest event of UPU EMSEVT (M40), or none. */
export type StatusEvents = Readonly<Record<string, TrackingEventCode>>;

/** B403 and SG01 of 315 (element 157, shipment status of ocean carriers). */
export const oceanEvents: StatusEvents = {
  CO: 'EMA',
  I: 'EMB',
  AE: 'EMB',
  VD: 'EMC',
  P: 'EMC',
  VA: 'EMD',
  UV: 'EMD',
  AR: 'EMJ',
  RL: 'EMK',
  CH: 'EME',
  CI: 'EME',
  PA: 'EME',
  PB: 'EME',
  PC: 'EME',
  PD: 'EME',
  PE: 'EME',
  PF: 'EME',
  CT: 'EDC',
  CU: 'EDC',
  OA: 'EMF',
  X1: 'EMG',
  AV: 'EMG',
  D: 'EMI',
};

/** What vessels and goods do at a port that is not that of loading. */
export const awayFromLoading: StatusEvents = { VD: 'EMK', P: 'EMK' };
/** What they do at a port that is neither that of discharge nor that of delivery. */
export const awayFromDischarge: StatusEvents = { VA: 'EMJ', UV: 'EMJ' };

/** AT701 of 214 (element 1650, shipment status of motor carriers). */
export const roadEvents: StatusEvents = {
  AF: 'EMA',
  CP: 'EMA',
  X4: 'EMJ',
  R1: 'EMJ',
  P1: 'EMK',
  J1: 'EMK',
  K1: 'EDB',
  X1: 'EMG',
  X5: 'EMG',
  AV: 'EMG',
  A7: 'EMH',
  AP: 'EMH',
  D1: 'EMI',
};
