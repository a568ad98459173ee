import {
  previewSchema,
  RulePreview,
  ruleSetChangeSchema,
  type EnvironmentId,
  type RuleSetChange,
} from '#libs/kana';
import { Body, HttpCode, Post } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

@ApiResource('api/rules/preview', 'Rules')
export class RulePreviewController {
  constructor(private readonly rulePreview: RulePreview) {}

  /**
   * What a change of one rule would do, before it is saved: usage gained and lost by feature and by day, the newest
   * events, and near misses. Judged from stored events, within 2 seconds: all of them where there are not more than
   * 40,000, else an estimate from a random draw, whose numbers have a range. Nothing is changed.
   */
  @Post()
  @HttpCode(200)
  @ApiOkResponse({ standardSchema: previewSchema })
  @NotFound()
  @Conflict('The rule is at another version.')
  preview(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: ruleSetChangeSchema }) change: RuleSetChange,
  ) {
    return this.rulePreview.preview(environment, { rules: [change] });
  }
}
