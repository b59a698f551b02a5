import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { isUuid } from '@watchpost/domain';
import { ProblemError } from '@watchpost/platform';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { cursorText, type Page, page, pageQuery } from '../paging/page.ts';
import { abortRequest, rebuildPage, rebuildRequest, rebuildView } from './rebuild.schema.ts';
import { RebuildsService, viewOf } from './rebuilds.service.ts';

type View = z.input<typeof rebuildView>;

@ApiTags('rebuilds')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/rebuilds')
export class RebuildsController {
  constructor(private readonly rebuilds: RebuildsService) {}

  @Post()
  @HttpCode(202)
  @ApiOperation({ summary: 'Have a derived table made anew beside the live one, by the service that owns it' })
  @ApiResponse({ status: 202, standardSchema: rebuildView })
  request(
    @Body({ schema: rebuildRequest }) body: z.output<typeof rebuildRequest>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.rebuilds.request(body, doingOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'Rebuilds, newest first' })
  @ApiResponse({ status: 200, standardSchema: rebuildPage })
  async list(@Query({ schema: pageQuery }) { cursor, limit }: z.output<typeof pageQuery>): Promise<Page<View>> {
    const rows = await this.rebuilds.list(cursor === undefined ? null : idOf(cursor), limit + 1);
    return page(rows, limit, ({ rebuildId }) => rebuildId, viewOf);
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far it is, and how the live table differed' })
  @ApiResponse({ status: 200, standardSchema: rebuildView })
  show(@Param('id') id: string): Promise<View> {
    return this.rebuilds.show(id);
  }

  @Post(':id/abort')
  @HttpCode(202)
  @ApiOperation({ summary: 'End it; the live table stays as it is' })
  @ApiResponse({ status: 202, standardSchema: rebuildView })
  abort(
    @Param('id') id: string,
    @Body({ schema: abortRequest }) { reason }: z.output<typeof abortRequest>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    return this.rebuilds.abort(id, reason, doingOf(request));
  }
}

function idOf(cursor: string): string {
  const id = cursorText(cursor);
  if (isUuid(id)) return id;
  throw new ProblemError(400, 'cursor.invalid', 'The cursor is not one that this list has given.');
}
