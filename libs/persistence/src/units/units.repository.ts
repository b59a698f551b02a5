import { UNIT_STEPS } from '@watchpost/domain';
import { arrayLiteral, bulkRows, columns } from '../bulk.ts';
import { type Queryable } from '../database.ts';
import { type KnownUnit, type Scan, type Seen, type UnitItemRow, type UnitViewRow } from './unit-rows.ts';

/** Keeps of each unit, partner and type of document the newest version, whatever comes late or again. One statement. @param at when they were heard of */
export async function putUnitViews(db: Queryable, views: readonly UnitViewRow[], at: number): Promise<void> {
  const rows = newestOf(views);
  if (rows.length === 0) return;
  const { from, names, values } = bulkRows({
    unit: columns.text(rows, (row) => row.unit),
    partner: columns.text(rows, (row) => row.partner),
    document: columns.text(rows, (row) => row.document),
    version_issued_at: columns.bigint(rows, (row) => row.issuedAt),
    version_sequence: columns.bigint(rows, (row) => row.sequence),
    version_ordinal: columns.int(rows, (row) => row.ordinal),
    cancelled: columns.boolean(rows, (row) => row.cancelled),
    within: columns.text(rows, (row) => arrayLiteral(row.within)),
    items: columns.text(rows, (row) => arrayLiteral(row.items.map(({ shipmentId }) => shipmentId))),
    content: columns.json(rows, (row) => ({ ...row.content, itemIds: row.items.map(({ itemId }) => itemId) })),
    updated_at: columns.time(rows, () => at),
  });
  const selected = names.replace('within,', 'within::text[],').replace('items,', 'items::uuid[],');
  const changed = names.split(', ').slice(3);
  const version = (table: string) =>
    `(${['issued_at', 'sequence', 'ordinal'].map((part) => `${table}.version_${part}`).join(', ')})`;
  await db.run(
    {
      name: 'units-put',
      text: `insert into unit_views as known (${names}) select ${selected} from ${from} order by unit, partner, document
        on conflict (unit, partner, document) do update set ${changed.map((name) => `${name} = excluded.${name}`).join(', ')}
        where ${version('excluded')} > ${version('known')}`,
    },
    values,
  );
}

/** Of each unit and partner the newest: a statement may touch a row once. */
function newestOf(views: readonly UnitViewRow[]): readonly UnitViewRow[] {
  const newest = new Map<string, UnitViewRow>();
  for (const view of views) {
    const key = `${view.unit}\n${view.partner}\n${view.document}`;
    const known = newest.get(key);
    if (known === undefined || compare(known, view) < 0) newest.set(key, view);
  }
  return [...newest.values()];
}

const compare = (a: UnitViewRow, b: UnitViewRow): number =>
  a.issuedAt - b.issuedAt || a.sequence - b.sequence || a.ordinal - b.ordinal;

/** Puts what was seen of subjects together with what is known of them: in any order, and any number of times, it gives the same. One statement. */
export async function noteScans(db: Queryable, seen: ReadonlyMap<string, Seen>, at: number): Promise<void> {
  if (seen.size === 0) return;
  const rows = [...seen];
  const { from, names, values } = bulkRows({
    subject: columns.text(rows, ([subject]) => subject),
    last: columns.json(rows, ([, { last }]) => last),
    arrived: columns.json(rows, ([, { arrived }]) => arrived),
    departed: columns.json(rows, ([, { departed }]) => departed),
    updated_at: columns.time(rows, () => at),
  });
  const order = (table: string, name: string) => `((${table}.${name}->>'at')::bigint, ${table}.${name}::text)`;
  const later = (name: string) => `${name} = case when known.${name} is null or
    (excluded.${name} is not null and ${order('excluded', name)} > ${order('known', name)}) then excluded.${name} else known.${name} end`;
  await db.run(
    {
      name: 'units-note-scans',
      text: `insert into scans as known (${names}) select ${names} from ${from} order by subject
        on conflict (subject) do update set ${['last', 'arrived', 'departed'].map(later).join(', ')}, updated_at = excluded.updated_at`,
    },
    values,
  );
}

interface Found {
  readonly subject: string;
  readonly last: Scan | null;
  readonly arrived: Scan | null;
  readonly departed: Scan | null;
  readonly views: readonly UnitViewRow[] | null;
}

const view = (
  items: string,
): string => `jsonb_build_object('unit', v.unit, 'partner', v.partner, 'document', v.document,
  'issuedAt', v.version_issued_at, 'sequence', v.version_sequence, 'ordinal', v.version_ordinal, 'cancelled', v.cancelled,
  'within', to_jsonb(v.within), 'items', ${items}, 'content', v.content - 'itemIds')`;

const asked = `coalesce((select jsonb_agg(jsonb_build_object('shipmentId', i.id, 'itemId', v.content->'itemIds'->>(i.n::int - 1)))
  from unnest(v.items) with ordinality as i (id, n) where i.id = any($2::uuid[])), '[]')`;

/**
 * Units by their keys, those that hold these shipments, and those that any of them travel in, with where each of them and of the shipments was seen.
 * One statement, whatever their number.
 */
export async function unitsAround(
  db: Queryable,
  units: readonly string[],
  shipmentIds: readonly string[],
): Promise<ReadonlyMap<string, KnownUnit>> {
  const rows = await db.query<Found>(
    {
      name: 'units-around',
      text: `with recursive reached (unit, step) as (
          select unit, 0 from (
            select unnest($1::text[]) as unit
            union select unit from unit_views where items && $2::uuid[] and not cancelled) as named
          union
          select around.unit, reached.step + 1 from reached
            join unit_views as v on v.unit = reached.unit and not v.cancelled
            cross join unnest(v.within) as around (unit)
            where reached.step < ${UNIT_STEPS}
        ), subjects as (
          select distinct unit as subject from reached union select id::text from unnest($2::uuid[]) as id
        )
        select s.subject, c.last, c.arrived, c.departed,
          (select jsonb_agg(${view(asked)}) from unit_views as v where v.unit = s.subject and not v.cancelled) as views
        from subjects as s left join scans as c using (subject)`,
    },
    [arrayLiteral(units), arrayLiteral(shipmentIds)],
  );
  return new Map(
    rows.map(({ subject, last, arrived, departed, views }) => [
      subject,
      { views: views ?? [], seen: last === null ? null : { last, arrived, departed } },
    ]),
  );
}

/** Units that say they travel in this one. */
export const unitsWithin = async (db: Queryable, unit: string, limit: number): Promise<readonly string[]> => {
  const text =
    'select distinct unit from unit_views where within @> array[$1::text] and not cancelled order by unit limit $2';
  return (await db.query<{ unit: string }>(text, [unit, limit])).map((row) => row.unit);
};

/** Items that partners say a unit holds. */
export async function itemsIn(db: Queryable, unit: string, limit: number): Promise<readonly UnitItemRow[]> {
  return db.query<UnitItemRow>(
    `select distinct i.id as "shipmentId", v.content->'itemIds'->>(i.n::int - 1) as "itemId"
      from unit_views as v, unnest(v.items) with ordinality as i (id, n) where v.unit = $1 and not v.cancelled order by 2, 1 limit $2`,
    [unit, limit],
  );
}

/** Forgets what was not told of since. */
export async function forgetUnitsBefore(db: Queryable, before: Date): Promise<number> {
  const views = await db.run('delete from unit_views where updated_at < $1', [before]);
  return views + (await db.run('delete from scans where updated_at < $1', [before]));
}
