import { Body, Controller, Delete, Get, HttpCode, Param, Post, Req, UseGuards } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { BearerGuard, principalOfRequest, RequireScope } from '@watchpost/security';
import { type FastifyRequest } from 'fastify';
import { z } from 'zod';
import {
  type CreatedWebhook,
  createdWebhook,
  newWebhook,
  webhookList,
  type WebhookTest,
  webhookTest,
} from './webhook.schema.ts';
import { WebhooksService } from './webhooks.service.ts';

const webhookIdParam = z.uuid();

@ApiTags('webhooks')
@ApiBearerAuth()
@RequireScope('alerts:write')
@UseGuards(BearerGuard)
@Controller('v1/webhooks')
export class WebhooksController {
  constructor(private readonly webhooks: WebhooksService) {}

  @Get()
  @RequireScope('alerts:read')
  @ApiOperation({ summary: 'Webhooks of this port, and how they fare' })
  @ApiResponse({ status: 200, standardSchema: webhookList })
  async list(@Req() request: FastifyRequest): Promise<z.output<typeof webhookList>> {
    return { items: await this.webhooks.list(principalOfRequest(request)) };
  }

  @Post()
  @ApiOperation({ summary: 'Have alerts sent to an address, signed; the secret is shown this once' })
  @ApiResponse({ status: 201, standardSchema: createdWebhook })
  @ApiResponse({ status: 422, description: 'The address cannot be called.' })
  create(
    @Body({ schema: newWebhook }) body: z.output<typeof newWebhook>,
    @Req() request: FastifyRequest,
  ): Promise<CreatedWebhook> {
    return this.webhooks.create(body, principalOfRequest(request));
  }

  @Delete(':webhook')
  @HttpCode(204)
  @ApiOperation({ summary: 'Send nothing there any more' })
  @ApiResponse({ status: 204, description: 'It is gone.' })
  async delete(
    @Param('webhook', { schema: webhookIdParam }) webhookId: string,
    @Req() request: FastifyRequest,
  ): Promise<void> {
    await this.webhooks.delete(webhookId, principalOfRequest(request));
  }

  @Post(':webhook/test')
  @HttpCode(200)
  @ApiOperation({ summary: 'Send a signed ping now' })
  @ApiResponse({ status: 200, standardSchema: webhookTest })
  test(
    @Param('webhook', { schema: webhookIdParam }) webhookId: string,
    @Req() request: FastifyRequest,
  ): Promise<WebhookTest> {
    return this.webhooks.test(webhookId, principalOfRequest(request));
  }
}
