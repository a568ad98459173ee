import { Injectable } from '@nestjs/common';
import { Partitions } from '../events/partitions.service.js';
import { type RuleSet, RuleSets } from '../mapping/rule-sets.service.js';
import { keepToKeys, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { AttributionRepository } from '../usage/attribution.repository.js';
import type { TrackEvent } from '../usage/attribution.js';
import { attributeAll } from '../usage/attribution.service.js';
import { beginningOf, type RecordCursor, type RetractEffect, type RetractScope } from './retract.js';
import { EffectTally } from './retract-effect.js';
import { RetractRepository, type RetractedRecord } from './retract.repository.js';

/** Records of one transaction: the lock is held some 250 ms with four partitions under way on two cores. */
const chunkSize = 2_000;

/** What a dry run looks at, at the most. */
const effectBound = { records: 50_000, milliseconds: 4_000 };

@Injectable()
export class RetractService {
  constructor(
    private readonly retracts: RetractRepository,
    private readonly attribution: AttributionRepository,
    private readonly ruleSets: RuleSets,
    private readonly partitions: Partitions,
  ) {}

  /**
   * Takes the next records of a scope back and judges their events again by the whole rule set, in the caller's
   * transaction and under its lock. INVARIANT: an event goes back to the unmapped ones only by a rule set that was
   * read after the lock. A run of a newer rule that has passed its place is therefore in that set.
   */
  async takeBack(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    scope: RetractScope,
    sets: ReadonlyMap<EnvironmentId, RuleSet>,
    after: RecordCursor | null,
  ): Promise<{ reversed: number; mapped: number; unmapped: number; next: RecordCursor | null }> {
    const { records, next } = await this.nextChunk(sql, partition, environment, scope, after, chunkSize);
    await this.attribution.reverse(
      sql,
      partition,
      records.map(({ eventId, entry, featureId }) => ({ eventId, entry, featureId })),
    );
    const { usage, unmapped } = attributeAll(eventsOf(records), sets);
    await this.attribution.recordAgain(sql, partition, usage);
    const standing = await this.attribution.standing(
      sql,
      partition,
      unmapped.map((row) => row.eventId),
    );
    const kept = new Set(standing.map((record) => record.eventId));
    const left = unmapped.filter((row) => !kept.has(row.eventId));
    await this.attribution.insertUnmapped(sql, partition, left);
    const mapped = new Set(usage.map((row) => row.eventId)).size;
    return { reversed: records.length, mapped, unmapped: left.length, next };
  }

  /**
   * What taking a scope back would do, seen from one snapshot, up to a bound. `disabled` is the rule that the retract
   * would disable. The statements and the judgement are those of the run.
   */
  async effect(
    sql: Sql,
    environment: EnvironmentId,
    scope: RetractScope,
    disabled: string | null,
    bound = effectBound,
  ): Promise<RetractEffect> {
    const sets =
      disabled === null
        ? await this.ruleSets.current(sql)
        : new Map([[environment, await this.ruleSets.without(sql, environment, disabled)]]);
    await keepToKeys(sql);
    const tally = new EffectTally();
    const end = performance.now() + bound.milliseconds;
    let exact = true;
    for (let partition = 0; exact && partition < (await this.partitions.count()); partition += 1) {
      let cursor: RecordCursor | null = null;
      do {
        const limit = Math.min(chunkSize, bound.records - tally.records);
        exact = limit > 0 && performance.now() < end;
        if (!exact) break;
        const chunk = await this.nextChunk(sql, partition, environment, scope, cursor, limit);
        tally.add(partition, chunk.records, attributeAll(eventsOf(chunk.records), sets).usage);
        cursor = chunk.next;
      } while (cursor !== null);
      tally.close(await this.attribution.standing(sql, partition, tally.open()));
    }
    const { records, events, unmapped, mapped, samples } = tally;
    return {
      ...{ exact, records, events, unmapped, mapped, samples },
      users: await this.retracts.users(sql, environment, tally.identities),
      reversed: await this.retracts.sums(sql, tally.reversed),
      recorded: await this.retracts.sums(sql, tally.recorded),
    };
  }

  /** The next records of one feature; at its end, on to the beginning of the following one. */
  private async nextChunk(
    sql: Sql,
    partition: number,
    environment: EnvironmentId,
    scope: RetractScope,
    after: RecordCursor | null,
    limit: number,
  ): Promise<{ records: RetractedRecord[]; next: RecordCursor | null }> {
    const features = await this.retracts.features(sql, scope);
    const featureId = after?.featureId ?? features[0];
    if (featureId === undefined) return { records: [], next: null };
    const from = after ?? beginningOf(featureId);
    const { records, next } = await this.retracts.next(sql, partition, environment, scope, from, limit);
    const following = features[features.indexOf(featureId) + 1];
    return { records, next: next ?? (following === undefined ? null : beginningOf(following)) };
  }
}

/** An event that is lost, by a fault of a disk or a person, can be judged by nobody. */
const eventsOf = (records: readonly RetractedRecord[]): TrackEvent[] =>
  records.filter((record) => record.id !== null) as TrackEvent[];
