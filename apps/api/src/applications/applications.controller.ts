import { ApplicationRepository, applicationSchema, DomainError, type EnvironmentId } from '#libs/kana';
import { Get, Param } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiResource, NotFound } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';
import { resourceId } from '../http/resource-id.js';

@ApiResource('api/applications', 'Retroactive runs')
export class ApplicationsController {
  constructor(private readonly applications: ApplicationRepository) {}

  /** A retroactive run with its progress. */
  @Get(':id')
  @ApiOkResponse({ standardSchema: applicationSchema })
  @NotFound()
  async read(
    @CurrentEnvironment() environment: EnvironmentId,
    @Param('id', resourceId('application')) id: string,
  ) {
    const application = await this.applications.find(environment, id);
    if (!application) {
      throw new DomainError(
        'not_found',
        'application_not_found',
        `There is no application with the id "${id}".`,
      );
    }
    return application;
  }
}
