import { DomainError } from '#libs/kana';
import { Controller, Get } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { InjectDataSource } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';

/** A database that takes longer to say 1 is not ready. */
const patienceMs = 3_000;

@ApiTags('Health')
@Controller('health')
export class HealthController {
  constructor(@InjectDataSource() private readonly database: DataSource) {}

  /** The process runs. */
  @Get('live')
  live() {
    return { status: 'live' };
  }

  /** The process runs and its database answers; else 503. */
  @Get('ready')
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
