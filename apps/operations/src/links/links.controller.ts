import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { parseS10, shipmentIdOf, unitKey, unitNamed, unitOfKey } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore, unitsStore } from '@watchpost/persistence';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type z } from 'zod';
import { linksQuery, linksView, namesOfKeys, viewOfAlert, viewOfUnit } from './links.schema.ts';

/** Of each kind of link so many are told. */
const LIMIT = 1_000;

type View = z.input<typeof linksView>;

@ApiTags('links')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/links')
export class LinksController {
  constructor(@Inject(DATABASE) private readonly database: Database) {}

  @Get()
  @ApiOperation({
    summary: 'What is linked with an item or a unit: what it travels in, what it holds, what is said of that, alerts',
  })
  @ApiResponse({ status: 200, standardSchema: linksView })
  async read(@Query({ schema: linksQuery }) { item, kind, number }: z.output<typeof linksQuery>): Promise<View> {
    if (item !== undefined) return this.#ofItem(item.trim().toUpperCase());
    const unit = unitNamed(kind!, number!);
    return unit === null ? nothing : this.#ofUnit(unitKey(unit));
  }

  async #ofItem(item: string): Promise<View> {
    const alerts = await operationsStore.alertsOfItem(this.database, item, LIMIT);
    const s10 = parseS10(item);
    const own =
      s10.kind === 'valid' ? [shipmentIdOf({ scheme: 'S10', issuer: s10.s10.country, number: s10.s10.number })] : [];
    const shipments = new Set([...alerts.map(({ shipmentId }) => shipmentId), ...own]);
    const named = new Set(alerts.flatMap(({ units }) => units));
    return { ...nothing, units: await this.#unitsAround([...named], [...shipments]), alerts: alerts.map(viewOfAlert) };
  }

  async #ofUnit(key: string): Promise<View> {
    const [units, holds, items, alerts] = await Promise.all([
      this.#unitsAround([key], []),
      unitsStore.unitsWithin(this.database, key, LIMIT),
      unitsStore.itemsIn(this.database, key, LIMIT),
      operationsStore.alertsInUnit(this.database, key, LIMIT),
    ]);
    return { units, holds: namesOfKeys(holds), items: [...items], alerts: alerts.map(viewOfAlert) };
  }

  /** Units of which something is known. */
  async #unitsAround(keys: readonly string[], shipmentIds: readonly string[]): Promise<View['units']> {
    const known = await unitsStore.unitsAround(this.database, keys, shipmentIds);
    return [...known]
      .filter(([key, { views, seen }]) => unitOfKey(key) !== null && (views.length > 0 || seen !== null))
      .map(([key, unit]) => viewOfUnit(key, unit))
      .toSorted((a, b) => (unitKey(a) < unitKey(b) ? -1 : 1));
  }
}

const nothing: View = { units: [], holds: [], items: [], alerts: [] };
