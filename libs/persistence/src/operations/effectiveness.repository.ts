import { bulkRows, columns } from '../bulk.ts';
import { type Database } from '../database.ts';

/** What an issued alert adds. Times in epoch milliseconds. */
export interface AlertFact {
  readonly alertId: string;
  readonly port: string;
  readonly revision: number;
  readonly issuedAt: number;
  readonly method: string;
  readonly probability: number;
  readonly scenario: string;
  readonly band: string;
  /** `id@version` of every rule that gave a reason. */
  readonly rules: readonly string[];
  /** Cancelled, superseded or expired. */
  readonly withdrawn: boolean;
}

export interface StepFact {
  readonly alertId: string;
  readonly step: string;
  readonly at: number;
}

export interface InspectionFact {
  readonly inspectionId: string;
  readonly alertId: string;
  readonly outcome: string;
  readonly laboratory: boolean;
  readonly endedAt: number;
  readonly reportedAt: number;
  readonly corrects: string | null;
}

const lastOf = <Item>(
  items: readonly Item[],
  keyOf: (item: Item) => string,
  isNewer: (item: Item, than: Item) => boolean,
) => {
  const kept = new Map<string, Item>();
  for (const item of items) {
    const before = kept.get(keyOf(item));
    if (before === undefined || isNewer(item, before)) kept.set(keyOf(item), item);
  }
  return [...kept.values()].sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
};

/**
 * Keeps the newest revision of each alert; when it was first issued, and how it was chosen then, stays. May come twice and in any order.
 */
export async function noteAlerts(database: Database, facts: readonly AlertFact[]): Promise<void> {
  const newest = lastOf(
    facts,
    ({ alertId }) => alertId,
    (fact, than) => fact.revision > than.revision,
  );
  if (newest.length === 0) return;
  const firstIssued = new Map<string, number>();
  for (const { alertId, issuedAt } of facts)
    firstIssued.set(alertId, Math.min(firstIssued.get(alertId) ?? Infinity, issuedAt));
  const rows = bulkRows({
    alert_id: columns.uuid(newest, ({ alertId }) => alertId),
    port: columns.text(newest, ({ port }) => port),
    issued_at: columns.time(newest, ({ alertId }) => firstIssued.get(alertId)!),
    revision: columns.int(newest, ({ revision }) => revision),
    method: columns.text(newest, ({ method }) => method),
    probability: columns.double(newest, ({ probability }) => probability),
    scenario: columns.text(newest, ({ scenario }) => scenario),
    band: columns.text(newest, ({ band }) => band),
    rules: columns.json(newest, ({ rules }) => rules),
    withdrawn_at: columns.time(newest, ({ withdrawn, issuedAt }) => (withdrawn ? issuedAt : null)),
  });
  await database.run(
    `insert into alert_facts as known (alert_id, port, issued_at, revision, method, probability, scenario, band, rules, withdrawn_at)
     select alert_id, port, issued_at, revision, method, probability, scenario, band,
       array(select jsonb_array_elements_text(rules)), withdrawn_at from ${rows.from}
     on conflict (alert_id) do update set
       port = excluded.port,
       issued_at = least(known.issued_at, excluded.issued_at),
       revision = greatest(known.revision, excluded.revision),
       method = coalesce(known.method, excluded.method),
       probability = coalesce(known.probability, excluded.probability),
       scenario = case when excluded.revision > known.revision then excluded.scenario else known.scenario end,
       band = case when excluded.revision > known.revision then excluded.band else known.band end,
       rules = case when excluded.revision > known.revision then excluded.rules else known.rules end,
       withdrawn_at = case when excluded.revision > known.revision then excluded.withdrawn_at else known.withdrawn_at end`,
    rows.values,
  );
}

const dispositions = new Set(['RELEASED', 'SEIZED', 'RETURNED', 'CONTROLLED_DELIVERY', 'SENT_TO_LAB']);

interface StepSummary {
  readonly alertId: string;
  acknowledgedAt: number | null;
  examinedAt: number | null;
  disposition: string | null;
  withdrawnAt: number | null;
}

const earlier = (known: number | null, at: number): number => (known === null ? at : Math.min(known, at));

function summarized(facts: readonly StepFact[]): StepSummary[] {
  const summaries = new Map<string, StepSummary>();
  for (const { alertId, step, at } of facts) {
    const empty = { alertId, acknowledgedAt: null, examinedAt: null, disposition: null, withdrawnAt: null };
    const summary = summaries.get(alertId) ?? empty;
    summaries.set(alertId, summary);
    if (step === 'ACKNOWLEDGED') summary.acknowledgedAt = earlier(summary.acknowledgedAt, at);
    if (step === 'EXAMINED') summary.examinedAt = earlier(summary.examinedAt, at);
    if (step === 'CANCELLED' || step === 'EXPIRED' || step === 'SUPERSEDED')
      summary.withdrawnAt = earlier(summary.withdrawnAt, at);
    if (dispositions.has(step)) summary.disposition = step;
  }
  return [...summaries.values()].sort((a, b) => (a.alertId < b.alertId ? -1 : 1));
}

/** Notes steps of alerts, known or not yet known. Steps of one alert have to come in order; each may come twice. */
export async function noteSteps(database: Database, facts: readonly StepFact[]): Promise<void> {
  const steps = summarized(facts);
  if (steps.length === 0) return;
  const rows = bulkRows({
    alert_id: columns.uuid(steps, ({ alertId }) => alertId),
    acknowledged_at: columns.time(steps, ({ acknowledgedAt }) => acknowledgedAt),
    examined_at: columns.time(steps, ({ examinedAt }) => examinedAt),
    disposition: columns.text(steps, ({ disposition }) => disposition),
    withdrawn_at: columns.time(steps, ({ withdrawnAt }) => withdrawnAt),
  });
  await database.run(
    `insert into alert_facts as known (alert_id, acknowledged_at, examined_at, disposition, withdrawn_at)
     select ${rows.names} from ${rows.from}
     on conflict (alert_id) do update set
       acknowledged_at = least(known.acknowledged_at, excluded.acknowledged_at),
       examined_at = least(known.examined_at, excluded.examined_at),
       disposition = coalesce(excluded.disposition, known.disposition),
       withdrawn_at = least(known.withdrawn_at, excluded.withdrawn_at)`,
    rows.values,
  );
}

/** Results are a history; each is noted once. */
export async function noteInspections(database: Database, facts: readonly InspectionFact[]): Promise<void> {
  if (facts.length === 0) return;
  const rows = bulkRows({
    inspection_id: columns.uuid(facts, ({ inspectionId }) => inspectionId),
    alert_id: columns.uuid(facts, ({ alertId }) => alertId),
    outcome: columns.text(facts, ({ outcome }) => outcome),
    laboratory: columns.boolean(facts, ({ laboratory }) => laboratory),
    ended_at: columns.time(facts, ({ endedAt }) => endedAt),
    reported_at: columns.time(facts, ({ reportedAt }) => reportedAt),
    corrects: columns.uuid(facts, ({ corrects }) => corrects),
  });
  await database.run(
    `insert into inspection_facts (${rows.names}) select ${rows.names} from ${rows.from} on conflict do nothing`,
    rows.values,
  );
}

export type EffectivenessGrouping = 'all' | 'rule' | 'method' | 'port' | 'band';

export interface Effectiveness {
  /** Rule `id@version`, method, port or band; `all` where everything is one group. */
  readonly group: string;
  readonly targeted: number;
  readonly acknowledged: number;
  /** With an inspection's result, or a step that says so. */
  readonly examined: number;
  /** Presumptive or confirmed, by the result that counts: the laboratory's before a device's, then the latest. */
  readonly found: number;
  readonly confirmed: number;
  /** Cancelled, superseded or expired before they were examined. */
  readonly withdrawn: number;
}

const groupings: Readonly<Record<EffectivenessGrouping, { readonly by: string; readonly join: string }>> = {
  all: { by: `'all'`, join: '' },
  rule: { by: 'rule', join: 'cross join lateral unnest(alert.rules) as rule' },
  method: { by: 'alert.method', join: '' },
  port: { by: 'alert.port', join: '' },
  band: { by: 'alert.band', join: '' },
};

/** What became of the alerts issued within [from, to), epoch milliseconds. An alert counts once in each of its groups. */
export async function effectiveness(
  database: Database,
  grouping: EffectivenessGrouping,
  window: { readonly from: number; readonly to: number },
): Promise<Effectiveness[]> {
  const { by, join } = groupings[grouping];
  return database.query<Effectiveness>(
    `select ${by} as "group", count(*)::int as targeted,
       count(alert.acknowledged_at)::int as acknowledged,
       (count(*) filter (where result.outcome is not null or alert.examined_at is not null))::int as examined,
       (count(*) filter (where result.outcome in ('PRESUMPTIVE_POSITIVE', 'CONFIRMED')))::int as found,
       (count(*) filter (where result.outcome = 'CONFIRMED'))::int as confirmed,
       (count(*) filter (where alert.withdrawn_at is not null and result.outcome is null and alert.examined_at is null))::int as withdrawn
     from alert_facts as alert ${join}
     left join lateral (
       select outcome from inspection_facts as inspection
       where inspection.alert_id = alert.alert_id
         and not exists (select from inspection_facts as later where later.corrects = inspection.inspection_id)
       order by laboratory desc, ended_at desc, reported_at desc, inspection_id limit 1
     ) as result on true
     where alert.issued_at >= $1 and alert.issued_at < $2
     group by 1 order by targeted desc, 1`,
    [new Date(window.from), new Date(window.to)],
  );
}
