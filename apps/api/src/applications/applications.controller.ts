import {
  ApplicationRepository,
  applicationKinds,
  applicationSchema,
  applicationStates,
  pageFields,
  pageSchema,
  Runs,
  type EnvironmentId,
} from '#libs/kana';
import { Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const listSchema = z.strictObject({
  ...pageFields,
  ruleId: z.uuid().optional().describe('Runs of this rule alone.'),
  state: z.enum(applicationStates).optional(),
  kind: z.enum(applicationKinds).optional(),
});

@ApiResource('api/applications', 'Retroactive runs')
export class ApplicationsController {
  constructor(
    private readonly applications: ApplicationRepository,
    private readonly runs: Runs,
  ) {}

  /** All runs, newest first: those that map unmapped events, and those that take usage back. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(applicationSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) { limit, cursor, ...filter }: z.infer<typeof listSchema>,
  ) {
    return this.applications.list(environment, filter, { limit, cursor });
  }

  /** A run with its progress: total, done, events a second, and the seconds that are left. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: applicationSchema })
  @NotFound()
  read(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('application')) id: string) {
    return this.runs.get(environment, id);
  }

  /** Pauses a run before its next chunk of some thousand. What it did stays. */
  @Post(':id/pause')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: applicationSchema })
  @NotFound()
  @Conflict('The run is not at work.')
  pause(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('application')) id: string,
  ) {
    return this.runs.pause(environment, id);
  }

  /** Lets a paused run go on where it stood. */
  @Post(':id/resume')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: applicationSchema })
  @NotFound()
  @Conflict('The run is not paused.')
  resume(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('application')) id: string,
  ) {
    return this.runs.resume(environment, id);
  }

  /** Ends a run before its next chunk, for good. What it did stays; `POST /api/rules/{id}/apply` begins another. */
  @Post(':id/cancel')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: applicationSchema })
  @NotFound()
  @Conflict('The run has ended.')
  cancel(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('application')) id: string,
  ) {
    return this.runs.cancel(environment, id);
  }
}
