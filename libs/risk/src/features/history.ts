import type { Knowledge } from '../entities/knowledge.ts';
import { sizeOfLinks } from '../entities/link-sketch.ts';
import type { FeatureDefinition, FeaturesOf } from './definition.ts';

/**
 * Counts leave the shipment itself out; numbers of partners on the other side include the one it is sent to or comes from, so that they say the same
 * for a first version and for an amendment of it.
 */
export const historyFeatures = {
  history_days: {
    type: 'number',
    unit: 'days',
    description: 'For how long sightings have been kept, at most 90; not known offline.',
  },
  consignor_seen_7d: { type: 'number', unit: 'declarations', description: 'Declarations of this consignor in 7 days.' },
  consignor_seen_90d: {
    type: 'number',
    unit: 'declarations',
    description: 'Declarations of this consignor in 90 days.',
  },
  consignor_consignees_7d: {
    type: 'number',
    unit: 'consignees',
    description: 'Different consignees of this consignor in 7 days (estimate).',
  },
  consignee_seen_90d: {
    type: 'number',
    unit: 'declarations',
    description: 'Declarations for this consignee in 90 days.',
  },
  consignee_consignors_30d: {
    type: 'number',
    unit: 'consignors',
    description: 'Different consignors of this consignee in 30 days (estimate).',
  },
  consignor_address_names_30d: {
    type: 'number',
    unit: 'names',
    description: 'Different consignors at the consignor’s address in 30 days (estimate).',
  },
  consignee_address_names_30d: {
    type: 'number',
    unit: 'names',
    description: 'Different consignees at the consignee’s address in 30 days (estimate).',
  },
  phone_names_30d: {
    type: 'number',
    unit: 'names',
    description: 'Different consignees with the consignee’s phone in 30 days (estimate).',
  },
  other_view: {
    type: 'text',
    values: ['none', 'agrees', 'parties-differ', 'goods-differ'],
    description:
      'What another partner declares of the same item: nothing, the same, other parties, or another mass or value.',
  },
} as const satisfies Record<string, FeatureDefinition>;

export type HistoryFeatures = FeaturesOf<typeof historyFeatures>;

export function readHistory(out: HistoryFeatures, knowledge: Knowledge): void {
  const { consignor, consignee, consignorAddress, consigneeAddress, consigneePhone } = knowledge.sightings;
  out.history_days = knowledge.historyDays;
  out.other_view = knowledge.otherView;
  if (consignor !== null) {
    out.consignor_seen_7d = consignor.in7Days;
    out.consignor_seen_90d = consignor.in90Days;
    out.consignor_consignees_7d = sizeOfLinks(consignor.linksIn7Days);
  }
  if (consignee !== null) {
    out.consignee_seen_90d = consignee.in90Days;
    out.consignee_consignors_30d = sizeOfLinks(consignee.linksIn30Days);
  }
  if (consignorAddress !== null) out.consignor_address_names_30d = sizeOfLinks(consignorAddress.linksIn30Days);
  if (consigneeAddress !== null) out.consignee_address_names_30d = sizeOfLinks(consigneeAddress.linksIn30Days);
  if (consigneePhone !== null) out.phone_names_30d = sizeOfLinks(consigneePhone.linksIn30Days);
}
