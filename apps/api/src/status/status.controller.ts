import { StatusService, statusSchema, type EnvironmentId } from '#libs/kana';
import { Get } from '@nestjs/common';
import { ApiOkResponse } from '@nestjs/swagger';
import { ApiResource } from '../http/api-resource.js';
import { CurrentEnvironment } from '../http/current-environment.js';

@ApiResource('api/status', 'Status')
export class StatusController {
  constructor(private readonly status: StatusService) {}

  /** Whether events come, and how much waits for a decision: unmapped events and the two flags of users. */
  @Get()
  @ApiOkResponse({ standardSchema: statusSchema })
  read(@CurrentEnvironment() environment: EnvironmentId) {
    return this.status.read(environment, new Date());
  }
}
