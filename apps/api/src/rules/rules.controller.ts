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
  retractEffectSchema,
  ruleReplacementSchema,
  ruleSchema,
  ruleVersionSchema,
  type EnvironmentId,
  type NewRule,
  type RuleChange,
} from '#libs/kana';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Put, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { rangeFields, validRange } from '../http/range.js';
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

const restoreSchema = z
  .strictObject({ version: z.int().min(1).describe('The version whose content the new one gets.') })
  .meta({ id: 'RuleRestore' });

const retractSchema = z
  .strictObject({
    version: z
      .int()
      .min(1)
      .optional()
      .describe('Takes back the usage of this version alone; absent: of every version that there is.'),
    ...rangeFields,
    dryRun: z.boolean().default(false).describe('Only shows what it would do.'),
    disable: z
      .boolean()
      .default(false)
      .describe(
        'Disables the rule in the same transaction, so that it does not map again what is taken back.',
      ),
  })
  .superRefine(validRange)
  .meta({ id: 'RuleRetract' });

const retractResultSchema = z
  .object({
    application: applicationSchema
      .nullable()
      .meta({ description: 'The run that takes the usage back; null for a dry run.' }),
    effect: retractEffectSchema.nullable().meta({ description: 'Of a dry run: what the run would do.' }),
  })
  .meta({ id: 'RetractResult' });

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

  /**
   * The versions of a rule, a deleted one too: newest first, each with what it changed against the one before. Every
   * usage record names the version that made it.
   */
  @Get(':id/versions')
  @ApiOkResponse({ standardSchema: pageSchema(ruleVersionSchema) })
  @NotFound()
  async listVersions(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    await this.findAny(environment, id);
    return this.rules.versions(id, query);
  }

  /**
   * Makes a new version with what an older one said, and a retroactive run where that is enabled. A deleted rule comes
   * back under its id.
   */
  @Post(':id/restore')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  async restore(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Body({ schema: restoreSchema }) { version }: z.infer<typeof restoreSchema>,
  ) {
    return this.overlaps.ofSaved(environment, await this.changes.restoreRule(environment, id, version));
  }

  /** Runs the stored unmapped events again: after a run that was cancelled, say. Older runs of the rule end. */
  @Post(':id/apply')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: ruleWithRunSchema })
  @NotFound()
  @Conflict('The rule is disabled.')
  async apply(@CurrentEnvironment() environment: EnvironmentId, @Param('id', resourceId('rule')) id: string) {
    return this.overlaps.ofSaved(environment, await this.changes.applyRule(environment, id));
  }

  /**
   * Takes back usage that a rule recorded, a deleted one too, in the background: each record gets one that reverses
   * it, and its event is judged again by the rules as they are. `from` (inclusive) and `to` (exclusive) are of when
   * the usage occurred. Refused with 409 where the rule would record the same again: edit or disable it first, or send
   * `disable`. With `dryRun` nothing is written, and `effect` says what would be.
   */
  @Post(':id/retract')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: retractResultSchema })
  @NotFound()
  @Conflict('The rule is enabled, and would record the same again.')
  async retract(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Body({ schema: retractSchema }) { dryRun, ...request }: z.infer<typeof retractSchema>,
  ) {
    return dryRun
      ? { application: null, effect: await this.changes.retractEffect(environment, id, request) }
      : { application: await this.changes.retractRule(environment, id, request), effect: null };
  }

  /** The runs of a rule, newest first; those of a deleted one are in `GET /api/applications`. */
  @Get(':id/applications')
  @ApiOkResponse({ standardSchema: pageSchema(applicationSchema) })
  @NotFound()
  async listApplications(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('rule')) id: string,
    @Query({ schema: pageQuerySchema }) query: z.infer<typeof pageQuerySchema>,
  ) {
    await this.find(environment, id);
    return this.applications.list(environment, { ruleId: id }, query);
  }

  private async find(environment: EnvironmentId, id: string) {
    return (await this.rules.find(environment, id)) ?? missing(id);
  }

  private async findAny(environment: EnvironmentId, id: string) {
    return (await this.rules.findAny(environment, id)) ?? missing(id);
  }
}

function missing(id: string): never {
  throw new DomainError('not_found', 'rule_not_found', `There is no rule with the id "${id}".`);
}
