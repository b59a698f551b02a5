import { Body, Controller, Get, HttpCode, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { cursorPosition, type Page, page } from '../paging/page.ts';
import {
  deadLetterDetail,
  deadLetterPage,
  deadLetterQuery,
  type deadLetterView,
  redriveRequest,
  redriveResult,
  viewOfLetter,
} from './dead-letter.schema.ts';
import { DeadLettersService } from './dead-letters.service.ts';
import { RedriveService } from './redrive.service.ts';

@ApiTags('dead letters')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/dead-letters')
export class DeadLettersController {
  constructor(
    private readonly letters: DeadLettersService,
    private readonly redrives: RedriveService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Records that a service could not handle, newest first' })
  @ApiResponse({ status: 200, standardSchema: deadLetterPage })
  async list(
    @Query({ schema: deadLetterQuery }) query: z.output<typeof deadLetterQuery>,
  ): Promise<Page<z.input<typeof deadLetterView>>> {
    const { cursor, limit, ...filter } = query;
    const rows = await this.letters.list(filter, cursorPosition(cursor), limit + 1);
    return page(rows, limit, ({ position }) => String(position), viewOfLetter);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One of them with its record, decoded and in hex' })
  @ApiResponse({ status: 200, standardSchema: deadLetterDetail })
  show(@Param('id') id: string): Promise<z.input<typeof deadLetterDetail>> {
    return this.letters.show(id);
  }

  @Post('redrive')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send them back to the topics they came from; can be tried dry' })
  @ApiResponse({ status: 200, standardSchema: redriveResult })
  redrive(
    @Body({ schema: redriveRequest }) body: z.output<typeof redriveRequest>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof redriveResult>> {
    return this.redrives.redrive(body, doingOf(request));
  }
}
