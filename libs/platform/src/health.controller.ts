import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { HealthChecks, type HealthKind } from './health.ts';
import { Metrics } from './metrics.ts';
import { HEALTH, METRICS } from './tokens.ts';

/** What an orchestrator and a scraper ask. */
@ApiExcludeController()
@Controller()
export class HealthController {
  constructor(
    @Inject(HEALTH) private readonly health: HealthChecks,
    @Inject(METRICS) private readonly metrics: Metrics,
  ) {}

  @Get('livez')
  live(@Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answer('live', reply);
  }

  @Get('readyz')
  ready(@Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answer('ready', reply);
  }

  @Get('startupz')
  started(@Res() reply: FastifyReply): Promise<FastifyReply> {
    return this.answer('started', reply);
  }

  @Get('metrics')
  async scrape(@Res() reply: FastifyReply): Promise<FastifyReply> {
    const text = await this.metrics.registry.metrics();
    return reply.header('content-type', this.metrics.registry.contentType).send(text);
  }

  private async answer(kind: HealthKind, reply: FastifyReply): Promise<FastifyReply> {
    const report = await this.health.report(kind);
    return reply
      .status(report.healthy ? 200 : 503)
      .header('cache-control', 'no-store')
      .send({ status: report.healthy ? 'ok' : 'failing', checks: report.checks });
  }
}
