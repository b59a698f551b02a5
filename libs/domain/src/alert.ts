/** Where an alert stands. Targeting writes the first row and the last; the port's steps are in between. */
export type AlertState = 'ISSUED' | PortStep | 'SUPERSEDED' | 'CANCELLED' | 'EXPIRED';

/** Steps that belong to the port, from delivery on. */
export const portSteps = [
  'DELIVERED',
  'ACKNOWLEDGED',
  'LOCATED',
  'NOT_LOCATED',
  'ALREADY_GONE',
  'PRESENTED',
  'EXAMINED',
  'RELEASED',
  'SEIZED',
  'RETURNED',
  'CONTROLLED_DELIVERY',
  'SENT_TO_LAB',
] as const;
export type PortStep = (typeof portSteps)[number];

/** States that targeting alone brings about. */
export const targetingEndings = ['SUPERSEDED', 'CANCELLED', 'EXPIRED'] as const;
export type TargetingEnding = (typeof targetingEndings)[number];

/**
 * ISSUED → DELIVERED → ACKNOWLEDGED → LOCATED | NOT_LOCATED | ALREADY_GONE → PRESENTED → EXAMINED → a disposition.
 * A port that reads the topic acknowledges without a delivery; an item that went to a laboratory gets its disposition later.
 */
const next: Readonly<Record<AlertState, readonly PortStep[]>> = {
  ISSUED: ['DELIVERED', 'ACKNOWLEDGED'],
  DELIVERED: ['ACKNOWLEDGED'],
  ACKNOWLEDGED: ['LOCATED', 'NOT_LOCATED', 'ALREADY_GONE'],
  NOT_LOCATED: ['LOCATED', 'ALREADY_GONE'],
  LOCATED: ['PRESENTED', 'NOT_LOCATED', 'ALREADY_GONE'],
  PRESENTED: ['EXAMINED'],
  EXAMINED: ['RELEASED', 'SEIZED', 'RETURNED', 'CONTROLLED_DELIVERY', 'SENT_TO_LAB'],
  SENT_TO_LAB: ['RELEASED', 'SEIZED', 'RETURNED', 'CONTROLLED_DELIVERY'],
  ALREADY_GONE: [],
  RELEASED: [],
  SEIZED: [],
  RETURNED: [],
  CONTROLLED_DELIVERY: [],
  SUPERSEDED: [],
  CANCELLED: [],
  EXPIRED: [],
};

/** The steps a port may report from this state; empty where the alert has ended. */
export const possibleSteps = (state: AlertState): readonly PortStep[] => next[state];

export const isPossibleStep = (from: AlertState, to: PortStep): boolean => next[from].includes(to);

/** Open: the port still has something to do. */
export const isOpen = (state: AlertState): boolean => next[state].length > 0;

const beyondRecall: ReadonlySet<AlertState> = new Set<AlertState>([
  'PRESENTED',
  'EXAMINED',
  'RELEASED',
  'SEIZED',
  'RETURNED',
  'CONTROLLED_DELIVERY',
  'SENT_TO_LAB',
]);

/** After PRESENTED a cancellation is recorded only: the item is in the officers' hands. */
export const isBeyondRecall = (state: AlertState): boolean => beyondRecall.has(state);

/** How the alert was chosen. */
export type SelectionMethod = 'rule' | 'list' | 'model' | 'random';
