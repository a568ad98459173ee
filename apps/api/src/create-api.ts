import cookie from '@fastify/cookie';
import { jsonLogger, type Settings } from '#libs/kana';
import type { LoggerService, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import { ApiModule } from './api.module.js';
import { serveDashboard } from './dashboard/dashboard.js';
import { acceptBodies, bodyLimit } from './http/body.js';
import { allowBrowsers } from './http/cors.js';
import { ErrorFilter } from './http/error.filter.js';
import { serveOpenApi } from './http/openapi.js';
import { endSilentConnections } from './http/silent-connections.js';
import { validationPipe } from './http/validation.js';

/** The api, ready to listen. The caller closes it. */
export async function createApi(
  settings: Settings & { DATABASE_URL: string },
  options: { logger?: LoggerService | LogLevel[] | false } = {},
): Promise<NestFastifyApplication> {
  const errors = new ErrorFilter();
  const adapter = new FastifyAdapter({
    bodyLimit,
    // Longer than the 60 seconds after which load balancers drop an idle connection: they close it, not we.
    keepAliveTimeout: 75_000,
    requestTimeout: 60_000,
    // An id of 255 characters, each up to nine in a path.
    routerOptions: { maxParamLength: 2_400 },
    frameworkErrors: (error: FastifyError, request: FastifyRequest, reply: FastifyReply) =>
      errors.answer(error, request, reply),
  });
  acceptBodies(adapter.getInstance());
  allowBrowsers(adapter.getInstance());
  endSilentConnections(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(ApiModule.forRoot(settings), adapter, {
    bodyParser: false,
    abortOnError: false,
    logger: options.logger ?? jsonLogger(settings.KANA_LOG_LEVEL),
  });
  // Cookies are read where a session may be: the hot path reads none.
  await app.register(cookie, { hook: false });
  app.useGlobalFilters(errors);
  app.useGlobalPipes(validationPipe());
  serveOpenApi(app);
  await serveDashboard(app);
  return app.init();
}
