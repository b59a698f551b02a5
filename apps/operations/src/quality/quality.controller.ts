import { Controller, Get, Param, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { qualityStore } from '@watchpost/persistence';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type z } from 'zod';
import { PartnersService } from '../partners/partners.service.ts';

const { qualityQuery, qualityView } = qualityStore;

@ApiTags('partners')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/partners')
export class QualityController {
  constructor(
    private readonly quality: qualityStore.QualityKeeper,
    private readonly partners: PartnersService,
  ) {}

  @Get(':partner/quality')
  @ApiOperation({ summary: 'How good what it sends is, day by day, and what would raise that most' })
  @ApiResponse({ status: 200, standardSchema: qualityView })
  async look(
    @Param('partner') partner: string,
    @Query({ schema: qualityQuery }) query: z.output<typeof qualityQuery>,
  ): Promise<z.input<typeof qualityView>> {
    await this.partners.get(partner);
    return this.quality.look(partner, query);
  }
}
