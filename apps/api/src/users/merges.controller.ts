import {
  DomainError,
  mergeFilterFields,
  mergeRequestSchema,
  mergeResultSchema,
  mergeSchema,
  pageFields,
  pageSchema,
  undoneMergeSchema,
  UserAccounts,
  UserMergeRepository,
  UserUsage,
  type EnvironmentId,
  type MergeRequest,
} from '#libs/kana';
import { Body, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const listSchema = z.strictObject({ ...pageFields, ...mergeFilterFields });

@ApiResource('api', 'Merges')
export class MergesController {
  constructor(
    private readonly merges: UserMergeRepository,
    private readonly accounts: UserAccounts,
    private readonly userUsage: UserUsage,
  ) {}

  /** Merges users. The one created first is kept; its gaps are filled from the others, oldest first. */
  @Post('users/merge')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: mergeResultSchema })
  @NotFound('One of the users is not there.')
  @Conflict('All that were named are one user.')
  merge(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: mergeRequestSchema }) request: MergeRequest,
  ) {
    return this.userUsage.merge(environment, request);
  }

  /** Merges by people, by identify calls and by imports; the newest first. */
  @Get('merges')
  @ApiOkResponse({ standardSchema: pageSchema(mergeSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) query: z.infer<typeof listSchema>,
  ) {
    return this.merges.list(environment, query, query);
  }

  /** One merge. */
  @Get('merges/:id')
  @ApiOkResponse({ standardSchema: mergeSchema })
  @NotFound()
  async read(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('merge')) id: string) {
    const merge = await this.merges.find(environment, id);
    if (!merge)
      throw new DomainError('not_found', 'merge_not_found', `There is no merge with the id "${id}".`);
    return merge;
  }

  /** Brings back the users that a merge took. Usage goes with the identity that it was sent for, later usage too. */
  @Post('merges/:id/undo')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: undoneMergeSchema })
  @NotFound()
  @Conflict('It was undone already, or the user that was kept went into another since.')
  async undo(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('merge')) id: string) {
    const { merge, users } = await this.accounts.undo(environment, id);
    return {
      merge,
      users: users.map(({ user, identities }) => ({
        ...user,
        identities: identities.map(({ identity }) => identity),
      })),
    };
  }
}
