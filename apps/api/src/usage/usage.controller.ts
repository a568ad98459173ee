import {
  labelSchema,
  pageFields,
  pageSchema,
  UsageRecords,
  UsageRepository,
  UserDirectory,
  usageGroupings,
  usageRecordSchema,
  usageSchema,
  type EnvironmentId,
} from '#libs/kana';
import { Get, Param, Query } from '@nestjs/common';
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

const recordsSchema = z.strictObject({ ...pageFields, ...rangeFields }).superRefine(validRange);

@ApiResource('api/usage', 'Usage')
export class UsageController {
  constructor(
    private readonly usage: UsageRepository,
    private readonly records: UsageRecords,
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

  /**
   * The records behind a number, the newest usage first: each with its event and the rule version that gave it, what
   * was taken back included. Of all external ids of the user that owns this one; their deltas add up to the `total`
   * that `GET /api/usage` gives for the same user, feature and range.
   */
  @Get(':userId/:featureId/records')
  @ApiOkResponse({ standardSchema: pageSchema(usageRecordSchema) })
  async listRecords(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('userId') userId: string,
    @Param('featureId') featureId: string,
    @Query({ schema: recordsSchema }) { limit, cursor, ...range }: z.infer<typeof recordsSchema>,
  ) {
    const identities = await this.users.identitiesOf(environment, userId);
    return this.records.list(environment, { identities, featureId, ...range }, { limit, cursor });
  }
}
