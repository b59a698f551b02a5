import { Controller, Get, Query, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type z } from 'zod';
import { flowQuery, flowView } from './flow.schema.ts';
import { FlowService } from './flow.service.ts';

@ApiTags('flow')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/flow')
export class FlowController {
  constructor(private readonly flow: FlowService) {}

  @Get()
  @ApiOperation({ summary: 'What passed each stage, how fast, who is behind, what is parked' })
  @ApiResponse({ status: 200, standardSchema: flowView })
  look(@Query({ schema: flowQuery }) query: z.output<typeof flowQuery>): Promise<z.input<typeof flowView>> {
    return this.flow.look(query.window);
  }
}
