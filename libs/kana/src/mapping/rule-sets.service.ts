import { type CompiledRules, compile, type Conditions, type Rule } from '#libs/rules';
import { Injectable } from '@nestjs/common';
import { prepare, runPrepared, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';

/** A rule as the matcher and the usage record need it. */
export interface VersionedRule extends Rule {
  version: number;
}

/** All that an event of an environment is mapped by, as of one revision. */
export interface RuleSet {
  revision: string;
  features: ReadonlySet<string>;
  rules: CompiledRules<VersionedRule>;
}

const revisionsStatement = prepare('select id, rules_revision as revision from environments');

/** The rule set of each environment, compiled once per revision. */
@Injectable()
export class RuleSets {
  private readonly cache = new Map<EnvironmentId, RuleSet>();

  /**
   * The rule sets as of now. INVARIANT: a transaction that attributes calls this after it has locked its
   * partition, never before. A batch that read an older revision then still holds the lock when the run of the
   * newer one asks for it, so that run sees what the batch left unmapped.
   */
  async current(sql: Sql): Promise<ReadonlyMap<EnvironmentId, RuleSet>> {
    const environments = await runPrepared<{ id: EnvironmentId; revision: string }[]>(
      sql,
      revisionsStatement,
      [],
    );
    // A map of this call's own: another batch may put an older set into the cache while this one runs.
    const sets = new Map<EnvironmentId, RuleSet>();
    for (const { id, revision } of environments) {
      const cached = this.cache.get(id);
      const set = cached?.revision === revision ? cached : await this.load(sql, id);
      this.cache.set(id, set);
      sets.set(id, set);
    }
    return sets;
  }

  /** The rule set as it would be if one rule were disabled. Not kept. */
  without(sql: Sql, environment: EnvironmentId, ruleId: string): Promise<RuleSet> {
    return this.load(sql, environment, ruleId);
  }

  /** One statement, one snapshot: revision, features and rules belong together. */
  private async load(sql: Sql, environment: EnvironmentId, without: string | null = null): Promise<RuleSet> {
    const [row] = await sql.query<
      {
        revision: string;
        features: string[];
        rules: { id: string; version: number; featureId: string; conditions: Conditions }[];
      }[]
    >(
      `select e.rules_revision as revision,
         array(select id from features where environment_id = e.id) as features,
         (select coalesce(jsonb_agg(jsonb_build_object('id', id, 'version', version, 'featureId', feature_id,
            'conditions', conditions) order by sequence), '[]')
          from rules where environment_id = e.id and enabled and deleted_at is null and id is distinct from $2
         ) as rules
       from environments e where e.id = $1`,
      [environment, without],
    );
    if (!row) throw new Error(`Environment ${environment} is missing from the database.`);
    return { revision: row.revision, features: new Set(row.features), rules: compile(row.rules) };
  }
}
