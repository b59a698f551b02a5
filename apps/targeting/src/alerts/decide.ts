import { isBeyondRecall } from '@watchpost/domain';
import { type targetingStore, type unitsStore } from '@watchpost/persistence';
import { type PlacedView } from '../whereabouts/whereabouts.ts';

type View = PlacedView;
type Alert = targetingStore.TargetingAlertEntity;

/** Views that call for an alert at one port: the strongest leads, the others are named. */
export interface Calling {
  readonly port: string;
  readonly lead: View;
  readonly others: readonly View[];
}

/** What has to happen about one shipment. */
export type Change =
  | { readonly kind: 'open'; readonly calling: Calling }
  | { readonly kind: 'revise'; readonly alert: Alert; readonly calling: Calling }
  | { readonly kind: 'end'; readonly alert: Alert; readonly ending: 'SUPERSEDED' | 'CANCELLED' }
  /** The item is in the officers' hands: what would have ended the alert is recorded only. */
  | { readonly kind: 'record'; readonly alert: Alert; readonly what: 'SUPERSEDED' | 'CANCELLED' }
  /** The item has left: the port can do nothing about it any more. */
  | { readonly kind: 'expire'; readonly alert: Alert; readonly calling: Calling; readonly scan: unitsStore.Scan }
  /** It would call for an alert, but had left before one was opened. */
  | { readonly kind: 'gone'; readonly calling: Calling }
  | { readonly kind: 'unrouted'; readonly view: View };

/**
 * Compares what the partners' newest views call for with what is open. Pure: the same views and alerts give the same changes.
 * @param views of one shipment, each partner's newest, with ports found
 * @param alerts that are open for it
 */
export function decide(views: readonly View[], alerts: readonly Alert[]): readonly Change[] {
  const callers = views.filter(isCalling);
  const routed = callers.filter(({ port }) => port !== null);
  const ports = [...new Set(routed.map(({ port }) => port!))].toSorted();
  const changes: Change[] = ports.map((port) => {
    const calling = callingAt(port, callers);
    const alert = alerts.find((each) => each.port === port);
    const { departed } = calling.lead.whereabouts;
    if (alert === undefined) return departed === null ? { kind: 'open', calling } : { kind: 'gone', calling };
    return departed === null ? revision(alert, calling) : { kind: 'expire', alert, calling, scan: departed };
  });
  const uncalled = alerts.filter(({ port }) => !ports.includes(port));
  const ending = views.length > 0 && views.every(({ call }) => call === 'cancelled') ? 'CANCELLED' : 'SUPERSEDED';
  changes.push(...uncalled.map((alert) => end(alert, ending)));
  if (ports.length > 0) return changes;
  return [...changes, ...callers.map((view): Change => ({ kind: 'unrouted', view }))];
}

/** It asks for an alert. */
export const isCalling = ({ call }: Pick<View, 'call'>): boolean => call === 'assessed' || call === 'random';

/** A view that names no place any port knows joins those that do: it is the same item. */
function callingAt(port: string, callers: readonly View[]): Calling {
  const here = callers.filter((view) => view.port === port || view.port === null).toSorted(byStrength);
  return { port, lead: here[0]!, others: here.slice(1) };
}

const byStrength = (a: View, b: View): number =>
  Number(b.call === 'assessed') - Number(a.call === 'assessed') ||
  b.content.score - a.content.score ||
  a.partner.localeCompare(b.partner);

const revision = (alert: Alert, calling: Calling): Change => ({ kind: 'revise', alert, calling });

const end = (alert: Alert, ending: 'SUPERSEDED' | 'CANCELLED'): Change =>
  isBeyondRecall(alert.state) ? { kind: 'record', alert, what: ending } : { kind: 'end', alert, ending };
