export const inspectionMethods = [
  'XRAY',
  'CANINE',
  'RAMAN',
  'FTIR',
  'HPMS',
  'IMS',
  'IMMUNOASSAY',
  'COLOUR_TEST',
  'LABORATORY',
  'VISUAL',
] as const;
export type InspectionMethod = (typeof inspectionMethods)[number];

/**
 * What was found. A negative reading is not a clearance; a later laboratory result supersedes a presumptive one.
 */
export const inspectionOutcomes = ['NEGATIVE', 'PRESUMPTIVE_POSITIVE', 'INCONCLUSIVE', 'CONFIRMED'] as const;
export type InspectionOutcome = (typeof inspectionOutcomes)[number];

export const dispositions = ['RELEASED', 'SEIZED', 'RETURNED', 'CONTROLLED_DELIVERY', 'SENT_TO_LAB'] as const;
export type Disposition = (typeof dispositions)[number];
