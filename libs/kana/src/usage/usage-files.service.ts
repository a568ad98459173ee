import type { Readable } from 'node:stream';
import { Injectable } from '@nestjs/common';
import { guarded } from '../imports/csv.js';
import { csvStream } from '../imports/csv-stream.js';
import { FeatureRepository } from '../mapping/feature.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import type { UsageGrouping } from './usage.js';
import { type UsageFilter, UsageRepository } from './usage.repository.js';

/** Rows of the file of a feature's users: it is one read, however many there are. */
const mostUsers = 10_000;

/** Usage as CSV. Texts of other people's are guarded; a number is one, also where it begins with a minus. */
@Injectable()
export class UsageFiles {
  constructor(
    private readonly usage: UsageRepository,
    private readonly features: FeatureRepository,
  ) {}

  /** A row for each feature and period with usage. */
  series(
    environment: EnvironmentId,
    filter: UsageFilter & { featureIds: readonly string[] },
    groupBy: UsageGrouping,
  ): Readable {
    return csvStream(
      ['from', 'to', 'featureId', 'feature', 'used'],
      this.seriesRows(environment, filter, groupBy),
    );
  }

  /** A row for each user, who used most first. */
  users(
    environment: EnvironmentId,
    filter: { featureId: string } & Pick<UsageFilter, 'from' | 'to'>,
  ): Readable {
    return csvStream(['userId', 'name', 'email', 'used', 'records'], this.userRows(environment, filter));
  }

  private async *seriesRows(
    environment: EnvironmentId,
    filter: UsageFilter & { featureIds: readonly string[] },
    groupBy: UsageGrouping,
  ): AsyncGenerator<(string | number)[]> {
    for (const { featureId, periods } of await this.usage.series(environment, filter, groupBy)) {
      const feature = await this.features.find(environment, featureId);
      for (const { from, to, used } of periods)
        yield [from, to, guarded(featureId), guarded(feature?.name ?? ''), used];
    }
  }

  private async *userRows(
    environment: EnvironmentId,
    filter: { featureId: string } & Pick<UsageFilter, 'from' | 'to'>,
  ): AsyncGenerator<(string | number)[]> {
    const { data } = await this.usage.usersOf(environment, filter, { limit: mostUsers });
    for (const { userId, user, used, records } of data)
      yield [guarded(userId), guarded(user?.name ?? ''), guarded(user?.email ?? ''), used, records];
  }
}
