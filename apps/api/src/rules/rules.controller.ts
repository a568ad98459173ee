import {
  applicationSchema,
  ApplicationRepository,
  DomainError,
  labelSchema,
  MappingChanges,
  newRuleSchema,
  Overlaps,
  overlapSchema,
  pageFields,
  pageSchema,
  RuleRepository,
  ruleChangeSchema,
  ruleReplacementSchema,
  ruleSchema,
  type EnvironmentId,
  type NewRule,
  type RuleChange,
} from '#libs/kana';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const ruleWithRunSchema = ruleSchema
  .extend({
    application: applicationSchema
      .nullable()
      .meta({ description: 'The retroactive run that the change began; null where it can map nothing new.' }),
    warnings: z.array(overlapSchema).meta({
      description:
        'What the rule has to do with others, as `POST /api/rules/overlaps` tells; none while it is disabled.',
    }),
  })
  .meta({ id: 'RuleWithRun' });

const listSchema = z.strictObject({ ...pageFields, featureId: labelSchema.optional() });
const pageQuerySchema = z.strictObject(pageFields);

@ApiResource('api/rules', 'Rules')
export class RulesController {
  constructor(
    private readonly rules: RuleRepository,
    private readonly applications: ApplicationRepository,
    private readonly changes: MappingChanges,
    private readonly overlaps: Overlaps,
  ) {}

  /** Rules in the order of their creation. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(ruleSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) query: z.infer<typeof listSchema>,
  ) {
    return this.rules.list(environment, query);
  }

  /** Creates a rule and runs the stored unmapped events again, in the background. */
  @Post()
  @ApiCreatedResponse({ standardSchema: ruleWithRunSchema })
  async create(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: newRuleSchema }) rule: NewRule,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.createRule(environment, rule));
  }

  /** One rule as it is now. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: ruleSchema })
  @NotFound()
  read(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('rule')) id: string) {
    return this.find(environment, id);
  }

  /**
   * Replaces a rule: a new version, and a retroactive run. Usage that exists is not touched. With `version`, the
   * change is refused with 409 where the rule has moved on since.
   */
  @Put(':id')
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  @Conflict('The rule is at another version.')
  async replace(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Body({ schema: ruleReplacementSchema }) rule: RuleChange,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.updateRule(environment, id, rule));
  }

  /** Changes the fields that are given, as PUT does. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  @Conflict('The rule is at another version.')
  async update(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Body({ schema: ruleChangeSchema }) change: RuleChange,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.updateRule(environment, id, change));
  }

  /** Deletes a rule. Usage that it recorded stays. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @NotFound()
  delete(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('rule')) id: string) {
    return this.changes.deleteRule(environment, id);
  }

  /** Enables a rule and runs the stored unmapped events again. An enabled rule stays as it is. */
  @Post(':id/enable')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  async enable(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.setRuleEnabled(environment, id, true));
  }

  /** Disables a rule: it maps nothing from now on. Usage that it recorded stays. */
  @Post(':id/disable')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  async disable(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.setRuleEnabled(environment, id, false));
  }

  /** The retroactive runs of a rule, newest first. */
  @Get(':id/applications')
  @ApiOkResponse({ standardSchema: pageSchema(applicationSchema) })
  @NotFound()
  async listApplications(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    await this.find(environment, id);
    return this.applications.listOfRule(environment, id, query);
  }

  private async find(environment: EnvironmentId, id: string) {
    const rule = await this.rules.find(environment, id);
    if (!rule) throw new DomainError('not_found', 'rule_not_found', `There is no rule with the id "${id}".`);
    return rule;
  }
}
