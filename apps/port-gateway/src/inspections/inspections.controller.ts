import { Body, Controller, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { alertIdParam } from '../alerts/alerts.controller.ts';
import { repeatableOf } from '../idempotency/idempotent-requests.ts';
import { newInspection, type NewInspection, reportedInspection, type ReportedInspection } from './inspection.schema.ts';
import { InspectionsService } from './inspections.service.ts';

@ApiTags('alerts')
@ApiBearerAuth()
@RequireScope('alerts:write')
@UseGuards(BearerGuard)
@Controller('v1/alerts/:alert/inspections')
export class InspectionsController {
  constructor(private readonly inspections: InspectionsService) {}

  @Post()
  @ApiOperation({ summary: 'Report what was found; a laboratory’s result supersedes that of a device' })
  @ApiHeader({ name: 'idempotency-key', required: false, description: 'The same request again gets the first answer.' })
  @ApiResponse({ status: 201, standardSchema: reportedInspection })
  @ApiResponse({ status: 404, description: 'There is no such alert for this key: the result is not taken.' })
  @ApiResponse({ status: 409, description: 'The disposition is not possible; `possible` names what is.' })
  @ApiResponse({ status: 422, description: 'It does not fit, or a time lies ahead or before the alert was issued.' })
  report(
    @Param('alert', { schema: alertIdParam }) alertId: string,
    @Body({ schema: newInspection }) body: NewInspection,
    @Req() request: FastifyRequest,
  ): Promise<ReportedInspection> {
    return this.inspections.report(
      alertId,
      body,
      repeatableOf(request, principalOfRequest(request)),
      request.traceparent,
    );
  }
}
