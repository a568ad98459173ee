import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { RuleSets } from '../mapping/rule-sets.service.js';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import type { Conservation, Difference } from './conservation.js';
import { ConservationRepository } from './conservation.repository.js';
import { Judge } from './judge.js';

/** Events judged again per statement, so that memory does not grow with the store. */
const chunkSize = 5_000;

const mostSamples = 100;

@Injectable()
export class ConservationService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly repository: ConservationRepository,
    private readonly ruleSets: RuleSets,
  ) {}

  /**
   * The proof that nothing is lost, read in one snapshot: what came in against where it is, and usage against its
   * recompute. `full` also judges every track event again; `onProgress` then hears how many.
   */
  async prove(
    environment: EnvironmentId,
    full: boolean,
    onProgress: (checked: number) => void = () => undefined,
  ): Promise<Conservation> {
    return this.database.transaction('REPEATABLE READ', async (sql) => {
      const counts = await this.repository.counts(sql, environment);
      const { received, stored, mapped, unmapped, identified, pending, duplicates, dropped, ignored } =
        Object.fromEntries(Object.entries(counts).map(([name, count]) => [name, Number(count)])) as Record<
          keyof typeof counts,
          number
        >;
      const sums = await this.repository.featureSums(sql, environment);
      const equal =
        sums.every((sum) => sum.equal) && !(full && (await this.someRollupDiffers(sql, environment)));
      const verification = full ? await this.verify(sql, environment, onProgress) : null;
      const balanced =
        received === stored &&
        received === mapped + unmapped + identified + pending &&
        equal &&
        (verification === null || verification.differences === 0);
      return {
        balanced,
        ...{ received, stored, mapped, unmapped, identified, pending, duplicates, dropped, ignored },
        usage: {
          equal,
          features: sums.map(({ featureId, records, rollups }) => ({
            featureId,
            records: Number(records ?? 0),
            rollups: Number(rollups ?? 0),
          })),
        },
        verification,
      };
    });
  }

  private async someRollupDiffers(sql: Sql, environment: EnvironmentId): Promise<boolean> {
    for (const partition of await this.repository.partitions(sql)) {
      if (await this.repository.rollupsDiffer(sql, partition, environment)) return true;
    }
    return false;
  }

  private async verify(
    sql: Sql,
    environment: EnvironmentId,
    onProgress: (checked: number) => void,
  ): Promise<NonNullable<Conservation['verification']>> {
    const versions = await this.repository.ruleVersions(sql, environment);
    const judge = new Judge(
      (await this.ruleSets.current(sql)).get(environment)!,
      new Map(
        versions.map(({ ruleId, version, featureId, conditions }) => [
          `${ruleId}@${version}`,
          { id: ruleId, featureId, conditions },
        ]),
      ),
      await this.repository.mappingRuns(sql, environment),
    );
    const result = { checked: 0, differences: 0, samples: [] as Difference[] };
    for (const partition of await this.repository.partitions(sql)) {
      judge.enter(await this.repository.runPlaces(sql, partition, judge.openRuns()));
      let after = '0';
      for (;;) {
        const events = await this.repository.placedEvents(sql, partition, environment, after, chunkSize);
        for (const event of events) {
          if (!event.pending) result.checked += 1;
          const difference = judge.differenceOf(event);
          if (!difference) continue;
          result.differences += 1;
          if (result.samples.length < mostSamples) result.samples.push(difference);
        }
        onProgress(result.checked);
        if (events.length < chunkSize) break;
        after = events.at(-1)!.id;
      }
    }
    return { ...result, awaitingRun: judge.awaiting() };
  }
}
