import { candidates, type Conditions } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { beginning } from '../events/text.js';
import { RuleRepository } from '../mapping/rule.repository.js';
import { type RuleSet, RuleSets } from '../mapping/rule-sets.service.js';
import { inTransaction, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { AttributionRepository } from '../usage/attribution.repository.js';
import { attributeAll } from '../usage/attribution.service.js';
import { type ApplicationScope, isUnfinished } from './application.js';
import { type ApplicationProgress, ApplicationRepository } from './application.repository.js';
import { scopeOfRetract } from './retract.js';
import { RetractService } from './retract.service.js';

/** Unmapped events of one transaction: the lock is held some 100 ms. */
const chunkSize = 5_000;

@Injectable()
export class ReapplyService {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly applications: ApplicationRepository,
    private readonly attribution: AttributionRepository,
    private readonly rules: RuleRepository,
    private readonly ruleSets: RuleSets,
    private readonly retracts: RetractService,
  ) {}

  /**
   * Walks a partition for a retroactive run, chunk by chunk, until its end or until `stop` says so. It goes on
   * where the last committed chunk ended, so a crash repeats nothing and loses nothing.
   * @returns true when something is left.
   */
  async walk(application: string, partition: number, stop: () => boolean): Promise<boolean> {
    for (;;) {
      if (stop()) return true;
      if (!(await this.chunk(application, partition))) return false;
    }
  }

  /**
   * One transaction: lock, revision, candidates, usage, cursor.
   * INVARIANT: no event slips between a new rule and its run. The rule's version and the run were committed
   * together. A live batch that read the older revision held the lock, so what it left unmapped is visible here; a
   * batch that locks later reads the newer revision. Hence the revision is read after the lock, here and there.
   * @returns whether there may be more.
   */
  private chunk(application: string, partition: number): Promise<boolean> {
    return inTransaction(this.database, async (sql) => {
      await this.attribution.lock(sql, partition);
      const at = await this.applications.progress(sql, application, partition);
      // Whoever pauses or ends a run is heard here, before its next chunk.
      if (!at || at.done || !isUnfinished(at.state)) return false;
      const sets = await this.ruleSets.current(sql);
      if (at.state === 'waiting') await this.applications.start(sql, application);
      const more =
        at.kind === 'apply'
          ? await this.apply(sql, application, partition, at, sets)
          : await this.retract(sql, application, partition, at, sets);
      if (!more) await this.applications.finishPartition(sql, application, partition);
      return more;
    });
  }

  private async apply(
    sql: Sql,
    application: string,
    partition: number,
    at: ApplicationProgress,
    sets: ReadonlyMap<EnvironmentId, RuleSet>,
  ): Promise<boolean> {
    const { environment, ruleId, featureId } = at;
    const rule = ruleId === null ? null : await this.rules.find(environment, ruleId, sql);
    // Deleted in this moment: its runs are superseded.
    if (ruleId !== null && !rule) return false;
    const scope = rule ? scopeOfRule(rule.conditions) : scopeOfFeature(featureId);
    const chunk = await this.applications.candidates(sql, partition, environment, scope, at, chunkSize);
    const { usage } = attributeAll(
      chunk.filter((candidate) => candidate.possible),
      sets,
    );
    await this.attribution.recordAgain(sql, partition, usage);
    const mappedIds = new Set(usage.map((row) => row.eventId));
    const mapped = chunk.filter((candidate) => mappedIds.has(candidate.eventId));
    await this.attribution.removeUnmapped(
      sql,
      partition,
      environment,
      mapped.map(({ unmappedName: name, eventId }) => ({ name, eventId })),
    );
    const last = chunk.at(-1);
    if (!last) return false;
    const counts = { scanned: last.scanned, mapped: mapped.length };
    await this.applications.advance(sql, application, partition, { ...counts, last });
    return last.scanned === chunkSize;
  }

  private async retract(
    sql: Sql,
    application: string,
    partition: number,
    at: ApplicationProgress,
    sets: ReadonlyMap<EnvironmentId, RuleSet>,
  ): Promise<boolean> {
    const scope = scopeOfRetract(at.ruleId!, at.ruleVersion!, at.selection!);
    const chunk = await this.retracts.takeBack(sql, partition, at.environment, scope, sets, at.cursorRecord);
    await this.applications.advanceRetract(sql, application, partition, chunk);
    return chunk.next !== null;
  }
}

/** What a rule's conditions let the database leave out. */
export function scopeOfRule(conditions: Conditions): ApplicationScope {
  const filter = candidates(conditions);
  const contains = filter.contains && Object.keys(filter.contains).length > 0 ? filter.contains : null;
  // A rule that can match nothing walks nothing.
  if (filter.impossible) return { names: [], featureId: null, contains };
  return { names: filter.names?.map((name) => beginning(name)) ?? null, featureId: null, contains };
}

/** The events that asked for a feature before it was there. */
export const scopeOfFeature = (featureId: string | null): ApplicationScope => ({
  names: null,
  featureId,
  contains: null,
});
