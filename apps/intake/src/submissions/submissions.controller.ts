import { Controller, Post, Query, Req, Res, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiBody, ApiConsumes, ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyReply, type FastifyRequest } from 'fastify';
import { type z } from 'zod';
import { acceptedManifest, type AcceptedManifest, submissionQuery } from './submission.schema.ts';
import { SubmissionService } from './submission.service.ts';

@ApiTags('manifests')
@ApiBearerAuth()
@UseGuards(BearerGuard)
@Controller('v1/manifests')
export class SubmissionsController {
  constructor(private readonly submissions: SubmissionService) {}

  @Post()
  @RequireScope('manifests:write')
  @ApiOperation({
    summary: 'Push a manifest',
    description:
      'Any format, as raw bytes; recognised by content. Content-Encoding gzip, deflate, br or zstd. A 202 means that bytes and receipt are durable.',
  })
  @ApiConsumes('application/octet-stream', 'application/xml', 'application/json', 'application/x-ndjson', 'text/csv')
  @ApiBody({ schema: { type: 'string', format: 'binary' } })
  @ApiHeader({
    name: 'Idempotency-Key',
    required: false,
    description: 'The same key with the same body gets the first answer again. Without it the bytes are the key.',
  })
  @ApiResponse({ status: 202, standardSchema: acceptedManifest })
  @ApiResponse({ status: 400, description: 'manifest.empty, manifest.coding, idempotency.key' })
  @ApiResponse({ status: 413, description: 'manifest.too-large, manifest.ratio' })
  @ApiResponse({ status: 415, description: 'manifest.content-encoding' })
  @ApiResponse({ status: 422, description: 'idempotency.other-body' })
  @ApiResponse({ status: 429, description: 'quota.requests, quota.bytes; Retry-After says when' })
  async push(
    @Query({ schema: submissionQuery }) query: z.output<typeof submissionQuery>,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<AcceptedManifest> {
    const { accepted, repeated } = await this.submissions.take({
      partner: principalOfRequest(request).id,
      request: request.raw,
      format: query.format ?? null,
      traceparent: request.traceparent,
    });
    void reply.status(202).header('location', accepted.links['self']!);
    if (repeated) void reply.header('idempotent-replayed', 'true');
    return accepted;
  }
}
