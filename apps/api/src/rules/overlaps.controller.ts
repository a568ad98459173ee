import { labelSchema, Overlaps, overlapsSchema, ruleConditionsSchema, type EnvironmentId } from '#libs/kana';
import { Body, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const draftSchema = z
  .strictObject({
    id: z.uuid().optional().meta({ description: 'Of the rule that is edited; absent for a new one.' }),
    featureId: labelSchema,
    conditions: ruleConditionsSchema,
  })
  .meta({ id: 'ComparedRule' });

@ApiResource('api/rules/overlaps', 'Rules')
export class OverlapsController {
  constructor(private readonly overlaps: Overlaps) {}

  /**
   * Enabled rules that never record anything, and rules that meet: by their conditions where these prove it, else by the
   * newest 10,000 events, whose figures come with every warning.
   */
  @Get()
  @ApiOkResponse({ standardSchema: overlapsSchema })
  all(@CurrentEnvironment() environment: EnvironmentId) {
    return this.overlaps.all(environment);
  }

  /** The same of one rule before it is saved, as if it were enabled. Events are looked at where the conditions prove nothing. */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: overlapsSchema })
  of(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: draftSchema }) draft: z.infer<typeof draftSchema>,
  ) {
    return this.overlaps.of(environment, draft);
  }
}
