import { type ArgumentsHost, Catch, type ExceptionFilter, Logger } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { bug, ingestionError, problemDetails, problemOf } from './problem.js';
import { surfaceOf } from './surface.js';

/** The one place that answers errors: the status by the error's kind, the shape by the route. */
@Catch()
export class ErrorFilter implements ExceptionFilter {
  private readonly logger = new Logger(ErrorFilter.name);

  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    this.answer(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }

  answer(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
    const problem = problemOf(error);
    if (problem === bug) this.logger.error(error, `${request.method} ${request.routeOptions.url ?? ''}`);
    reply.status(problem.status);
    if (problem.status === 401) reply.header('www-authenticate', 'Bearer');
    if (problem.retryAfter !== undefined) {
      // Whole seconds: Segment's libraries read the header with parseInt.
      const seconds = Math.max(1, Math.ceil(problem.retryAfter));
      reply.header('retry-after', seconds);
      if (problem.status === 429) reply.header('x-ratelimit-reset', seconds);
    }
    if (surfaceOf(request.url) === 'ingestion') {
      void reply.type('application/json; charset=utf-8').send(ingestionError(problem));
    } else {
      void reply.type('application/problem+json; charset=utf-8').send(problemDetails(problem));
    }
  }
}
