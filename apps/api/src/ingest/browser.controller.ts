import { Controller, Get, Header, HttpCode, Param, Post, Req } from '@nestjs/common';
import { ApiOkResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { hostOf, protocolOf } from '../http/address.js';
import { Authentication } from '../http/authentication.js';
import { receipt } from './api-ingestion.js';

/** What the browser library asks for beside its calls. */
@ApiTags('Ingestion')
@Controller('v1')
export class BrowserController {
  constructor(private readonly authentication: Authentication) {}

  /** The settings that analytics-next fetches from its `cdnURL` first. They send its calls to this server too. */
  @Get('projects/:writeKey/settings')
  @Header('cache-control', 'no-store')
  @ApiOkResponse({ description: 'Settings of analytics-next.' })
  async settings(@Req() request: FastifyRequest, @Param('writeKey') writeKey: string) {
    await this.authentication.grant([writeKey]);
    // `apiHost` is host and path, without a scheme.
    return {
      integrations: {
        'Segment.io': { apiKey: writeKey, apiHost: `${hostOf(request)}/v1`, protocol: protocolOf(request) },
      },
      plan: {},
      metrics: { sampleRate: 0 },
    };
  }

  /** Metrics of the browser library about itself. Read by nobody. */
  @Post('m')
  @HttpCode(200)
  @ApiOkResponse(receipt)
  metrics() {
    return { success: true };
  }
}
