import { Readable } from 'node:stream';
import { Controller, Get, Param, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiProduces, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type intakeStore } from '@watchpost/persistence';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { z } from 'zod';
import { type Page, pageQuery } from '../paging/cursor.ts';
import { AcknowledgementService } from './acknowledgement.service.ts';
import { sendRaw } from './raw-reply.ts';
import {
  acknowledgement,
  findingPage,
  linePage,
  type ManifestFinding,
  type ManifestLine,
  manifestPage,
  manifestQuery,
  manifestQuality,
  type ManifestQuality,
  manifestStatus,
  type ManifestStatus,
  type ManifestSummary,
} from './report.schema.ts';
import { ReportsService } from './reports.service.ts';

const manifestId = z.uuid();
type PageRequest = z.output<typeof pageQuery>;

@ApiTags('manifests')
@ApiBearerAuth()
@ApiResponse({ status: 404, description: 'manifest.unknown: there is none of yours with this id' })
@RequireScope('manifests:read')
@UseGuards(BearerGuard)
@Controller('v1/manifests')
export class ReportsController {
  constructor(
    private readonly reports: ReportsService,
    private readonly acknowledgements: AcknowledgementService,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Your manifests, the newest first' })
  @ApiResponse({ status: 200, standardSchema: manifestPage })
  list(
    @Query({ schema: manifestQuery }) query: z.output<typeof manifestQuery>,
    @Req() request: FastifyRequest,
  ): Promise<Page<ManifestSummary>> {
    return this.reports.list(principalOfRequest(request).id, query);
  }

  @Get(':manifestId')
  @ApiOperation({ summary: 'How far a manifest is' })
  @ApiResponse({ status: 200, standardSchema: manifestStatus })
  async status(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Req() request: FastifyRequest,
  ): Promise<ManifestStatus> {
    return this.reports.status(await this.own(request, id));
  }

  @Get(':manifestId/lines')
  @ApiOperation({ summary: 'Its lines with their outcomes, in the order of the document' })
  @ApiResponse({ status: 200, standardSchema: linePage })
  async lines(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Query({ schema: pageQuery }) query: PageRequest,
    @Req() request: FastifyRequest,
  ): Promise<Page<ManifestLine>> {
    await this.own(request, id);
    return this.reports.lines(id, query);
  }

  @Get(':manifestId/findings')
  @ApiOperation({ summary: 'What was found in it, with places' })
  @ApiResponse({ status: 200, standardSchema: findingPage })
  async findings(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Query({ schema: pageQuery }) query: PageRequest,
    @Req() request: FastifyRequest,
  ): Promise<Page<ManifestFinding>> {
    await this.own(request, id);
    return this.reports.findings(id, query);
  }

  @Get(':manifestId/quality')
  @ApiOperation({ summary: 'How good it is, and what would make it better' })
  @ApiResponse({ status: 200, standardSchema: manifestQuality })
  async quality(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Req() request: FastifyRequest,
  ): Promise<ManifestQuality> {
    return this.reports.quality(await this.own(request, id));
  }

  @Get(':manifestId/receipt')
  @ApiOperation({ summary: 'The signed receipt: compact JWS' })
  @ApiProduces('application/jose')
  @ApiResponse({ status: 200, description: 'JWS, type receipt+jws' })
  async receipt(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const { receipt } = await this.own(request, id);
    await reply.header('content-type', 'application/jose').send(receipt);
  }

  @Get(':manifestId/raw')
  @ApiOperation({ summary: 'The bytes as they were taken, without content coding' })
  @ApiProduces('application/octet-stream')
  @ApiResponse({ status: 200, description: 'Bytes' })
  async raw(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const manifest = await this.own(request, id);
    await sendRaw(reply, manifest, this.reports.raw(manifest));
  }

  @Get(':manifestId/acknowledgement')
  @ApiOperation({ summary: 'How every line ended, and why rejected ones were; signed' })
  @ApiResponse({ status: 200, standardSchema: acknowledgement })
  async acknowledge(
    @Param('manifestId', { schema: manifestId }) id: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const manifest = await this.own(request, id);
    const text = Readable.from(this.acknowledgements.write(manifest), { objectMode: false });
    await reply.header('content-type', 'application/json; charset=utf-8').send(text);
  }

  private own(request: FastifyRequest, id: string): Promise<intakeStore.ManifestEntity> {
    return this.reports.manifest(principalOfRequest(request).id, id);
  }
}
