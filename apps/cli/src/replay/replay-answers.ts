/** Answers of operations about replays, as far as they are shown. */
export interface Amount {
  readonly count: number;
  readonly exact: boolean;
  readonly low: number;
  readonly high: number;
}

export interface Plan {
  readonly mode: string;
  readonly scope: Readonly<Record<string, string>>;
  readonly scenario: string;
  readonly shipments: Amount;
  readonly records: number;
  readonly bytes: Amount;
  readonly sampled: number;
  readonly log: {
    readonly holds: 'all' | 'part' | 'none';
    readonly earliest: string | null;
    readonly retentionDays: number;
    readonly missingBefore: string | null;
  };
  readonly raw: { readonly manifests: number; readonly lines: number; readonly bytes: number } | null;
  readonly speed: { readonly perSecond: number; readonly basis: string };
  readonly seconds: number;
  readonly notes: readonly string[];
}

export interface Replay {
  readonly replayId: string;
  readonly mode: string;
  readonly state: string;
  readonly scope: Readonly<Record<string, string>>;
  readonly scenario: string;
  readonly reason: string;
  readonly createdAt: string;
  readonly failure: string | null;
  readonly done: number;
  readonly total: number;
  readonly perSecond: number | null;
  readonly secondsLeft: number | null;
  readonly activeSeconds: number;
}

export interface Decision {
  readonly band: string;
  readonly recommendation: string;
  readonly score: number;
}

export interface Reason {
  readonly factor: string;
  readonly outcome: string;
  readonly weight: number;
  readonly text: string;
}

export interface FieldDifference {
  readonly field: string;
  readonly old: string | null;
  readonly new: string | null;
}

export interface Change {
  readonly what: string;
  readonly shipmentId: string;
  readonly itemId: string | null;
  readonly partner: string;
  readonly manifestId: string;
  readonly ordinal: number;
  readonly old: Decision | null;
  readonly new: Decision | null;
  readonly rules: readonly string[];
  readonly reasons: { readonly old: readonly Reason[]; readonly new: readonly Reason[] };
  readonly fields: readonly string[];
  readonly reading: readonly FieldDifference[];
}

interface Move {
  readonly from: string;
  readonly to: string;
  readonly count: number;
}

export interface Diff {
  readonly replay: Replay;
  readonly compared: number;
  readonly changed: number;
  readonly lines: Readonly<Record<string, number>>;
  readonly bands: readonly Move[];
  readonly recommendations: readonly Move[];
  readonly scores: {
    readonly moved: number;
    readonly meanShift: number;
    readonly largestShift: number;
    readonly groups: readonly { readonly from: number; readonly before: number; readonly after: number }[];
  };
  readonly rules: readonly {
    readonly rule: string;
    readonly outcome: string;
    readonly now: number;
    readonly noLonger: number;
    readonly otherwise: number;
    readonly inChanged: number;
  }[];
  readonly drift: readonly {
    readonly feature: string;
    readonly compared: number;
    readonly differ: number;
    readonly meanDifference: number;
    readonly largestDifference: number;
  }[];
  readonly mismatchedFields: Readonly<Record<string, number>>;
  readonly readings: Readonly<Record<string, number>>;
  readonly reading: Readonly<Record<string, number>>;
  readonly readers: readonly Move[];
  readonly found: Readonly<Record<string, number>>;
  readonly kept: number;
  readonly examples: readonly Change[];
}
