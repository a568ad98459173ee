import { HttpCode, Post, Req } from '@nestjs/common';
import { ApiBody, ApiOkResponse } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { ApiIngestion, batchReceipt, oneCall, receipt, severalCalls } from './api-ingestion.js';
import { IngestService } from './ingest.service.js';

/** Segment names 2,500 as its limit. More are taken; this is what one answer has room for. */
const maxCalls = 10_000;

/** Segment's HTTP Tracking API: a Segment library needs only this host. The short paths are those of browsers. */
@ApiIngestion('v1')
export class TrackingController {
  constructor(private readonly ingest: IngestService) {}

  /** A user did something. */
  @Post(['track', 't'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  track(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'track', maxCalls });
  }

  /** Who a user is. */
  @Post(['identify', 'i'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  identify(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'identify', maxCalls });
  }

  /** Several calls at once, each with its `type`. One that is wrong does not stop the others. */
  @Post(['batch', 'b', 'import'])
  @HttpCode(200)
  @ApiBody(severalCalls)
  @ApiOkResponse(batchReceipt)
  batch(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { batchOnly: true, maxCalls });
  }

  /** Acknowledged, counted, not stored. */
  @Post(['page', 'p'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  page(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'page', maxCalls });
  }

  /** Acknowledged, counted, not stored. */
  @Post(['screen', 's'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  screen(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'screen', maxCalls });
  }

  /** Acknowledged, counted, not stored. */
  @Post(['group', 'g'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  group(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'group', maxCalls });
  }

  /** Acknowledged, counted, not stored. */
  @Post(['alias', 'a'])
  @HttpCode(200)
  @ApiBody(oneCall)
  @ApiOkResponse(receipt)
  alias(@Req() request: FastifyRequest) {
    return this.ingest.receive(request, { type: 'alias', maxCalls });
  }
}
