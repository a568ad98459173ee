import {
  askedFeatureSchema,
  facetsQuerySchema,
  facetsSchema,
  groupQuerySchema,
  ignoredFilters,
  ignoredGroupSchema,
  inboxSchema,
  inboxSorts,
  labelSchema,
  newIgnoredGroupSchema,
  pageFields,
  pageSchema,
  suggestionSchema,
  UnmappedInbox,
  unmappedReasons,
  type EnvironmentId,
  type NewIgnoredGroup,
} from '#libs/kana';
import { Body, Delete, Get, HttpCode, Param, Post, Query, UseInterceptors } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, NotFound } from '../http/api-resource.js';
import { ExactNumbers } from '../http/exact-numbers.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const listSchema = z.strictObject({
  ...pageFields,
  sort: z
    .enum(inboxSorts)
    .default('count')
    .describe('`count`: most open events first. `newest`: last seen first.'),
  ignored: z
    .enum(ignoredFilters)
    .default('false')
    .describe('`false`: names with open events. `true`: names of which every event is ignored.'),
  search: labelSchema.optional().describe('Part of the name, whatever its case.'),
  reason: z.enum(unmappedReasons).optional().describe('Names with events of this reason.'),
});
const pageQuerySchema = z.strictObject(pageFields);

@ApiResource('api/unmapped', 'Unmapped events')
export class UnmappedController {
  constructor(private readonly inbox: UnmappedInbox) {}

  /**
   * The inbox: stored events that gave no usage, by event name. Counts are exact: one pass over the unmapped events of
   * the environment, about 0.3 s per million. `totals.open` is what waits for a decision: all minus the events of
   * ignored groups. An ignored name is counted exactly; an ignored path and value among the newest 10,000 events of its
   * name (fewer where more than five names have such groups), and `ignoredAtLeast` says where there are more.
   */
  @Get()
  @UseInterceptors(ExactNumbers)
  @ApiOkResponse({ standardSchema: inboxSchema })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) { limit, cursor, ...filter }: z.infer<typeof listSchema>,
  ) {
    return this.inbox.list(environment, filter, { limit, cursor });
  }

  /**
   * What the events of a name hold: each property path with the values there, counted in the newest 10,000 events that
   * are not mapped; `looked` says how many that were. With `path` and `value`, the events with that value alone.
   */
  @Get('facets')
  @UseInterceptors(ExactNumbers)
  @ApiOkResponse({ standardSchema: facetsSchema })
  readFacets(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: facetsQuerySchema })
    { ignored, name, path, value }: z.infer<typeof facetsQuerySchema>,
  ) {
    const group = { name, path: path ?? null, value: value ?? null };
    return this.inbox.facets(environment, group, ignored === 'all');
  }

  /** A rule that takes a group, ready to be sent to `POST /api/rules` once a person agrees, with a feature if one suggests itself. */
  @Get('suggestion')
  @ApiOkResponse({ standardSchema: suggestionSchema })
  suggest(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: groupQuerySchema }) { name, path, value }: z.infer<typeof groupQuerySchema>,
  ) {
    return this.inbox.suggest(environment, { name, path: path ?? null, value: value ?? null });
  }

  /**
   * The features that events ask for by `properties.featureId` and that are not there, most events first. No rule is
   * asked about these events: creating the feature maps them.
   */
  @Get('features')
  @ApiOkResponse({ standardSchema: pageSchema(askedFeatureSchema) })
  listFeatures(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    return this.inbox.askedFeatures(environment, query);
  }

  /** The ignored groups, the newest first. */
  @Get('ignored')
  @ApiOkResponse({ standardSchema: pageSchema(ignoredGroupSchema) })
  listIgnored(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    return this.inbox.listIgnored(environment, query);
  }

  /**
   * Ignores a group: the events of a name, or those of them with a value at a path (same type and equal, as a rule's
   * `equals`). It leaves the inbox and `totals.open`, and so do events that come later. Nothing else changes: the events
   * stay stored and unmapped, and any rule or feature that comes to match maps them. Ignoring it again changes nothing.
   */
  @Post('ignored')
  @ApiCreatedResponse({ standardSchema: ignoredGroupSchema })
  ignore(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: newIgnoredGroupSchema }) group: NewIgnoredGroup,
  ) {
    return this.inbox.ignore(environment, group);
  }

  /** Shows a group in the inbox again. */
  @Delete('ignored/:id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @NotFound()
  unignore(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('group')) id: string) {
    return this.inbox.unignore(environment, id);
  }
}
