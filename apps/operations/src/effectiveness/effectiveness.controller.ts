import { Controller, Get, Inject, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { type Clock } from '@watchpost/domain';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { CLOCK, ProblemError } from '@watchpost/platform';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type z } from 'zod';
import { effectivenessQuery, effectivenessView } from './effectiveness.schema.ts';
import { hitRate } from './hit-rate.ts';

const THIRTY_DAYS_MS = 30 * 86_400_000;

const nothing = { group: 'all', targeted: 0, acknowledged: 0, examined: 0, found: 0, confirmed: 0, withdrawn: 0 };

@ApiTags('effectiveness')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/effectiveness')
export class EffectivenessController {
  constructor(
    @Inject(DATABASE) private readonly database: Database,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What became of the alerts: targeted, acknowledged, examined, found' })
  @ApiResponse({ status: 200, standardSchema: effectivenessView })
  async read(
    @Query({ schema: effectivenessQuery }) query: z.output<typeof effectivenessQuery>,
  ): Promise<z.input<typeof effectivenessView>> {
    // The window's end is left out of it; an alert of this very moment belongs in.
    const to = query.to === undefined ? this.clock.now() + 1 : Date.parse(query.to);
    const from = query.from === undefined ? to - THIRTY_DAYS_MS : Date.parse(query.from);
    if (from >= to) throw new ProblemError(400, 'window.empty', 'The window ends before it begins.');
    const groups = async (grouping: operationsStore.EffectivenessGrouping) => {
      const rows = await operationsStore.effectiveness(this.database, grouping, { from, to });
      return rows.map((row) => ({ ...row, hitRate: hitRate(row.found, row.examined) }));
    };
    const [all, byMethod, byRule, byPort, byBand] = await Promise.all([
      groups('all'),
      groups('method'),
      groups('rule'),
      groups('port'),
      groups('band'),
    ]);
    return {
      from: new Date(from).toISOString(),
      to: new Date(to).toISOString(),
      total: all[0] ?? { ...nothing, hitRate: null },
      byMethod,
      byRule,
      byPort,
      byBand,
    };
  }
}
