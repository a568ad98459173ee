import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Partitions } from '../events/partitions.service.js';
import type { Feature, FeatureChange, NewFeature } from '../mapping/feature.js';
import { FeatureRepository } from '../mapping/feature.repository.js';
import type { MappingRule, NewRule, RuleChange } from '../mapping/rule.js';
import { RuleRepository } from '../mapping/rule.repository.js';
import type { RuleSetChange } from '../mapping/rule-set-change.js';
import { inTransaction, type Sql } from '../platform/database.js';
import type { EnvironmentId } from '../platform/environment.js';
import { DomainError } from '../platform/errors.js';
import { Bells } from '../queue/bells.service.js';
import { UsageRepository } from '../usage/usage.repository.js';
import type { Application } from './application.js';
import { ApplicationRepository } from './application.repository.js';
import { scopeOfFeature, scopeOfRule } from './reapply.service.js';
import { type RetractEffect, type RetractRequest, scopeOfRetract, selectionOf } from './retract.js';
import { RetractService } from './retract.service.js';

/** The retroactive run that a change began; null where the change can map nothing new. */
interface WithRun {
  application: Application | null;
}

export type RuleWithRun = MappingRule & WithRun;

export type FeatureWithRun = Feature & WithRun;

/** Changes that are saved together. */
export interface ChangesTogether {
  newFeatures: readonly NewFeature[];
  featureChanges: readonly { id: string; change: FeatureChange }[];
  rules: readonly RuleSetChange[];
}

/**
 * Every change of what events are mapped by. Each is one transaction: the change, its version, the environment's
 * next revision and the retroactive run commit together; the bell rings after the commit.
 */
@Injectable()
export class MappingChanges {
  constructor(
    @InjectDataSource() private readonly database: DataSource,
    private readonly features: FeatureRepository,
    private readonly rules: RuleRepository,
    private readonly applications: ApplicationRepository,
    private readonly usage: UsageRepository,
    private readonly partitions: Partitions,
    private readonly retracts: RetractService,
    private readonly bells: Bells,
  ) {}

  /** @throws DomainError `conflict` where the id is taken. */
  async createFeature(environment: EnvironmentId, input: NewFeature): Promise<FeatureWithRun> {
    return this.change(environment, (sql) => this.addFeature(sql, environment, input));
  }

  /** Nothing that events are mapped by changes, so there is no revision and no run. */
  async updateFeature(environment: EnvironmentId, id: string, change: FeatureChange): Promise<Feature> {
    return (await this.features.update(environment, id, change)) ?? featureMissing(id);
  }

  /** Lists leave it out; rules and events that name it record as before, so there is no revision and no run. */
  async archiveFeature(environment: EnvironmentId, id: string, archived: boolean): Promise<Feature> {
    return (await this.features.setArchived(environment, id, archived)) ?? featureMissing(id);
  }

  /**
   * Deletes a feature that nothing refers to.
   * @throws DomainError `conflict` while a rule gives usage for it, or usage of it is recorded.
   */
  async deleteFeature(environment: EnvironmentId, id: string): Promise<void> {
    await inTransaction(this.database, async (sql) => {
      // Every batch ends first, and none begins: else one could record usage of a feature that is gone.
      await this.partitions.lockAll(sql);
      await this.rules.nextRevision(sql, environment);
      if (!(await this.features.find(environment, id, sql))) featureMissing(id);
      if (await this.rules.existsForFeature(sql, environment, id)) {
        throw new DomainError(
          'conflict',
          'feature_has_rules',
          'A rule records usage for this feature. Delete the rule first.',
        );
      }
      if (await this.usage.existsForFeature(sql, environment, id)) {
        throw new DomainError(
          'conflict',
          'feature_has_usage',
          'Usage of this feature is recorded, so it cannot be deleted.',
        );
      }
      await this.features.delete(sql, environment, id);
    });
  }

  /** @throws DomainError `invalid` where the feature does not exist. */
  async createRule(environment: EnvironmentId, input: NewRule): Promise<RuleWithRun> {
    return this.change(environment, (sql) => this.addRule(sql, environment, input));
  }

  /**
   * Makes the next version of a rule. Usage that exists is not touched.
   * @throws DomainError `conflict` where `change.version` is not the rule's version any more.
   */
  async updateRule(environment: EnvironmentId, id: string, change: RuleChange): Promise<RuleWithRun> {
    return this.change(environment, (sql) => this.editRule(sql, environment, id, change));
  }

  /** Enables or disables. A rule that is so already stays at its version, and nothing is run. */
  async setRuleEnabled(environment: EnvironmentId, id: string, enabled: boolean): Promise<RuleWithRun> {
    return this.change(environment, (sql) => this.switchRule(sql, environment, id, enabled));
  }

  /** Deletes a rule. Recorded usage stays, and its versions stay for the records that name them. */
  async deleteRule(environment: EnvironmentId, id: string): Promise<void> {
    await this.change(environment, (sql) => this.removeRule(sql, environment, id));
  }

  /**
   * Begins the run of a rule again: for one that was cancelled, say.
   * @throws DomainError `conflict` where the rule is disabled.
   */
  async applyRule(environment: EnvironmentId, id: string): Promise<RuleWithRun> {
    return this.change(environment, async (sql) => {
      const rule = (await this.rules.find(environment, id, sql)) ?? ruleMissing(id);
      if (!rule.enabled) {
        throw new DomainError(
          'conflict',
          'rule_disabled',
          'The rule is disabled, so it maps nothing. Enable it: that begins a run.',
        );
      }
      await this.applications.supersede(sql, { ruleId: id });
      return { ...rule, application: await this.begin(sql, environment, rule) };
    });
  }

  /** Begins the run over the events that asked for a feature again. */
  async applyFeature(environment: EnvironmentId, id: string): Promise<FeatureWithRun> {
    return this.change(environment, async (sql) => {
      const feature = (await this.features.find(environment, id, sql)) ?? featureMissing(id);
      await this.applications.supersede(sql, { environment, featureId: id });
      const scope = scopeOfFeature(id);
      const application = await this.applications.insert(sql, environment, { featureId: id }, scope);
      return { ...feature, application };
    });
  }

  /**
   * Makes a new version with what an older one said, and runs it. A deleted rule comes back under its id.
   * @throws DomainError `invalid` where there is no such version, or it is the deletion itself.
   */
  async restoreRule(environment: EnvironmentId, id: string, version: number): Promise<RuleWithRun> {
    return this.change(environment, async (sql) => {
      const current = (await this.rules.findAny(environment, id, sql)) ?? ruleMissing(id);
      const old = await this.rules.findVersion(sql, id, version);
      const fault = !old
        ? `the rule has the versions 1 to ${current.version}`
        : old.deleted
          ? 'at this version the rule was deleted; give an earlier one'
          : null;
      if (!old || fault !== null) {
        throw new DomainError(
          'invalid',
          'unknown_version',
          `Version ${version} cannot be restored: ${fault}.`,
          {
            faults: [{ path: 'version', message: fault ?? '' }],
          },
        );
      }
      const { name, featureId, enabled, conditions } = old;
      return this.nextVersion(sql, environment, { ...current, name, featureId, enabled, conditions });
    });
  }

  /**
   * Begins a run that takes back what a rule recorded, a deleted one too.
   * @throws DomainError `conflict` where the rule would at once record the same again.
   */
  async retractRule(environment: EnvironmentId, id: string, request: RetractRequest): Promise<Application> {
    const { application } = await this.change(environment, async (sql) => {
      const current = await this.checkRetract(sql, environment, id, request);
      const rule =
        request.disable && current.enabled
          ? await this.nextVersion(sql, environment, { ...current, enabled: false })
          : current;
      const selection = selectionOf(request);
      const scope = scopeOfRetract(id, rule.version, selection);
      return { application: await this.applications.insertRetract(sql, environment, rule, selection, scope) };
    });
    return application;
  }

  /** What `retractRule` would do, from the stored records and events. Writes nothing. */
  async retractEffect(
    environment: EnvironmentId,
    id: string,
    request: RetractRequest,
  ): Promise<RetractEffect> {
    return this.database.transaction('REPEATABLE READ', async (sql) => {
      const rule = await this.checkRetract(sql, environment, id, request);
      const scope = scopeOfRetract(id, rule.version, selectionOf(request));
      return this.retracts.effect(sql, environment, scope, request.disable ? id : null);
    });
  }

  private async checkRetract(
    sql: Sql,
    environment: EnvironmentId,
    id: string,
    { version, disable }: RetractRequest,
  ): Promise<MappingRule> {
    const rule = (await this.rules.findAny(environment, id, sql)) ?? ruleMissing(id);
    if (version !== undefined && version > rule.version) {
      const fault = `the rule has the versions 1 to ${rule.version}`;
      throw new DomainError('invalid', 'unknown_version', `There is no version ${version}: ${fault}.`, {
        faults: [{ path: 'version', message: fault }],
      });
    }
    if (rule.enabled && !disable && (version ?? rule.version) === rule.version) {
      throw new DomainError(
        'conflict',
        'rule_still_maps',
        `The rule is enabled at version ${rule.version}, so it would record the same again. ` +
          'Edit it first and retract the older version, disable it, or send "disable": true.',
      );
    }
    return rule;
  }

  /**
   * Several changes as one: all are saved, or none is, in one revision. `decide` is asked under the environment's lock.
   * @returns the runs that they began.
   */
  async changeTogether(
    environment: EnvironmentId,
    decide: (sql: Sql) => Promise<ChangesTogether>,
  ): Promise<Application[]> {
    const applications = await inTransaction(this.database, async (sql) => {
      await this.rules.nextRevision(sql, environment);
      const { newFeatures, featureChanges, rules } = await decide(sql);
      const began: (Application | null)[] = [];
      for (const feature of newFeatures)
        began.push((await this.addFeature(sql, environment, feature)).application);
      for (const { id, change } of featureChanges) await this.features.update(environment, id, change, sql);
      for (const change of rules) began.push((await this.saveRule(sql, environment, change)).application);
      return began.filter((application) => application !== null);
    });
    const partitions = await this.partitions.count();
    for (const { id } of applications) this.bells.reapply(id, Array(partitions).keys());
    return applications;
  }

  private saveRule(sql: Sql, environment: EnvironmentId, change: RuleSetChange): Promise<WithRun> {
    switch (change.action) {
      case 'create':
        return this.addRule(sql, environment, change.rule);
      case 'update':
        return this.editRule(sql, environment, change.ruleId, change.rule);
      case 'delete':
        return this.removeRule(sql, environment, change.ruleId);
      default:
        return this.switchRule(sql, environment, change.ruleId, change.action === 'enable');
    }
  }

  private async change<T extends WithRun>(
    environment: EnvironmentId,
    work: (sql: Sql) => Promise<T>,
  ): Promise<T> {
    const result = await inTransaction(this.database, async (sql) => {
      // First, since it holds the environment's row: changes of one environment come one after the other.
      await this.rules.nextRevision(sql, environment);
      return work(sql);
    });
    if (result.application) {
      this.bells.reapply(result.application.id, Array(await this.partitions.count()).keys());
    }
    return result;
  }

  private async addFeature(sql: Sql, environment: EnvironmentId, input: NewFeature): Promise<FeatureWithRun> {
    const feature = await this.features.insert(sql, environment, input);
    if (!feature) {
      throw new DomainError(
        'conflict',
        'feature_exists',
        `There is a feature with the id "${input.id}" already.`,
      );
    }
    const scope = scopeOfFeature(feature.id);
    const application = await this.applications.insert(sql, environment, { featureId: feature.id }, scope);
    return { ...feature, application };
  }

  private async addRule(sql: Sql, environment: EnvironmentId, input: NewRule): Promise<RuleWithRun> {
    await this.checkFeature(sql, environment, input.featureId);
    const rule = await this.rules.insert(sql, environment, input);
    await this.rules.insertVersion(sql, rule, false);
    return { ...rule, application: await this.begin(sql, environment, rule) };
  }

  private async editRule(
    sql: Sql,
    environment: EnvironmentId,
    id: string,
    { version, ...change }: RuleChange,
  ): Promise<RuleWithRun> {
    const current = (await this.rules.find(environment, id, sql)) ?? ruleMissing(id);
    if (version !== undefined && version !== current.version) {
      throw new DomainError(
        'conflict',
        'rule_version_conflict',
        `The rule is at version ${current.version}, not ${version}. Read it again and repeat the change.`,
      );
    }
    return this.nextVersion(sql, environment, { ...current, ...defined(change) });
  }

  private async switchRule(
    sql: Sql,
    environment: EnvironmentId,
    id: string,
    enabled: boolean,
  ): Promise<RuleWithRun> {
    const current = (await this.rules.find(environment, id, sql)) ?? ruleMissing(id);
    return current.enabled === enabled
      ? { ...current, application: null }
      : this.nextVersion(sql, environment, { ...current, enabled });
  }

  private async removeRule(sql: Sql, environment: EnvironmentId, id: string): Promise<WithRun> {
    const current = (await this.rules.find(environment, id, sql)) ?? ruleMissing(id);
    const deleted = { ...current, version: current.version + 1, enabled: false };
    await this.rules.markDeleted(sql, environment, deleted);
    await this.rules.insertVersion(sql, deleted, true);
    await this.applications.supersede(sql, { ruleId: id });
    return { application: null };
  }

  private async nextVersion(sql: Sql, environment: EnvironmentId, next: MappingRule): Promise<RuleWithRun> {
    await this.checkFeature(sql, environment, next.featureId);
    const rule = await this.rules.update(sql, environment, { ...next, version: next.version + 1 });
    await this.rules.insertVersion(sql, rule, false);
    await this.applications.supersede(sql, { ruleId: rule.id });
    return { ...rule, application: await this.begin(sql, environment, rule) };
  }

  private async begin(sql: Sql, environment: EnvironmentId, rule: MappingRule): Promise<Application | null> {
    return rule.enabled
      ? this.applications.insert(sql, environment, { rule }, scopeOfRule(rule.conditions))
      : null;
  }

  private async checkFeature(sql: Sql, environment: EnvironmentId, featureId: string): Promise<void> {
    if (await this.features.find(environment, featureId, sql)) return;
    throw new DomainError('invalid', 'unknown_feature', `There is no feature with the id "${featureId}".`, {
      faults: [{ path: 'featureId', message: `no feature has the id "${featureId}"; create it first` }],
    });
  }
}

function defined<T extends object>(change: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(change).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function featureMissing(id: string): never {
  throw new DomainError('not_found', 'feature_not_found', `There is no feature with the id "${id}".`);
}

function ruleMissing(id: string): never {
  throw new DomainError('not_found', 'rule_not_found', `There is no rule with the id "${id}".`);
}
