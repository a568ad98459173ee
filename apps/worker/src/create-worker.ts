import { jsonLogger, type Settings } from '#libs/kana';
import type { INestApplicationContext, LoggerService, LogLevel } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { WorkerModule } from './worker.module.js';

/** The worker, at work. The caller closes it: it ends the batches that are under way. */
export const createWorker = (
  settings: Settings & { DATABASE_URL: string },
  options: { logger?: LoggerService | LogLevel[] | false } = {},
): Promise<INestApplicationContext> =>
  NestFactory.createApplicationContext(WorkerModule.forRoot(settings), {
    abortOnError: false,
    logger: options.logger ?? jsonLogger(settings.KANA_LOG_LEVEL),
  });
