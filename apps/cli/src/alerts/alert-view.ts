import { table } from '../terminal/output.ts';

/** An alert as port-gateway shows it, as far as the command line needs it; the rest is printed as it comes. */
export interface AlertView {
  readonly alertId: string;
  readonly revision: number;
  readonly port: string;
  readonly state: string;
  readonly itemId?: string | null;
  readonly action: string;
  readonly band: string;
  readonly score: number;
  readonly reasons?: readonly { readonly text: string }[];
  readonly [more: string]: unknown;
}

export interface AlertPage {
  readonly items: readonly AlertView[];
  /** Where the next page goes on; the same as was asked with when nothing was new. */
  readonly next: string | null;
}

const rowOf = (alert: AlertView): readonly (string | number | null | undefined)[] => [
  alert.alertId,
  `r${alert.revision}`,
  alert.port,
  alert.state,
  alert.action,
  alert.score.toFixed(2),
  alert.itemId,
  alert.reasons?.[0]?.text,
];

/** A line an alert, the weightiest reason at its end. */
export const describeAlerts = (alerts: readonly AlertView[]): string => table(alerts.map(rowOf));
