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
  discardRequest,
  discardResult,
  groupList,
  groupQuery,
  keyPage,
  keyQuery,
  mendRequest,
  mendResult,
  redriveView,
  deadLetterQuery,
  type deadLetterView,
  redriveRequest,
  redriveResult,
  viewOfLetter,
} from './dead-letter.schema.ts';
import { DeadLettersService } from './dead-letters.service.ts';
import { MendingService } from './mending.service.ts';
import { letterIdOf } from './parked-record.ts';
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
    private readonly mending: MendingService,
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

  @Get('groups')
  @ApiOperation({ summary: 'How many there are, by reason, stage, service and partner' })
  @ApiResponse({ status: 200, standardSchema: groupList })
  async groups(@Query({ schema: groupQuery }) query: z.output<typeof groupQuery>): Promise<z.input<typeof groupList>> {
    const { limit, ...filter } = query;
    const groups = await this.letters.groups(filter, limit);
    return { items: groups.map(({ firstAt, lastAt, ...group }) => ({ ...group, ...momentsOf({ firstAt, lastAt }) })) };
  }

  @Get('keys')
  @ApiOperation({ summary: 'Keys of which records are parked, the longest parked first, and what went ahead of them' })
  @ApiResponse({ status: 200, standardSchema: keyPage })
  async keys(@Query({ schema: keyQuery }) query: z.output<typeof keyQuery>): Promise<Page<unknown>> {
    const after = cursorPosition(query.cursor) ?? 0;
    const rows = await this.letters.keys({ key: query.key, after, limit: query.limit + 1 });
    return page(
      rows,
      query.limit,
      ({ position }) => String(position),
      ({ position: _position, oldestAt, letters, ...row }) => ({
        ...row,
        ...momentsOf({ oldestAt }),
        letters: letters.map(letterIdOf),
      }),
    );
  }

  @Get('redrives/:id')
  @ApiOperation({ summary: 'What became of the letters of one redrive' })
  @ApiResponse({ status: 200, standardSchema: redriveView })
  async redriveReport(@Param('id') id: string): Promise<z.input<typeof redriveView>> {
    const { id: redriveId, at, filter: _filter, ...report } = await this.letters.redriveReport(id);
    return { redriveId, ...momentsOf({ at }), ...report };
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

  @Post('discard')
  @HttpCode(200)
  @ApiOperation({ summary: 'Close them without sending them; their lines stay DEAD' })
  @ApiResponse({ status: 200, standardSchema: discardResult })
  discard(
    @Body({ schema: discardRequest }) body: z.output<typeof discardRequest>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof discardResult>> {
    return this.mending.discard(body, doingOf(request));
  }

  @Post(':id/mend')
  @HttpCode(200)
  @ApiOperation({
    summary: 'Send an edited event in the place of one, as a new version; the original stays in the log',
  })
  @ApiResponse({ status: 200, standardSchema: mendResult })
  mend(
    @Param('id') id: string,
    @Body({ schema: mendRequest }) body: z.output<typeof mendRequest>,
    @Req() request: FastifyRequest,
  ): Promise<z.input<typeof mendResult>> {
    return this.mending.mend(id, body, doingOf(request));
  }
}

/** Epoch milliseconds as text, under the same names. */
const momentsOf = <Name extends string>(times: Readonly<Record<Name, number>>): Record<Name, string> =>
  Object.fromEntries(Object.entries<number>(times).map(([name, at]) => [name, new Date(at).toISOString()])) as Record<
    Name,
    string
  >;
