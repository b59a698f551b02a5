import { type Transaction } from '../database.ts';
import { type RebuildDrift } from './rebuilds.repository.ts';
import { FILL_SLICES, sliceOfEntities } from './sighting-fold.repository.ts';

const EXAMPLES = 10;

/** Compares slice by slice; call it in a transaction that sees one moment. @param firstDay days before it are not compared */
export async function sightingDrift(tx: Transaction, firstDay: number): Promise<RebuildDrift> {
  const drift = { rows: 0, differing: 0, missing: 0, surplus: 0, largest: 0, sum: 0 };
  const examples: string[] = [];
  for (let slice = 0; slice < FILL_SLICES; slice += 1) {
    const { low, high } = sliceOfEntities(slice);
    const [row] = await tx.query<typeof drift & { examples: string[] | null }>(
      `with both_tables as (
         select coalesce(made.entity, live.entity) as entity, coalesce(made.day, live.day) as day, made.shipments as made, live.shipments as live,
           made.links as made_links, live.links as live_links
         from (select * from entity_days_rebuilt where entity between $1 and $2 and day >= $3) as made
         full join (select * from entity_days where entity between $1 and $2 and day >= $3 and (shipments <> 0 or links <> 0)) as live
           on live.entity = made.entity and live.day = made.day
       ), compared as (
         select *, made is distinct from live or made_links is distinct from live_links as differs,
           abs(coalesce(made, 0) - coalesce(live, 0)) as difference from both_tables
       )
       select count(made)::float8 as rows, (count(*) filter (where differs and made is not null and live is not null))::float8 as differing,
         (count(*) filter (where live is null))::float8 as missing, (count(*) filter (where made is null))::float8 as surplus,
         coalesce(max(difference), 0)::float8 as largest, coalesce(sum(difference), 0)::float8 as sum,
         (array_agg(format('entity %s, day %s: %s live, %s made anew%s', entity, day, coalesce(live::text, 'none'), coalesce(made::text, 'none'),
           case when made_links is distinct from live_links then ', other links' else '' end)) filter (where differs))[1:${EXAMPLES}] as examples
       from compared`,
      [low, high, firstDay],
    );
    const { examples: found, largest, ...counts } = row!;
    for (const name of ['rows', 'differing', 'missing', 'surplus', 'sum'] as const) drift[name] += counts[name];
    drift.largest = Math.max(drift.largest, largest);
    examples.push(...(found ?? []).slice(0, EXAMPLES - examples.length));
  }
  return { ...drift, examples };
}
