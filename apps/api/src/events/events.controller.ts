import {
  EventExplainer,
  EventReader,
  eventSchema,
  explainedEventSchema,
  outcomes,
  pageFields,
  pageSchema,
  UserDirectory,
  type EnvironmentId,
} from '#libs/kana';
import { Get, Param, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, NotFound } from '../http/api-resource.js';
import { ExactNumbers } from '../http/exact-numbers.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const listSchema = z.strictObject({
  ...pageFields,
  userId: z.string().min(1).optional().describe('Events of the user that owns this external id.'),
  name: z.string().min(1).optional().describe('The exact event name.'),
  type: z.enum(['track', 'identify']).optional(),
  outcome: z.enum(outcomes).optional(),
});

@ApiResource('api/events', 'Events')
export class EventsController {
  constructor(
    private readonly events: EventReader,
    private readonly explainer: EventExplainer,
    private readonly users: UserDirectory,
  ) {}

  /** Events, newest first, each with what became of it. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(eventSchema) })
  async list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) { userId, name, type, outcome, ...page }: z.infer<typeof listSchema>,
  ) {
    const identities = userId === undefined ? undefined : await this.users.identitiesOf(environment, userId);
    return this.events.list(environment, { identities, name, type, outcome }, page);
  }

  /** One event with its payload, its outcome, and each condition of every rule with its verdict and the value seen. */
  @Get(':id')
  @UseInterceptors(ExactNumbers)
  @ApiOkResponse({ standardSchema: explainedEventSchema })
  @NotFound()
  read(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.explainer.explain(environment, id);
  }
}
