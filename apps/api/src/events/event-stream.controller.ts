import { UserDirectory, type EnvironmentId } from '#libs/kana';
import { Get, Query, Req, Res } from '@nestjs/common';
import { ApiHeader, ApiOkResponse, ApiProduces, ApiTooManyRequestsResponse } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { problemResponse } from '../http/openapi.js';
import { EventStreams } from './event-streams.service.js';
import { maxBacklog } from './event-streams.js';

const querySchema = z.strictObject({
  name: z.string().min(1).optional().describe('The exact event name.'),
  type: z.enum(['track', 'identify']).optional(),
  userId: z
    .string()
    .min(1)
    .optional()
    .describe('Events of the user that owns this external id, by the identities of this moment.'),
  backlog: z.coerce
    .number()
    .int()
    .min(0)
    .max(maxBacklog)
    .default(20)
    .describe('How many of the newest events come first.'),
});

@ApiResource('api/events/stream', 'Events')
export class EventStreamController {
  constructor(
    private readonly streams: EventStreams,
    private readonly users: UserDirectory,
  ) {}

  /**
   * Events as they are stored, as server-sent events. `event`: an event as `GET /api/events` shows it, often still
   * `pending`; `outcome`: the same event once it was attributed; `skipped`: more came at once than is shown, the list has
   * them all. Events come about in the order of their commit, which is not quite that of their ids, each once in a
   * connection. A browser that comes back sends `Last-Event-ID`: what it missed comes first, up to 200 events, and some of
   * the last second may come again, with the same `id`. EventSource sends no headers: a signed-in browser names its
   * environment in the query, as `environment`.
   */
  @Get()
  @ApiProduces('text/event-stream')
  @ApiHeader({ name: 'Last-Event-ID', required: false, description: 'Sent by a browser that comes back.' })
  @ApiOkResponse({
    description: 'A stream that ends with the connection, the key or the session.',
    content: { 'text/event-stream': { schema: { type: 'string' } } },
  })
  @ApiTooManyRequestsResponse(problemResponse('Too many streams are open. Try again after `Retry-After`.'))
  async stream(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) { userId, name, type, backlog }: z.infer<typeof querySchema>,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const identities = userId === undefined ? undefined : await this.users.identitiesOf(environment, userId);
    await this.streams.open(request, reply, { environment, filter: { name, type, identities }, backlog });
  }
}
