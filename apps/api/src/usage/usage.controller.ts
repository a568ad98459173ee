import type { Readable } from 'node:stream';
import {
  featuresUsageSchema,
  labelSchema,
  pageFields,
  pageSchema,
  UsageFiles,
  UsageRecords,
  UsageRepository,
  UserDirectory,
  usageGroupings,
  usageRecordSchema,
  usageSchema,
  usageSeriesSchema,
  usersOfFeatureSchema,
  type EnvironmentId,
} from '#libs/kana';
import { Get, Param, Query, StreamableFile } from '@nestjs/common';
import { ApiOkResponse, ApiProduces } from '@nestjs/swagger';
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

const rangeSchema = z.strictObject(rangeFields).superRefine(validRange);

const dayMs = 86_400_000;
const mostPeriods = 1_000;
const periodMs = { hour: dayMs / 24, day: dayMs, month: 28 * dayMs };

const seriesSchema = z
  .strictObject({
    featureId: z
      .preprocess(
        (value) => (typeof value === 'string' ? [value] : value),
        z
          .array(labelSchema)
          .min(1)
          .max(20)
          .refine((ids) => new Set(ids).size === ids.length, 'must name each feature once'),
      )
      .meta({
        type: 'array',
        items: { type: 'string' },
        description: 'Up to 20 features: `featureId=a&featureId=b`.',
      }),
    from: rangeFields.from.describe('Inclusive; absent: 30 days before `to`.'),
    to: rangeFields.to.describe('Exclusive; absent: now.'),
    groupBy: querySchema.shape.groupBy,
  })
  .transform(({ featureId, from, to = new Date(), groupBy }) => ({
    ...{ featureIds: featureId, groupBy, to },
    from: from ?? new Date(to.getTime() - 30 * dayMs),
  }))
  .superRefine((query, context) => {
    validRange(query, context);
    if ((query.to.getTime() - query.from.getTime()) / periodMs[query.groupBy] > mostPeriods) {
      const message = `a range has at most ${mostPeriods} periods: take a shorter one, or longer periods`;
      context.addIssue({ code: 'custom', path: ['groupBy'], message });
    }
  });

const recordsSchema = z.strictObject({ ...pageFields, ...rangeFields }).superRefine(validRange);

@ApiResource('api/usage', 'Usage')
export class UsageController {
  constructor(
    private readonly usage: UsageRepository,
    private readonly records: UsageRecords,
    private readonly files: UsageFiles,
    private readonly users: UserDirectory,
  ) {}

  /** Usage summed by hour, day or month. Periods without usage are left out; `total` is the sum of all. */
  @Get()
  @ApiOkResponse({ standardSchema: usageSchema })
  async read(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) { userId, featureId, groupBy, ...range }: z.infer<typeof querySchema>,
  ) {
    const ownerOf = userId === undefined ? undefined : await this.users.place(environment, userId);
    const featureIds = featureId === undefined ? undefined : [featureId];
    return this.usage.sum(environment, { ...range, featureIds, ownerOf }, groupBy);
  }

  /** Everybody's usage by feature. Features without usage in the range are left out. */
  @Get('features')
  @ApiOkResponse({ standardSchema: featuresUsageSchema })
  async readFeatures(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: rangeSchema }) range: z.infer<typeof rangeSchema>,
  ) {
    return { data: await this.usage.byFeature(environment, range) };
  }

  /**
   * Users of a feature, who used most first. Merged users are one, with all their external ids summed. A list of sums:
   * what is recorded between two pages can move a user to the other one.
   */
  @Get('features/:featureId/users')
  @ApiOkResponse({ standardSchema: usersOfFeatureSchema })
  listUsers(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('featureId') featureId: string,
    @Query({ schema: recordsSchema }) { limit, cursor, ...range }: z.infer<typeof recordsSchema>,
  ) {
    return this.usage.usersOf(environment, { featureId, ...range }, { limit, cursor });
  }

  /** The first 10,000 of these users as CSV. What a spreadsheet would run as a formula has a quote in front. */
  @Get('features/:featureId/users/export')
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  exportUsers(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('featureId') featureId: string,
    @Query({ schema: rangeSchema }) range: z.infer<typeof rangeSchema>,
  ) {
    const filter = { featureId, ...range };
    return csvFile('users-of-feature.csv', this.files.users(environment, filter));
  }

  /** Everybody's usage of up to 20 features, side by side: up to 1,000 hours, days or months. */
  @Get('series')
  @ApiOkResponse({ standardSchema: usageSeriesSchema })
  async readSeries(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: seriesSchema }) { groupBy, ...filter }: z.infer<typeof seriesSchema>,
  ) {
    const data = await this.usage.series(environment, filter, groupBy);
    return { from: filter.from.toISOString(), to: filter.to.toISOString(), data };
  }

  /** The same as CSV: a row for each feature and period with usage. */
  @Get('series/export')
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  exportSeries(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: seriesSchema }) { groupBy, ...filter }: z.infer<typeof seriesSchema>,
  ) {
    return csvFile('usage.csv', this.files.series(environment, filter, groupBy));
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

const csvFile = (name: string, file: Readable): StreamableFile =>
  new StreamableFile(file, {
    type: 'text/csv; charset=utf-8',
    disposition: `attachment; filename="${name}"`,
  });
