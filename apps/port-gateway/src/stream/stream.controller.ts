import { Controller, Get, Headers, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiHeader, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { streamQuery } from '../alerts/alert.schema.ts';
import { AlertsService } from '../alerts/alerts.service.ts';
import { reachOf } from '../keys/reach.ts';
import { AlertStream } from './alert-stream.ts';

@ApiTags('alerts')
@ApiBearerAuth()
@RequireScope('alerts:read')
@UseGuards(BearerGuard)
@Controller('v1/alerts/stream')
export class StreamController {
  constructor(
    private readonly alerts: AlertsService,
    private readonly streams: AlertStream,
  ) {}

  @Get()
  @ApiOperation({
    summary: 'Alerts as they come (server-sent events): first what is still open, or what came after the cursor',
  })
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'last-event-id', required: false, description: 'Id of the last event that was taken in.' })
  @ApiResponse({ status: 200, description: 'Frames `alert`; the id of each is the cursor after it.' })
  @ApiResponse({ status: 410, description: 'Alerts after this cursor have been forgotten: begin without one.' })
  async stream(
    @Query({ schema: streamQuery }) query: z.output<typeof streamQuery>,
    @Headers('last-event-id') lastEventId: string | undefined,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const principal = principalOfRequest(request);
    const cursor = lastEventId === undefined || lastEventId === '' ? query.cursor : lastEventId;
    this.streams.admit(principal);
    const position = await this.alerts.resume(cursor, reachOf(principal, query.port), null);
    if (cursor !== undefined) await this.alerts.noteTaken(position, principal, 'stream');
    reply.hijack();
    reply.raw.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      // Nothing follows a stream on its connection, and one that is kept alive would hold a drain up.
      connection: 'close',
      'x-accel-buffering': 'no',
      traceparent: request.traceparent,
    });
    await this.streams.serve(reply.raw, {
      principal,
      position,
      beginning: cursor === undefined ? 'open-alerts' : 'cursor',
    });
  }
}
