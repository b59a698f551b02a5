import { Controller, Get, Param, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { lineAgain, type LineAgain, lineOrdinal } from './line.schema.ts';
import { LinesService } from './lines.service.ts';

@ApiTags('manifests')
@ApiBearerAuth()
@RequireScope('manifests:read')
@UseGuards(BearerGuard)
@Controller('v1/manifests')
export class LinesController {
  constructor(private readonly lines: LinesService) {}

  @Get(':manifestId/lines/:ordinal')
  @ApiOperation({ summary: 'A line as it is read, with where every value comes from' })
  @ApiResponse({ status: 200, standardSchema: lineAgain })
  @ApiResponse({ status: 404, description: 'manifest.unknown, line.unknown' })
  @ApiResponse({ status: 422, description: 'line.too-far: it stands behind the bytes that are looked through' })
  @ApiResponse({ status: 429, description: 'line.busy: others are being read; Retry-After says when' })
  @ApiResponse({ status: 503, description: 'line.too-slow: it was not found in time' })
  read(
    @Param('manifestId', { schema: z.uuid() }) id: string,
    @Param('ordinal', { schema: lineOrdinal }) ordinal: number,
    @Req() request: FastifyRequest,
  ): Promise<LineAgain> {
    return this.lines.read(principalOfRequest(request).id, id, ordinal);
  }
}
