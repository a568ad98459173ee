import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import type { Feature } from '../mapping/feature.js';
import { FeatureRepository } from '../mapping/feature.repository.js';
import { RuleRepository } from '../mapping/rule.repository.js';
import type { EnvironmentId } from '../platform/environment.js';
import { previewSchema } from '../preview/preview.js';
import { RulePreview } from '../preview/preview.service.js';
import { applicationSchema } from '../reapply/application.js';
import { MappingChanges } from '../reapply/mapping-changes.service.js';
import { checkFixtures } from './fixtures.js';
import { importPlanSchema, planImport, type PlannedImport } from './import-plan.js';
import { invalid, type OpenedRuleFile, readRuleFile, ruleFileOf, writeYaml } from './rule-file.js';

export const ruleImportSchema = z
  .object({
    applied: z.boolean().describe('Whether the plan was carried out. A plan without a change needs not be.'),
    plan: importPlanSchema,
    fixtures: z.object({ checked: z.int().describe('All of them give what they expect.') }),
    impact: previewSchema
      .nullable()
      .describe('With `dryRun`: what the plan would do to stored events. null where nothing would change.'),
    applications: z.array(applicationSchema).describe('The retroactive runs that the import began.'),
  })
  .meta({ id: 'RuleImport' });

type RuleImport = z.infer<typeof ruleImportSchema>;

/** Rules and features as a file, out and in. */
@Injectable()
export class RuleFiles {
  constructor(
    private readonly features: FeatureRepository,
    private readonly rules: RuleRepository,
    private readonly changes: MappingChanges,
    private readonly rulePreview: RulePreview,
  ) {}

  /** Everything that events are mapped by. Imported again, it changes nothing. */
  async export(environment: EnvironmentId, format: 'yaml' | 'json'): Promise<string> {
    const file = ruleFileOf(await this.features.all(environment), await this.rules.all(environment));
    return format === 'yaml' ? writeYaml(file) : `${JSON.stringify(file, null, 2)}\n`;
  }

  /**
   * Makes the rules of an environment those of the file: all in one transaction, or nothing.
   * @throws DomainError `invalid` with every fault of the file, and every fixture that fails.
   */
  async import(environment: EnvironmentId, text: string, dryRun: boolean): Promise<RuleImport> {
    const file = readRuleFile(text);
    const features = await this.features.all(environment);
    const { plan, ...changes } = planImport(file, features, await this.rules.all(environment));
    checkAll(file, features);
    const result = { plan, fixtures: { checked: file.fixtures.length } };
    const nothing = plan.features.length === 0 && plan.rules.length === 0;
    if (nothing) return { ...result, applied: false, impact: null, applications: [] };
    if (dryRun) {
      const impact = await this.rulePreview.preview(environment, {
        rules: changes.rules,
        features: changes.newFeatures.map(({ id }) => id),
      });
      return { ...result, applied: false, impact, applications: [] };
    }
    // Planned again under the lock, from what is there then.
    let planned: PlannedImport | undefined;
    const applications = await this.changes.changeTogether(environment, async (sql) => {
      planned = planImport(
        file,
        await this.features.all(environment, sql),
        await this.rules.all(environment, sql),
      );
      return planned;
    });
    return { ...result, plan: planned!.plan, applied: true, impact: null, applications };
  }
}

/** Before an import is taken, its fixtures hold: by the file's rules and all features that there will be. */
function checkAll(file: OpenedRuleFile, features: readonly Feature[]): void {
  const failed = checkFixtures(file, new Set([...features, ...file.features].map(({ id }) => id)));
  if (failed.length > 0)
    throw invalid(
      failed.map(({ fault }) => fault),
      'fixtures_failed',
    );
}
