import { Readable } from 'node:stream';
import { CsvFiles, importSchema, type EnvironmentId } from '#libs/kana';
import { Get, HttpCode, Post, Req, StreamableFile, UnsupportedMediaTypeException } from '@nestjs/common';
import { ApiAcceptedResponse, ApiBody, ApiConsumes, ApiOkResponse, ApiProduces } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

@ApiResource('api/users', 'Users')
export class UserFilesController {
  constructor(private readonly files: CsvFiles) {}

  /** All users as CSV: id, name, email, billingId. What a spreadsheet would run as a formula has a quote in front. */
  @Get('export')
  @ApiProduces('text/csv')
  @ApiOkResponse({ content: { 'text/csv': { schema: { type: 'string' } } } })
  export(@CurrentEnvironment() environment: EnvironmentId) {
    return new StreamableFile(this.files.export(environment), {
      type: 'text/csv; charset=utf-8',
      disposition: 'attachment; filename="users.csv"',
    });
  }

  /** Imports users from CSV, up to 512 MB, in the background: rows create, update or merge as identify calls do. */
  @Post('import')
  @HttpCode(202)
  @ApiConsumes('text/csv')
  @ApiBody({ schema: { type: 'string' } })
  @ApiAcceptedResponse({ standardSchema: importSchema })
  import(@CurrentEnvironment() environment: EnvironmentId, @Req() { body }: FastifyRequest) {
    if (!(body instanceof Readable)) {
      throw new UnsupportedMediaTypeException('The body must be CSV: send it with content-type text/csv.');
    }
    return this.files.receive(environment, body);
  }
}
