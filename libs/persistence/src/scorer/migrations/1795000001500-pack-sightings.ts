import { type MigrationInterface, type QueryRunner } from 'typeorm';

const steps = [
  // One row an entity, whatever its age. `past` holds the days before `day`, oldest first, 14 bytes each: day (2, unsigned), shipments (4), links (8).
  // `sums` holds what they come to in the windows that end with `day`; null where that has to be counted from them. `written` counts the writes.
  `create table entity_sightings (
    entity bigint primary key,
    links bigint not null,
    day int not null,
    shipments int not null,
    written int not null default 0,
    sums bytea,
    past bytea
  ) with (fillfactor = 85)`,
  // 120 days stay in the row; compressing them would cost more than it saves, and what is longer goes out of it whole.
  `alter table entity_sightings alter past set storage external, alter sums set storage plain`,
  `create function sighting_cells(past bytea) returns table (day int, shipments int, links bigint) language sql immutable parallel safe rows 30 as
    'select get_byte(past, place) * 256 + get_byte(past, place + 1), substring(past from place + 3 for 4)::int, substring(past from place + 7 for 8)::bigint
     from generate_series(0, length(past) - 14, 14) as place'`,
  // Adds to a day of the past. It looks from the newest: mostly it is one of the last.
  `create function sightings_with(past bytea, day int, shipments int, links bigint) returns bytea language plpgsql immutable parallel safe as $$
    declare
      place int := coalesce(length(past), 0);
      found int;
    begin
      past := coalesce(past, '');
      while place > 0 loop
        found := get_byte(past, place - 14) * 256 + get_byte(past, place - 13);
        if found = day then
          return overlay(past placing int4send(shipments + substring(past from place - 11 for 4)::int)
            || int8send(links | substring(past from place - 7 for 8)::bigint) from place - 11 for 12);
        end if;
        exit when found < day;
        place := place - 14;
      end loop;
      return substring(past from 1 for place) || substring(int4send(day) from 3) || int4send(shipments) || int8send(links)
        || substring(past from place + 1);
    end $$`,
  `insert into entity_sightings (entity, links, day, shipments, past)
    select entity, max(links) filter (where age = 1), max(day), max(shipments) filter (where age = 1),
      string_agg(substring(int4send(day) from 3) || int4send(shipments) || int8send(links), ''::bytea order by day) filter (where age > 1)
    from (select *, row_number() over (partition by entity order by day desc) as age from entity_days) as days
    group by entity`,
  'drop table entity_days',
  // The same as rows, for people, comparisons and tests.
  `create view entity_days as
    select entity, day, shipments, links from entity_sightings
    union all
    select entity, cell.day, cell.shipments, cell.links from entity_sightings cross join lateral sighting_cells(past) as cell
    where past is not null`,
];

const back = [
  'alter view entity_days rename to entity_days_packed',
  `create table entity_days (
    entity bigint not null,
    day int not null,
    shipments int not null,
    links bigint not null,
    primary key (entity, day)
  ) with (fillfactor = 85)`,
  'insert into entity_days select entity, day, shipments, links from entity_days_packed',
  'create index entity_days_day on entity_days using brin (day)',
  'drop view entity_days_packed',
  'drop table entity_sightings',
  'drop function sightings_with(bytea, int, int, bigint), sighting_cells(bytea)',
];

/** Sightings of an entity in one row instead of one a day: docs/decisions/0015. */
export class PackSightings1795000001500 implements MigrationInterface {
  async up(runner: QueryRunner): Promise<void> {
    for (const statement of steps) await runner.query(statement);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const statement of back) await runner.query(statement);
  }
}
