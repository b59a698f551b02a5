import { Controller, Get, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { qualityStore } from '@watchpost/persistence';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';

const { qualityQuery, qualityView } = qualityStore;

@ApiTags('quality')
@ApiBearerAuth()
@RequireScope('manifests:read')
@UseGuards(BearerGuard)
@Controller('v1/quality')
export class QualityController {
  constructor(private readonly quality: qualityStore.QualityKeeper) {}

  @Get()
  @ApiOperation({ summary: 'How good what you send is, day by day, and what would raise that most' })
  @ApiResponse({ status: 200, standardSchema: qualityView })
  look(
    @Query({ schema: qualityQuery }) query: z.output<typeof qualityQuery>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof qualityView>> {
    return this.quality.look(principalOfRequest(request).id, query);
  }
}
