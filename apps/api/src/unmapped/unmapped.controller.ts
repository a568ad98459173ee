import { EventReader, pageFields, pageSchema, unmappedGroupSchema, type EnvironmentId } from '#libs/kana';
import { Get, Query, UseInterceptors } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { ExactNumbers } from '../http/exact-numbers.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const querySchema = z.strictObject(pageFields);

@ApiResource('api/unmapped', 'Unmapped events')
export class UnmappedController {
  constructor(private readonly events: EventReader) {}

  /** Stored events that gave no usage, by event name, most first. */
  @Get()
  @UseInterceptors(ExactNumbers)
  @ApiOkResponse({ standardSchema: pageSchema(unmappedGroupSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) query: z.infer<typeof querySchema>,
  ) {
    return this.events.unmappedGroups(environment, query);
  }
}
