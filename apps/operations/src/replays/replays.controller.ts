import { Body, Controller, Get, HttpCode, Inject, Param, Post, Query, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { DATABASE, type Database, operationsStore } from '@watchpost/persistence';
import { ProblemError } from '@watchpost/platform';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { doingOf } from '../audit/doing.ts';
import { cursorText, type Page, page, pageQuery } from '../paging/page.ts';
import { diffOf } from './diff.ts';
import {
  changePage,
  changeQuery,
  planRequest,
  type replayChange,
  replayDiff,
  replayPage,
  replayPlan,
  replayRequest,
  replayView,
  stepRequest,
} from './replay.schema.ts';
import { viewOfChange, viewOfReplay } from './replay-view.ts';
import { ReplaysService, type Step } from './replays.service.ts';

type View = z.input<typeof replayView>;
type Plan = z.input<typeof replayPlan>;

const EXAMPLES = 10;
const stepNames: readonly string[] = ['pause', 'resume', 'abort'] satisfies readonly Step[];

@ApiTags('replays')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/replays')
export class ReplaysController {
  constructor(
    private readonly replays: ReplaysService,
    @Inject(DATABASE) private readonly database: Database,
  ) {}

  @Post('plan')
  @HttpCode(200)
  @ApiOperation({ summary: 'What a replay would read, how long it would take, and whether the log still has it' })
  @ApiResponse({ status: 200, standardSchema: replayPlan })
  plan(@Body({ schema: planRequest }) body: z.output<typeof planRequest>): Promise<Plan> {
    return this.replays.plan(body);
  }

  @Post()
  @HttpCode(201)
  @ApiOperation({ summary: 'Begins a replay in shadow: nothing is published, and nothing reaches a port' })
  @ApiResponse({ status: 201, standardSchema: z.union([replayView, replayPlan]) })
  start(
    @Body({ schema: replayRequest }) body: z.output<typeof replayRequest>,
    @Req() request: FastifyRequest,
  ): Promise<View | Plan> {
    return this.replays.start(body, doingOf(request));
  }

  @Get()
  @ApiOperation({ summary: 'Replays, newest first' })
  @ApiResponse({ status: 200, standardSchema: replayPage })
  async list(@Query({ schema: pageQuery }) { cursor, limit }: z.output<typeof pageQuery>): Promise<Page<View>> {
    const rows = await this.replays.list(cursor === undefined ? null : idOf(cursor), limit + 1);
    return page(rows, limit, ({ replayId }) => replayId, viewOfReplay);
  }

  @Get(':id')
  @ApiOperation({ summary: 'How far a replay is, and how much longer it takes' })
  @ApiResponse({ status: 200, standardSchema: replayView })
  show(@Param('id') id: string): Promise<View> {
    return this.replays.show(id);
  }

  @Get(':id/diff')
  @ApiOperation({ summary: 'How many decisions changed, how, by which rules, with the most striking ones' })
  @ApiResponse({ status: 200, standardSchema: replayDiff })
  async diff(@Param('id') id: string): Promise<z.input<typeof replayDiff>> {
    const replay = await this.replays.find(id);
    const counts = await operationsStore.replayCounts(this.database, id);
    const examples = await operationsStore.strikingChanges(this.database, id, EXAMPLES);
    return diffOf(replay, counts, { examples, kept: await operationsStore.countChanges(this.database, id) });
  }

  @Get(':id/changes')
  @ApiOperation({ summary: 'Lines that came out otherwise, as far as they are kept, in the order of the log' })
  @ApiResponse({ status: 200, standardSchema: changePage })
  async changes(
    @Param('id') id: string,
    @Query({ schema: changeQuery }) query: z.output<typeof changeQuery>,
  ): Promise<Page<z.input<typeof replayChange>>> {
    await this.replays.find(id);
    const { cursor, limit, ...filter } = query;
    const after = cursor === undefined ? null : placeOf(cursor);
    const rows = await operationsStore.listChanges(this.database, id, filter, after, limit + 1);
    return page(rows, limit, ({ partition, offset }) => `${partition} ${offset}`, viewOfChange);
  }

  @Post(':id/:step')
  @HttpCode(200)
  @ApiOperation({ summary: 'pause, resume or abort' })
  @ApiResponse({ status: 200, standardSchema: replayView })
  async move(
    @Param('id') id: string,
    @Param('step') step: string,
    @Body({ schema: stepRequest }) { reason }: z.output<typeof stepRequest>,
    @Req() request: FastifyRequest,
  ): Promise<View> {
    if (!stepNames.includes(step)) throw new ProblemError(404, 'replay.step-unknown', `There is no step ${step}.`);
    return this.replays.move(id, step as Step, reason, doingOf(request));
  }
}

const refused = (): ProblemError =>
  new ProblemError(400, 'cursor.invalid', 'The cursor is not one that this list has given.');

function idOf(cursor: string): string {
  const id = cursorText(cursor);
  if (!/^[0-9a-f-]{36}$/.test(id)) throw refused();
  return id;
}

function placeOf(cursor: string): operationsStore.ChangePlace {
  const place = /^(\d+) (\d+)$/.exec(cursorText(cursor));
  if (place === null) throw refused();
  return { partition: Number(place[1]), offset: Number(place[2]) };
}
