import { Catch, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type Logger } from './logger.ts';
import { problemBody, problemOf } from './problem.ts';

/** Answers every error of an HTTP request with problem details; only what nobody expected is logged with its stack. */
@Catch()
export class ProblemFilter implements ExceptionFilter {
  constructor(private readonly logger: Logger) {}

  catch(error: unknown, host: ArgumentsHost): void {
    if (host.getType() !== 'http') throw error;
    const request = host.switchToHttp().getRequest<FastifyRequest>();
    const reply = host.switchToHttp().getResponse<FastifyReply>();
    sendProblem(error, request, reply, this.logger);
  }
}

export function sendProblem(error: unknown, request: FastifyRequest, reply: FastifyReply, logger: Logger): void {
  const problem = problemOf(error);
  if (problem.status >= 500) logger.error({ err: error, path: pathOf(request) }, 'request failed');
  if (reply.sent) return;
  void reply
    .status(problem.status)
    .headers({ ...problem.extras.headers })
    .header('content-type', 'application/problem+json')
    .send(JSON.stringify(problemBody(problem, pathOf(request))));
}

const pathOf = (request: FastifyRequest): string => request.url.split('?')[0]!;
