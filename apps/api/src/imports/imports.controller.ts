import {
  CsvFiles,
  DomainError,
  ImportRepository,
  Imports,
  importFaultSchema,
  importSchema,
  newImportSchema,
  pageFields,
  pageSchema,
  type EnvironmentId,
  type NewImport,
} from '#libs/kana';
import { Body, Get, HttpCode, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiAcceptedResponse, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import { z } from 'zod';
import { ApiResource, Conflict, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

const listSchema = z.strictObject(pageFields);

@ApiResource('api/imports', 'Imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportRepository,
    private readonly runs: Imports,
    private readonly files: CsvFiles,
  ) {}

  /** Imports, the newest first. */
  @Get()
  @ApiOkResponse({ standardSchema: pageSchema(importSchema) })
  list(
    @CurrentEnvironment() environment: EnvironmentId,
    @Query({ schema: listSchema }) query: z.infer<typeof listSchema>,
  ) {
    return this.imports.list(environment, query);
  }

  /** Begins to import the customers of a billing provider, in the background. Repeating it makes no duplicates. */
  @Post()
  @HttpCode(202)
  @ApiAcceptedResponse({ standardSchema: importSchema })
  @Conflict('The settings lack the key of the provider.')
  begin(
    @CurrentEnvironment() environment: EnvironmentId,
    @Body({ schema: newImportSchema }) { provider }: NewImport,
  ) {
    return this.runs.begin(environment, provider);
  }

  /** An import with its progress. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: importSchema })
  @NotFound()
  async read(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('import')) id: string,
  ) {
    const found = await this.imports.find(environment, id);
    if (!found)
      throw new DomainError('not_found', 'import_not_found', `There is no import with the id "${id}".`);
    return found;
  }

  /** The rows that could not be taken, in the order of their lines. */
  @Get(':id/faults')
  @ApiOkResponse({ standardSchema: pageSchema(importFaultSchema) })
  @NotFound()
  async listFaults(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('import')) id: string,
    @Query({ schema: listSchema }) page: z.infer<typeof listSchema>,
  ) {
    await this.read(environment, id);
    return this.imports.listFaults(id, page);
  }

  /** The rows that could not be taken, as CSV: line and reason of each. */
  @Get(':id/report')
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  @NotFound()
  async report(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('import')) id: string,
  ) {
    await this.read(environment, id);
    return new StreamableFile(this.files.report(id), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="report.csv"',
    });
  }
}
