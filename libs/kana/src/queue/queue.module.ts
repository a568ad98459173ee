import { BullModule } from '@nestjs/bullmq';
import { type DynamicModule, Module } from '@nestjs/common';
import {
  type ConnectionOptions,
  createPostgresBackend,
  createRedisBackend,
  type PostgresPoolConfig,
  setDefaultBackendFactory,
} from 'bullmq';
import type { Settings } from '../platform/settings.js';
import { Bells } from './bells.service.js';
import { queueNames } from './jobs.js';

/**
 * The queue: Redis where `REDIS_URL` is set, else BullMQ's own backend in PostgreSQL.
 * @nestjs/bullmq makes the queues itself, so the backend is chosen for the whole process, before they are made.
 */
@Module({})
export class QueueModule {
  static forRoot(settings: Settings & { DATABASE_URL: string }): DynamicModule {
    if (settings.REDIS_URL) setDefaultBackendFactory(createRedisBackend);
    else setDefaultBackendFactory(createPostgresBackend);
    return {
      module: QueueModule,
      global: true,
      imports: [
        // The braces keep all keys of a queue in one slot of a Redis Cluster.
        BullModule.forRoot({ connection: connectionOf(settings), prefix: `{${settings.KANA_QUEUE_PREFIX}}` }),
        BullModule.registerQueue(...queueNames.map((name) => ({ name }))),
      ],
      providers: [Bells],
      exports: [Bells, BullModule],
    };
  }
}

function connectionOf(settings: Settings & { DATABASE_URL: string }): ConnectionOptions {
  if (settings.REDIS_URL) return { url: settings.REDIS_URL, maxRetriesPerRequest: null };
  const postgres: PostgresPoolConfig = {
    connectionString: settings.DATABASE_URL,
    schema: 'bullmq',
    migrate: true,
    max: 4,
    application_name: 'kana queue',
    // A job is a bell: what it stands for is in tables that are committed to the disk, and the sweep finds what a crash
    // made nobody ring for. Rings spent more than half of their time waiting for the disk, where events wait as well.
    options: '-c synchronous_commit=off',
  };
  return postgres;
}
