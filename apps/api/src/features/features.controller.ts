import {
  applicationSchema,
  archivedFilters,
  FeatureRepository,
  featureChangeSchema,
  featureSchema,
  MappingChanges,
  newFeatureSchema,
  pageFields,
  pageSchema,
  DomainError,
  type EnvironmentId,
  type FeatureChange,
  type NewFeature,
} from '#libs/kana';
import { Body, Delete, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiCreatedResponse, ApiNoContentResponse, ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const createdFeatureSchema = featureSchema
  .extend({
    application: applicationSchema.nullable().meta({
      description: 'The retroactive run over the events that asked for this feature before it was there.',
    }),
  })
  .meta({ id: 'CreatedFeature' });

const querySchema = z.strictObject({
  ...pageFields,
  archived: z
    .enum(archivedFilters)
    .default('false')
    .describe('`true`: archived features alone; `all`: both.'),
});

@ApiResource('api/features', 'Features')
export class FeaturesController {
  constructor(
    private readonly features: FeatureRepository,
    private readonly changes: MappingChanges,
  ) {}

  /** Features by id; archived ones only where they are asked for. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(featureSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: querySchema }) { archived, ...page }: z.infer<typeof querySchema>,
  ) {
    return this.features.list(environment, page, archived);
  }

  /** Creates a feature. Stored events that asked for its id by `properties.featureId` are mapped in the background. */
  @Post()
  @ApiCreatedResponse({ standardSchema: createdFeatureSchema })
  @Conflict('The id is taken.')
  create(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: newFeatureSchema }) feature: NewFeature,
  ) {
    return this.changes.createFeature(environment, feature);
  }

  /** One feature. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: featureSchema })
  @NotFound()
  async read(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    const feature = await this.features.find(environment, id);
    if (!feature)
      throw new DomainError('not_found', 'feature_not_found', `There is no feature with the id "${id}".`);
    return feature;
  }

  /** Changes the fields that are given. `id` and `type` never change. */
  @Patch(':id')
  @ApiOkResponse({ standardSchema: featureSchema })
  @NotFound()
  update(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id') id: string,
    @Body({ schema: featureChangeSchema }) change: FeatureChange,
  ) {
    return this.changes.updateFeature(environment, id, change);
  }

  /** Runs the stored events that asked for the feature again: after a run that was cancelled, say. */
  @Post(':id/apply')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: createdFeatureSchema })
  @NotFound()
  apply(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.changes.applyFeature(environment, id);
  }

  /**
   * Archives a feature: lists and pickers leave it out. Nothing else changes: what is recorded stays, and its rules and
   * events that name it go on recording. Disable the rules first to end that.
   */
  @Post(':id/archive')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: featureSchema })
  @NotFound()
  archive(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.changes.archiveFeature(environment, id, true);
  }

  /** Brings an archived feature back into lists and pickers. */
  @Post(':id/unarchive')
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: featureSchema })
  @NotFound()
  unarchive(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.changes.archiveFeature(environment, id, false);
  }

  /** Deletes a feature that no rule and no recorded usage refers to. */
  @Delete(':id')
  @HttpCode(204)
  @ApiNoContentResponse()
  @NotFound()
  @Conflict('A rule or recorded usage refers to the feature.')
  delete(@CurrentEnvironment() environment: EnvironmentId, @Param('id') id: string) {
    return this.changes.deleteFeature(environment, id);
  }
}
