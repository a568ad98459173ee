import { DomainError } from '#libs/kana';
import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { z } from 'zod';
import { problemResponse } from './openapi.js';

/** A database that takes longer to say 1 is not ready. */
const patienceMs = 3_000;

const health = { standardSchema: z.object({ status: z.enum(['live', 'ready']) }) };

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The process runs. */
  @Get('live')
  @ApiOkResponse(health)
  live() {
    return { status: 'live' };
  }

  /** The process runs and its database answers; else 503. */
  @Get('ready')
  @ApiOkResponse(health)
  @ApiServiceUnavailableResponse(problemResponse('The database does not answer.'))
  async ready() {
    const answered = await Promise.race([this.ping(), after(patienceMs)]);
    if (!answered) {
      throw new DomainError('unavailable', 'not_ready', 'The database does not answer.', { retryAfter: 2 });
    }
    return { status: 'ready' };
  }

  private ping(): Promise<boolean> {
    return this.database.query('select 1').then(
      () => true,
      () => false,
    );
  }
}

const after = (ms: number): Promise<false> =>
  new Promise((resolve) => setTimeout(resolve, ms, false).unref());
