import { RuleFiles, ruleImportSchema, type EnvironmentId } from '#libs/kana';
import { Get, Headers, Put, Query, Req, Res } from '@nestjs/common';
import { ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

const exportSchema = z.strictObject({
  format: z
    .enum(['yaml', 'json'])
    .optional()
    .describe('Absent: JSON where `Accept` asks for it first, else YAML.'),
});

const importSchema = z.strictObject({
  dryRun: z
    .stringbool({ truthy: ['true'], falsy: ['false'], case: 'sensitive' })
    .default(false)
    .describe('Shows the plan and its impact, and changes nothing.'),
});

const types = { yaml: 'application/yaml; charset=utf-8', json: 'application/json; charset=utf-8' };

@ApiResource('api/rules', 'Rules')
export class RuleFilesController {
  constructor(private readonly files: RuleFiles) {}

  /** All features and rules as a file, which an import takes. */
  @Get('export')
  @ApiProduces('application/yaml', 'application/json')
  @ApiOkResponse({ content: { 'application/yaml': { schema: { type: 'string' } } } })
  async export(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: exportSchema }) query: z.infer<typeof exportSchema>,
    @Headers('accept') accept = '',
    @Res({ passthrough: true }) reply: FastifyReply,
  ) {
    const format = query.format ?? (/^\s*application\/json/i.test(accept) ? 'json' : 'yaml');
    void reply
      .header('content-type', types[format])
      .header('content-disposition', `attachment; filename="rules.${format}"`)
      .header('vary', 'accept');
    return this.files.export(environment, format);
  }

  /**
   * Makes the rules of the environment those of a file, in YAML or JSON, up to 1 MB: all in one transaction, or nothing.
   * A rule of the file is the rule here with its id, else the one with its name; rules that are not in the file are
   * deleted. Features are created and changed, and never deleted. Fixtures are checked first. 400 names every fault
   * with its line, and every fixture that fails with the reason.
   */
  @Put('import')
  @ApiConsumes('application/yaml', 'application/json')
  @ApiBody({ schema: { type: 'string' } })
  @ApiOkResponse({ standardSchema: ruleImportSchema })
  import(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: importSchema }) { dryRun }: z.infer<typeof importSchema>,
    @Req() { body }: FastifyRequest,
  ) {
    // No body is an empty file, whose faults are named.
    return this.files.import(environment, typeof body === 'string' ? body : '', dryRun);
  }
}
