import { Body, Controller, HttpCode, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { type AlertView, alertView } from '../alerts/alert.schema.ts';
import { alertIdParam } from '../alerts/alerts.controller.ts';
import { repeatableOf } from '../idempotency/idempotent-requests.ts';
import { newStep } from './step.schema.ts';
import { StepsService } from './steps.service.ts';

@ApiTags('alerts')
@ApiBearerAuth()
@RequireScope('alerts:write')
@UseGuards(BearerGuard)
@Controller('v1/alerts/:alert/steps')
export class StepsController {
  constructor(private readonly steps: StepsService) {}

  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Report a step; the answer is the alert as it stands then' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same request again gets the first answer.' })
  @ApiResponse({ status: 200, standardSchema: alertView })
  @ApiResponse({ status: 404, description: 'There is no such alert for this key.' })
  @ApiResponse({ status: 409, description: 'Not possible from where the alert stands; `possible` names what is.' })
  @ApiResponse({ status: 422, description: 'It does not fit, or its time lies ahead or before the alert was issued.' })
  report(
    @Param('alert', { schema: alertIdParam }) alertId: string,
    @Body({ schema: newStep }) body: z.output<typeof newStep>,
    @Req() request: FastifyRequest,
  ): Promise<AlertView> {
    return this.steps.report(alertId, body, repeatableOf(request, principalOfRequest(request)), request.traceparent);
  }
}
