import { matches, type Rule } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { type RuleSet, RuleSets } from '../mapping/rule-sets.service.js';
import type { Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { attribute, readDelta, readFeatureId } from './attribution.js';
import type { Conservation, Difference } from './conservation.js';
import { ConservationRepository, type PlacedEvent } from './conservation.repository.js';

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
   * recompute. `full` also judges every track event again.
   */
  async prove(environment: EnvironmentId, full: boolean): Promise<Conservation> {
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
      const verification = full ? await this.verify(sql, environment) : null;
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
  ): Promise<NonNullable<Conservation['verification']>> {
    const set = (await this.ruleSets.current(sql)).get(environment)!;
    const versions = new Map<string, Rule>(
      (await this.repository.ruleVersions(sql, environment)).map(
        ({ ruleId, version, featureId, conditions }) => [
          `${ruleId}@${version}`,
          { id: ruleId, featureId, conditions },
        ],
      ),
    );
    const unfinished = await this.repository.runsUnfinished(sql, environment);
    const result = { checked: 0, differences: 0, samples: [] as Difference[] };
    for (const partition of await this.repository.partitions(sql)) {
      let after = '0';
      for (;;) {
        const events = await this.repository.placedEvents(sql, partition, environment, after, chunkSize);
        for (const event of events.filter(({ pending }) => !pending)) {
          result.checked += 1;
          const difference = differenceOf(event, set, versions, unfinished);
          if (!difference) continue;
          result.differences += 1;
          if (result.samples.length < mostSamples) result.samples.push(difference);
        }
        if (events.length < chunkSize) break;
        after = events.at(-1)!.id;
      }
    }
    return result;
  }
}

/**
 * Judges one event again: usage by the rule version it names, and its absence by the rules as they are now.
 * Editing a rule leaves recorded usage as it is, so the version of the record is asked and not the newest.
 */
function differenceOf(
  event: PlacedEvent,
  set: RuleSet,
  versions: ReadonlyMap<string, Rule>,
  unfinished: boolean,
): Difference | null {
  const difference = (stored: string, recomputed: string): Difference => ({
    eventId: event.id,
    stored,
    recomputed,
  });

  if (event.usage.length === 0) {
    if (event.unmapped === null) return difference('nowhere', 'mapped or unmapped');
    const again = attribute(event, set);
    if (again.kind === 'mapped')
      return unfinished ? null : difference(`unmapped (${event.unmapped})`, 'mapped');
    return again.reason === event.unmapped
      ? null
      : difference(`unmapped (${event.unmapped})`, `unmapped (${again.reason})`);
  }

  if (event.unmapped !== null) return difference('mapped and unmapped', 'one of them');
  const delta = readDelta(event.properties, event.deltaDigits);
  for (const record of event.usage) {
    const by = record.ruleId === null ? 'featureId' : `rule ${record.ruleId} version ${record.ruleVersion}`;
    const stored = `${record.delta} of ${record.featureId} by ${by}`;
    if (delta === null || Number(record.delta) !== Number(delta)) return difference(stored, `delta ${delta}`);
    if (record.identity !== event.identity)
      return difference(`${stored} for ${record.identity}`, event.identity);
    // Two dates of one event: both lost what a float has no room for in years long ago.
    if (Math.round(record.occurredAt) !== Math.round(event.occurredAt)) {
      return difference(`${stored} at ${when(record.occurredAt)}`, when(event.occurredAt));
    }
    if (record.ruleId === null) {
      if (readFeatureId(event.properties) !== record.featureId) return difference(stored, 'another feature');
      continue;
    }
    const rule = versions.get(`${record.ruleId}@${record.ruleVersion}`);
    if (rule?.featureId !== record.featureId || !matches(rule, event)) return difference(stored, 'no match');
  }
  return null;
}

const when = (time: number): string => new Date(time).toISOString();
