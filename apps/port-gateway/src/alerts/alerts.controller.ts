import { Controller, Get, Param, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { reachOf } from '../keys/reach.ts';
import { type AlertDetail, alertDetail, alertPage, alertQuery, detailOfAlert, viewOfAlert } from './alert.schema.ts';
import { AlertsService } from './alerts.service.ts';
import { cursorOf } from './cursor.ts';

export const alertIdParam = z.uuid();

@ApiTags('alerts')
@ApiBearerAuth()
@RequireScope('alerts:read')
@UseGuards(BearerGuard)
@Controller('v1/alerts')
export class AlertsController {
  constructor(private readonly alerts: AlertsService) {}

  @Get()
  @ApiOperation({
    summary: 'Alerts in the port’s sequence, each at its newest revision; go on with `next`, also when nothing was new',
  })
  @ApiResponse({ status: 200, standardSchema: alertPage })
  @ApiResponse({ status: 410, description: 'Alerts after this cursor have been forgotten: begin without one.' })
  async list(
    @Query({ schema: alertQuery }) query: z.output<typeof alertQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.output<typeof alertPage>> {
    const principal = principalOfRequest(request);
    const position = await this.alerts.resume(query.cursor, reachOf(principal, query.port), query.state ?? null);
    if (query.cursor !== undefined) await this.alerts.noteTaken(position, principal, 'cursor');
    const found = await this.alerts.next(position, query.limit);
    return {
      items: found.map(({ alert }) => viewOfAlert(alert)),
      next: cursorOf(found.at(-1)?.position ?? position),
    };
  }

  @Get(':alert')
  @ApiOperation({ summary: 'An alert with its steps and results' })
  @ApiResponse({ status: 200, standardSchema: alertDetail })
  @ApiResponse({ status: 404, description: 'There is no such alert for this key.' })
  async get(
    @Param('alert', { schema: alertIdParam }) alertId: string,
    @Req() request: FastifyRequest,
  ): Promise<AlertDetail> {
    const alert = await this.alerts.get(alertId, principalOfRequest(request));
    const [steps, inspections] = await this.alerts.history(alertId);
    return detailOfAlert(alert, steps, inspections);
  }
}
