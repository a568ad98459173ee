import {
  EventExplainer,
  EventReader,
  eventExplanationSchema,
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

const pageQuerySchema = z.strictObject(pageFields);

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

  /** One event with its payload, its outcome, and the 50 rules that are nearest to it. */
  @Get(':id')
  @UseInterceptors(ExactNumbers)
  @ApiOkResponse({ standardSchema: explainedEventSchema })
  @NotFound()
  read(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.explainer.read(environment, id);
  }

  /**
   * Why: what became of the event, each usage record with the rule version that gave it, and every rule as it is now,
   * each condition with its verdict, the value seen and a sentence. Nearest miss first: the fewest conditions that do
   * not hold; then the fewest that differ by more than type and spelling; then enabled rules; then older ones. Disabled
   * rules are there and marked. An identify call has no rules.
   */
  @Get(':id/explain')
  @ApiOkResponse({ standardSchema: eventExplanationSchema })
  @NotFound()
  explain(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Query({ schema: pageQuerySchema }) page: z.infer<typeof pageQuerySchema>,
  ) {
    return this.explainer.explain(environment, id, page);
  }
}
