import { Controller, Get, Param, Query, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, RequireScope } from '@watchpost/security';
import { type FastifyReply } from 'fastify';
import { z } from 'zod';
import { pageQuery } from '../paging/cursor.ts';
import { sendRaw } from '../reports/raw-reply.ts';
import {
  archivePage,
  type ArchivePage,
  archiveQuery,
  archiveScope,
  archiveSummary,
  type ArchiveSummary,
  recordedLines,
  type RecordedLines,
} from './archive.schema.ts';
import { ArchiveService } from './archive.service.ts';

const manifestId = z.uuid();

/** The way of other services to the raw bytes: nobody reads another's tables. */
@ApiTags('archive')
@ApiBearerAuth()
@RequireScope('operations')
@UseGuards(BearerGuard)
@Controller('v1/archive')
export class ArchiveController {
  constructor(private readonly archive: ArchiveService) {}

  @Get('summary')
  @ApiOperation({ summary: 'How much is kept of a stretch of time, a partner, a manifest' })
  @ApiResponse({ status: 200, standardSchema: archiveSummary })
  summary(@Query({ schema: archiveScope }) scope: z.output<typeof archiveScope>): Promise<ArchiveSummary> {
    return this.archive.summary(scope);
  }

  @Get('manifests')
  @ApiOperation({ summary: 'Manifests of everybody, in the order in which they were taken' })
  @ApiResponse({ status: 200, standardSchema: archivePage })
  list(@Query({ schema: archiveQuery }) query: z.output<typeof archiveQuery>): Promise<ArchivePage> {
    return this.archive.list(query);
  }

  @Get('manifests/:manifestId/lines')
  @ApiOperation({ summary: 'How its lines were read, by which version of which reader' })
  @ApiResponse({ status: 200, standardSchema: recordedLines })
  lines(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Query({ schema: pageQuery }) query: z.output<typeof pageQuery>,
  ): Promise<RecordedLines> {
    return this.archive.lines(id, query);
  }

  @Get('manifests/:manifestId/raw')
  @ApiOperation({ summary: 'The bytes as they were taken, without content coding' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, description: 'Bytes' })
  @ApiResponse({ status: 404, description: 'manifest.unknown' })
  async raw(@Param('manifestId', { schema: manifestId }) id: string, @Res() reply: FastifyReply): Promise<void> {
    const manifest = await this.archive.manifest(id);
    await sendRaw(reply, manifest, this.archive.raw(manifest));
  }
}
