import {
  labelSchema,
  UsageRepository,
  UserDirectory,
  usageGroupings,
  usageSchema,
  type EnvironmentId,
} from '#libs/kana';
import { Get, Query } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { rangeFields, validRange } from '../http/range.js';

const querySchema = z
  .strictObject({
    userId: z
      .string()
      .min(1)
      .optional()
      .describe('Usage of the user that owns this external id; absent: of everybody.'),
    featureId: labelSchema.optional().describe('Absent: all features, summed.'),
    ...rangeFields,
    groupBy: z.enum(usageGroupings).default('day').describe('Periods in UTC.'),
  })
  .superRefine(validRange);

@ApiResource('api/usage', 'Usage')
export class UsageController {
  constructor(
    private readonly usage: UsageRepository,
    private readonly users: UserDirectory,
  ) {}

  /** Usage summed by hour, day or month. Periods without usage are left out; `total` is the sum of all. */
  @Get()
  @ApiOkResponse({ standardSchema: usageSchema })
  async read(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) { userId, groupBy, ...filter }: z.infer<typeof querySchema>,
  ) {
    const identities = userId === undefined ? undefined : await this.users.identitiesOf(environment, userId);
    return this.usage.sum(environment, { ...filter, identities }, groupBy);
  }
}
