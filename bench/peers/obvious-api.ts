/** The obvious design: for each request one `insert` and one `queue.add`, awaited. */
import 'reflect-metadata';
import { Body, Controller, HttpCode, Module, Post } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import { createPostgresBackend, Queue } from 'bullmq';
import pg from 'pg';

const { DATABASE_URL, REDIS_URL, PORT } = process.env;
const pool = new pg.Pool({ connectionString: DATABASE_URL, max: 10 });
await pool.query(`create table if not exists obvious_events (
  id bigserial primary key, environment_id smallint not null, message_id text not null, user_id text not null,
  payload jsonb not null, received_at timestamptz not null default now(), unique (environment_id, message_id))`);
const queue = REDIS_URL
  ? new Queue('obvious', { connection: { url: REDIS_URL }, prefix: `{obvious-${process.pid}}` })
  : new Queue(
      'obvious',
      { connection: { connectionString: DATABASE_URL, schema: 'bullmq', migrate: true, max: 10 } },
      createPostgresBackend as never,
    );

@Controller()
class ObviousController {
  @Post('v1/track')
  @HttpCode(200)
  async track(@Body() body: { messageId: string; userId: string }) {
    const { rows } = await pool.query<{ id: string }>(
      `insert into obvious_events (environment_id, message_id, user_id, payload) values (1, $1, $2, $3)
       on conflict do nothing returning id`,
      [body.messageId, body.userId, body],
    );
    if (rows[0]) await queue.add('event', { id: rows[0].id }, { removeOnComplete: true });
    return { success: true };
  }
}

@Module({ controllers: [ObviousController] })
class ObviousModule {}

const app = await NestFactory.create(ObviousModule, new FastifyAdapter(), { logger: false });
await app.listen(Number(PORT), '127.0.0.1');
process.send?.('ready');
