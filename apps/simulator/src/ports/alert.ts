/** An alert as the port reads it, as far as it needs it. */
export interface PortAlert {
  readonly alertId: string;
  readonly revision: number;
  readonly state: string;
  readonly port: string;
  readonly itemId?: string | null;
  readonly manifestId?: string;
  readonly score?: number;
  readonly methods?: readonly string[];
}
