import { trackingEvents, type TrackingEventCode } from '@watchpost/domain';
import { lookUp } from '../values/lookup.ts';
import type { SegmentGroup } from '../edifact/structure/segment-group.ts';
import { oceanEvents } from '../x12-status/events.ts';
import { eventOnTheWay } from './journey.ts';

/** Data element 9011, later 4405 (UN/ECE Recommendation 24), by what comes nearest among the events of UPU EMSEVT. */
const transportEvents: Readonly<Record<string, TrackingEventCode>> = {
  '1': 'EMD', // arrived
  '8': 'EDC', // cleared import restrictions
  '12': 'EDC', // cleared by customs
  '13': 'EMA', // collected
  '17': 'EME', // customs refusal
  '21': 'EMI', // delivered
  '22': 'EMI', // delivery completed
  '23': 'EMH', // delivery not completed
  '24': 'EMC', // departed
  '27': 'EMC', // despatched
  '29': 'EMD', // discharged
  '40': 'EMB', // at port
  '45': 'EMG', // consignee informed of arrival
  '48': 'EMB', // loaded
  '56': 'EMH', // not delivered
  '59': 'EMD', // off loaded
  '74': 'EMA', // received
  '78': 'EDC', // released
  '79': 'EMK', // reloaded
  '100': 'EMJ', // transhipment
};

/** EMSEVT codes as they are, numbers of Recommendation 24, and the letters that ocean carriers use in X12 315; null for none of these. */
export function eventOf(code: string, status: SegmentGroup): TrackingEventCode | null {
  const text = code.trim().toUpperCase();
  if (Object.hasOwn(trackingEvents, text)) return text as TrackingEventCode;
  const event = lookUp(transportEvents, text) ?? lookUp(oceanEvents, text);
  return event === undefined ? null : eventOnTheWay(event, status);
}
